/** Objections (keberatan, PP 30/2019 Art 59): filed in time, decided by a superior who had no part, final. */
import { DomainError, refuseUnless } from '../errors.ts'
import type { ExpectationRating, RaterGroup } from '../scoring/policies.ts'
import type { ScoringFacts } from '../scoring/score.ts'
import { addDays, dayIn, type Timezone } from '../time.ts'

export const OBJECTION_STATES = ['filed', 'hearing', 'decided', 'withdrawn'] as const
export type ObjectionState = (typeof OBJECTION_STATES)[number]
export const OBJECTION_EVENTS = ['appoint', 'hear', 'state', 'decide', 'withdraw'] as const
export type ObjectionEvent = (typeof OBJECTION_EVENTS)[number]

export interface Window {
  /** The day on which the result was received: that of its publication. */
  readonly receivedOn: string
  /** The last day on which an objection is taken, inclusive. */
  readonly lastDay: string
}

/** Day 0 is the day of receipt, in the institution's time zone; the day numbered `days` is the last. */
export const objectionWindow = (publishedAt: string, timezone: Timezone, days: number): Window => {
  const receivedOn = dayIn(timezone, publishedAt)
  return { receivedOn, lastDay: addDays(receivedOn, days) }
}

/** Throws `objection.tooLate` with the days of both sides. */
export const checkInTime = ({ receivedOn, lastDay }: Window, today: string): void => {
  refuseUnless(today <= lastDay, 'objection.tooLate', { receivedOn, lastDay, today })
}

const NEXT: Record<ObjectionState, Partial<Record<ObjectionEvent, ObjectionState>>> = {
  filed: { appoint: 'filed', hear: 'hearing', withdraw: 'withdrawn' },
  hearing: { appoint: 'hearing', state: 'hearing', decide: 'decided', withdraw: 'withdrawn' },
  decided: {},
  withdrawn: {},
}

/** The state after the event. Throws `objection.stateForbids`. */
export const nextObjectionState = (state: ObjectionState, event: ObjectionEvent): ObjectionState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError('objection.stateForbids', { state, event })
  return next
}

/** Everybody who had a part in the rating and is known for it. */
export interface RatingLine {
  readonly subjectId: string
  readonly supervisorId: string
  readonly previousSupervisorIds: readonly string[]
}

const isInLine = (line: RatingLine, employeeId: string): boolean =>
  [line.subjectId, line.supervisorId, ...line.previousSupervisorIds].includes(employeeId)

/** Throws `objection.deciderInRatingLine`. */
export const checkDecider = (line: RatingLine, deciderId: string): void => {
  refuseUnless(!isInLine(line, deciderId), 'objection.deciderInRatingLine', { decider: deciderId })
}

/** Nobody decides about his or her own superior. Throws `objection.deciderBelowRater`. */
export const checkNotBelow = (aboveDecider: readonly string[], raterId: string, deciderId: string): void => {
  refuseUnless(!aboveDecider.includes(raterId), 'objection.deciderBelowRater', { decider: deciderId })
}

/** The nearest superior of the rater who had no part; null where HR has to name one. */
export const chooseDecider = (line: RatingLine, superiors: readonly (string | null)[]): string | null =>
  superiors.find((id): id is string => id !== null && !isInLine(line, id)) ?? null

/** Both sides were heard, or the time to speak is over. The reasons given when filing are the subject's side. */
export const checkHeard = (hasSupervisorSpoken: boolean, hearingUntil: string | null, today: string): void => {
  const isOver = hearingUntil !== null && today > hearingUntil
  refuseUnless(hasSupervisorSpoken || isOver, 'objection.notHeard', { until: hearingUntil ?? '-', today })
}

/** Facts that a decision may correct; never a score. */
export type Correction =
  | { readonly kind: 'raterRelation'; readonly group: Extract<RaterGroup, 'peer' | 'subordinate' | 'supervisor'> }
  | { readonly kind: 'requiredLevel'; readonly code: string; readonly level: number }
  | {
      readonly kind: 'workResult'
      readonly rating: ExpectationRating
      readonly figure?: string | null
      readonly innovation?: boolean
    }

/**
 * The facts of the next edition. A wrong relation leaves the whole group out: leaving out one rater would show, by the
 * difference of two editions, what he or she gave. Throws `objection.correctionUnknown` for a level that nobody required
 * or a work result that was never confirmed.
 */
export const correct = (facts: ScoringFacts, correction: Correction): ScoringFacts => {
  if (correction.kind === 'raterRelation') {
    const contested = [...new Set([...facts.contested, correction.group])].sort()
    // Who was no superior could not confirm either.
    return { ...facts, contested, official: correction.group === 'supervisor' ? null : facts.official }
  }
  if (correction.kind === 'requiredLevel') {
    refuseUnless(facts.requiredLevels[correction.code] !== undefined, 'objection.correctionUnknown', {
      correction: correction.code,
    })
    return { ...facts, requiredLevels: { ...facts.requiredLevels, [correction.code]: correction.level } }
  }
  if (facts.official === null) throw new DomainError('objection.correctionUnknown', { correction: 'workResult' })
  const { rating, figure = facts.official.resultFigure, innovation = facts.official.innovation } = correction
  return { ...facts, official: { ...facts.official, resultRating: rating, resultFigure: figure, innovation } }
}

/** A superior who followed the proposal follows it again when corrected facts move it; one who deviated gave a reason of his or her own. */
export const followProposal = (facts: ScoringFacts, before: string | null, after: string | null): ScoringFacts => {
  const { official } = facts
  if (!official || official.behaviourRating === null || official.behaviourRating !== before || after === null)
    return facts
  return { ...facts, official: { ...official, behaviourRating: after as ExpectationRating } }
}

/** Cycles: draft → open → closed → scored → published, with dated phases in the institution's own days. */
import { DomainError, refuseUnless } from '../errors.ts'
import type { PositionClass } from '../organisation/positions.ts'
import type { RaterGroup } from '../scoring/policies.ts'
import { isWithin, type Period } from '../time.ts'

export const CYCLE_STATES = ['draft', 'open', 'closed', 'scored', 'published'] as const
export type CycleState = (typeof CYCLE_STATES)[number]
export const CYCLE_EVENTS = ['edit', 'open', 'close', 'score', 'publish'] as const
export type CycleEvent = (typeof CYCLE_EVENTS)[number]

export const PHASES = ['selfAssessment', 'feedback', 'confirmation'] as const
export type Phase = (typeof PHASES)[number]
export type Phases = Readonly<Record<Phase, Period>>

/** Whom the cycle covers: the union of sub-trees and single people, narrowed to classes where any are named. */
export interface Population {
  readonly unitIds: readonly string[]
  readonly positionClasses: readonly PositionClass[]
  readonly employeeIds: readonly string[]
}

export interface DrawRules {
  readonly seed: string
  readonly peers: number
  readonly subordinates: number
  /** Most requests that the draw gives one rater. */
  readonly maxRequestsPerRater: number
}

/** Fewest raters of a group for its view to count and to be shown; frozen when the cycle opens. */
export interface AnonymityThresholds {
  readonly peer: number
  readonly subordinate: number
}

/** Below 3 a mean tells single ratings (scoring.md §1.13). */
export const LEAST_THRESHOLD = 3

/** What puts both groups together must not be solved for either: the larger of the two holds. */
export const pooledThreshold = ({ peer, subordinate }: AnonymityThresholds): number => Math.max(peer, subordinate)

/** Throws `cycle.thresholdsFrozen` once people have been asked under the thresholds they were told. */
export const checkThresholdChange = (state: CycleState, { peer, subordinate }: AnonymityThresholds): void => {
  refuseUnless(state === 'draft', 'cycle.thresholdsFrozen', { state, peer, subordinate })
}

const NEXT: Record<CycleState, Partial<Record<CycleEvent, CycleState>>> = {
  draft: { edit: 'draft', open: 'open' },
  open: { close: 'closed' },
  closed: { score: 'scored' },
  scored: { publish: 'published' },
  published: {},
}

/** The state after the event. Throws `cycle.stateForbids` with the state found. */
export const nextCycleState = (state: CycleState, event: CycleEvent): CycleState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError('cycle.stateForbids', { state, event })
  return next
}

/** Throws `cycle.datesOutOfOrder` naming the period, or `cycle.populationEmpty`. */
export const checkCycle = (period: Period, phases: Phases, population: Population): void => {
  for (const [name, { from, to }] of Object.entries({ period, ...phases }))
    refuseUnless(from <= to, 'cycle.datesOutOfOrder', { period: name, from, to })
  refuseUnless(phases.selfAssessment.from <= phases.confirmation.from, 'cycle.datesOutOfOrder', {
    period: 'confirmation',
    from: phases.confirmation.from,
    to: phases.selfAssessment.from,
  })
  refuseUnless(population.unitIds.length + population.employeeIds.length > 0, 'cycle.populationEmpty')
}

export const phaseOf = (group: RaterGroup): Phase => (group === 'self' ? 'selfAssessment' : 'feedback')

/** Throws `cycle.phaseClosed` with the days of the phase, before its first and after its last. */
export const checkPhase = (phases: Phases, phase: Phase, today: string): void => {
  const { from, to } = phases[phase]
  refuseUnless(isWithin(phases[phase], today), 'cycle.phaseClosed', { phase, from, to, today })
}

/** A response is taken while the cycle is open and its phase has begun and not ended. Throws `cycle.stateForbids`, `cycle.phaseClosed`. */
export const checkAnswerable = (state: CycleState, phases: Phases, group: RaterGroup, today: string): void => {
  refuseUnless(state === 'open', 'cycle.stateForbids', { state, event: 'answer' })
  checkPhase(phases, phaseOf(group), today)
}

const EXTENDABLE: Record<Phase, ReadonlySet<CycleState>> = {
  selfAssessment: new Set<CycleState>(['open']),
  feedback: new Set<CycleState>(['open']),
  confirmation: new Set<CycleState>(['open', 'closed', 'scored']),
}

/** Raters are drawn while people answer. Throws `cycle.stateForbids`. */
export const checkDrawable = (state: CycleState): void => {
  refuseUnless(state === 'open', 'cycle.stateForbids', { state, event: 'draw' })
}

/** Throws `cycle.stateForbids` where no phase could be extended any more. */
export const checkExtendable = (state: CycleState): void => {
  const isExtendable = Object.values(EXTENDABLE).some((states) => states.has(state))
  refuseUnless(isExtendable, 'cycle.stateForbids', { state, event: 'extend' })
}

/** A published deadline only ever moves later. Throws `cycle.stateForbids` or `cycle.extensionNotLater` with both days. */
export const extendPhase = (state: CycleState, phases: Phases, phase: Phase, to: string): Phases => {
  refuseUnless(EXTENDABLE[phase].has(state), 'cycle.stateForbids', { state, event: 'extend' })
  const period = phases[phase]
  refuseUnless(to > period.to, 'cycle.extensionNotLater', { phase, found: to, needed: period.to })
  return { ...phases, [phase]: { ...period, to } }
}

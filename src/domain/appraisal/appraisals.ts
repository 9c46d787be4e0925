/** The official's part of an appraisal: the work result, and the confirmation of what the views propose. */
import { DomainError, refuseUnless } from '../errors.ts'
import { compare, parse } from '../scoring/rational.ts'
import type { ExpectationRating, ScoringPolicy } from '../scoring/policies.ts'
import { checkPhase, type CycleState, type Phases } from './cycles.ts'

export interface WorkResult {
  readonly rating: ExpectationRating
  /** SKP value with at most 2 decimals, where the institution works with figures. */
  readonly figure: string | null
  readonly innovation: boolean
}

export interface Confirmation {
  readonly behaviourRating: ExpectationRating | null
  readonly reason: string | null
}

const RECORDABLE: ReadonlySet<CycleState> = new Set(['open', 'closed', 'scored'])

/** Throws `appraisal.stateForbids`, `appraisal.alreadyConfirmed`, `assignment.ownSupervisor`, `appraisal.handoverUnchanged`. */
export const checkHandover = (
  state: CycleState,
  confirmed: boolean,
  appraisal: { readonly employeeId: string; readonly supervisorId: string },
  successorId: string,
): void => {
  refuseUnless(RECORDABLE.has(state), 'appraisal.stateForbids', { state, event: 'handOver' })
  refuseUnless(!confirmed, 'appraisal.alreadyConfirmed')
  refuseUnless(successorId !== appraisal.employeeId, 'assignment.ownSupervisor')
  refuseUnless(successorId !== appraisal.supervisorId, 'appraisal.handoverUnchanged')
}

/** Throws `appraisal.stateForbids` before the cycle opens and once it is published, `appraisal.alreadyConfirmed` after. */
export const checkWorkResult = (
  state: CycleState,
  confirmed: boolean,
  result: WorkResult,
  policy: ScoringPolicy,
): void => {
  refuseUnless(RECORDABLE.has(state), 'appraisal.stateForbids', { state, event: 'recordWorkResult' })
  refuseUnless(!confirmed, 'appraisal.alreadyConfirmed')
  if (policy.result.type !== 'numeric' || result.figure === null) return
  const { min, max } = policy.result.skp
  const figure = parse(result.figure)
  const inRange = compare(figure, parse(min)) >= 0 && compare(figure, parse(max)) <= 0
  refuseUnless(inRange, 'appraisal.figureOutOfRange', { found: result.figure, min, max })
}

/**
 * The superior confirms the rating that the composite proposes, or deviates with a reason (PermenPANRB 6/2022; a human
 * always decides, UU 27/2022 Art 10). Under a numeric policy there is no rating to choose, only the figure to give.
 * Throws `appraisal.stateForbids`, `cycle.phaseClosed`, `appraisal.alreadyConfirmed`, `appraisal.workResultRequired`,
 * `appraisal.reasonRequired`.
 */
export const checkConfirmation = (
  { state, phases, today }: { readonly state: CycleState; readonly phases: Phases; readonly today: string },
  confirmed: boolean,
  workResult: Pick<WorkResult, 'figure'> | null,
  confirmation: Confirmation,
  proposal: string | null,
  policy: ScoringPolicy,
): void => {
  refuseUnless(state === 'scored', 'appraisal.stateForbids', { state, event: 'confirm' })
  checkPhase(phases, 'confirmation', today)
  refuseUnless(!confirmed, 'appraisal.alreadyConfirmed')
  if (workResult === null) throw new DomainError('appraisal.workResultRequired', { missing: 'rating' })
  if (policy.result.type === 'numeric') {
    refuseUnless(workResult.figure !== null, 'appraisal.workResultRequired', { missing: 'figure' })
    return
  }
  const rating = confirmation.behaviourRating
  refuseUnless(rating !== null, 'appraisal.reasonRequired', { proposed: proposal ?? '-', given: '-' })
  const deviates = rating !== proposal
  refuseUnless(!deviates || confirmation.reason !== null, 'appraisal.reasonRequired', {
    proposed: proposal ?? '-',
    given: rating,
  })
}

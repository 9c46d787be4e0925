/** Calibration: superiors' ratings changed by a named official with a reason each, all of a set or none. */
import { DomainError, refuseUnless, type ErrorCode, type FieldError } from '../errors.ts'
import type { ExpectationRating } from '../scoring/policies.ts'
import type { CycleState } from './cycles.ts'

export interface RatingChange {
  readonly appraisalId: string
  readonly behaviourRating: ExpectationRating
  readonly reason: string
}

/** An appraisal of the session as it stands. */
export interface Calibrated {
  readonly confirmed: boolean
  readonly behaviourRating: ExpectationRating | null
}

/** Between scoring and publication: afterwards an objection is the way. Throws `cycle.stateForbids`. */
export const checkCalibratable = (state: CycleState): void => {
  refuseUnless(state === 'scored', 'cycle.stateForbids', { state, event: 'calibrate' })
}

const faultOf = (change: RatingChange, found: Calibrated | undefined, isRepeated: boolean): ErrorCode | null => {
  if (isRepeated) return 'calibration.appraisalRepeated'
  if (!found) return 'calibration.appraisalUnknown'
  if (!found.confirmed || found.behaviourRating === null) return 'calibration.notConfirmed'
  return found.behaviourRating === change.behaviourRating ? 'calibration.unchanged' : null
}

/** Throws `calibration.refused` naming every change that cannot be made, and then none is. */
export const checkChangeSet = (changes: readonly RatingChange[], session: ReadonlyMap<string, Calibrated>): void => {
  const seen = new Set<string>()
  const faults = changes.flatMap((change, index): FieldError[] => {
    const code = faultOf(change, session.get(change.appraisalId), seen.has(change.appraisalId))
    seen.add(change.appraisalId)
    return code === null ? [] : [{ pointer: `/changes/${String(index)}`, code }]
  })
  if (faults.length > 0)
    throw new DomainError('calibration.refused', { invalid: faults.length, of: changes.length }, faults.slice(0, 50))
}

/** Results of work (SKP) by file: what the superior would enter one by one, under the same rules. */
import { checkWorkResult } from '../../domain/appraisal/appraisals.ts'
import { DomainError } from '../../domain/errors.ts'
import { findCycleShared } from '../../repositories/appraisal/cycles.ts'
import { findForm } from '../../repositories/appraisal/forms.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { resolveWorkResults } from '../../repositories/exchange/resolving-results.ts'
import type { StepContext } from './import-steps.ts'

/** Throws what forbids the file as a whole: `form.policyMissing`, `appraisal.stateForbids`. */
export const resolveResults = async ({ tx, institutionId, cycleId }: StepContext): Promise<void> => {
  const cycle = await findCycleShared(tx, institutionId, cycleId ?? '')
  const form = cycle && (await findForm(tx, institutionId, cycle.formId))
  const policyId = form?.behaviourPolicyId
  const policy = policyId ? await findScoringPolicy(tx, institutionId, policyId) : undefined
  if (!cycle || !policy) throw new DomainError('form.policyMissing', { instrument: 'behaviour' })
  checkWorkResult(cycle.state, false, { rating: 'SESUAI', figure: null, innovation: false }, policy.document)
  const { result } = policy.document
  await resolveWorkResults(tx, institutionId, cycle.id, result.type === 'numeric' ? result.skp : null)
}

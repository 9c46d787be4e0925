/** Replaces a sealed result by a later edition; the one before stays as it is. */
import { differencesBetween, type ResultChange } from '../../domain/appraisal/results.ts'
import type { Breakdown } from '../../domain/scoring/breakdown.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'
import type { ScoringFacts } from '../../domain/scoring/score.ts'
import type { AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import { findNewestResult, insertResults, type NewResult } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { loadSubmitted } from '../../repositories/feedback/responses.ts'
import { found, type WriteContext } from '../context.ts'
import { sealerOf } from './sealing.ts'

/** The facts that an appraisal has from its opening and closing, before any official added to them. */
export const factsOf = (
  row: Pick<AppraisalRow, 'positionType' | 'requiredLevels' | 'thresholds'>,
  closedAt: string,
): ScoringFacts => ({
  positionType: row.positionType,
  requiredLevels: row.requiredLevels,
  thresholds: row.thresholds,
  closedAt,
  official: null,
  contested: [],
})

/**
 * Calculates anew from the same ratings with the facts changed, seals, and says step by step what that changed. `settle`
 * has the last word on the facts once it is known what they propose.
 */
export const sealNextEdition = async (
  context: WriteContext,
  row: AppraisalRow,
  instrument: Instrument,
  changed: (before: ScoringFacts) => ScoringFacts,
  change: Omit<ResultChange, 'differences'>,
  settle: (facts: ScoringFacts, proposal: string | null) => ScoringFacts = (facts) => facts,
): Promise<NewResult> => {
  const { institutionId } = context.actor
  const before = found(await findNewestResult(context.tx, institutionId, row.id, instrument))
  const form = found(await findFrozenContent(context.tx, institutionId, row.formId))
  const policy = found(await findScoringPolicy(context.tx, institutionId, before.policyId))
  const responses = (await loadSubmitted(context.tx, institutionId, [row.id])).get(row.id) ?? []
  const edition = { id: context.newId(), edition: before.edition + 1, supersedesId: before.id, change: null }
  const sealer = sealerOf(context.secret, form, policy)
  const seal = (facts: ScoringFacts): NewResult => sealer({ appraisalId: row.id, responses, facts }, edition)
  const facts = changed({ ...factsOf(row, row.closedAt ?? context.now), ...before.facts })
  const proposed = seal(facts)
  const settled = settle(facts, proposed.proposal)
  const sealed = { ...(settled === facts ? proposed : seal(settled)), stage: 'final' as const }
  const steps = ({ breakdown }: { readonly breakdown: string }) => (JSON.parse(breakdown) as Breakdown).steps
  const result = { ...sealed, change: { ...change, differences: differencesBetween(steps(before), steps(sealed)) } }
  await insertResults(context.tx, institutionId, [result], context.now)
  return result
}

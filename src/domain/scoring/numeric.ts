/** PP 30/2019 Art 41: SKP and behaviour joined 60:40, or 70:30 where neither peers nor subordinates gave a view. */
import { roundOf } from './breakdown.ts'
import type { Outline, People } from './composite.ts'
import { NO_OUTCOME, type OfficialInput, type OutcomeOutline } from './outcomes.ts'
import type { Plan } from './plan.ts'
import type { NumericResult } from './policies.ts'

export const planNumeric = (
  outline: Outline,
  rules: NumericResult,
  official: OfficialInput | null,
  plan: Plan<People>,
): OutcomeOutline => {
  if (!outline.hasTotal) return { ...NO_OUTCOME, reason: outline.reason }
  plan.derive({
    id: 'behaviour',
    op: 'piecewise_linear',
    of: 'total',
    anchors: rules.behaviour_value.anchors,
    round: roundOf(rules.behaviour_value.round),
    cite: 'policy.result.behaviour_value',
  })
  const proposed = { ...NO_OUTCOME, proposal: 'behaviour' }
  if (official?.resultFigure == null) return { ...proposed, result: 'behaviour' }
  plan.given({ id: 'skp', value: official.resultFigure, kind: 'official_input' })
  const withViews = outline.groups.some((group) => group === 'peer' || group === 'subordinate')
  const weights = withViews ? rules.weights : rules.weights_without_views
  plan.derive({
    id: 'score',
    op: 'weighted_sum',
    terms: [
      [weights.skp, 'skp'],
      [weights.behaviour, 'behaviour'],
    ],
    round: roundOf(rules.round),
    cite: withViews ? rules.cite.weights : rules.cite.weights_without_views,
  })
  plan.derive({
    id: 'predicate',
    op: 'band',
    of: 'score',
    bands: rules.bands,
    facts: { innovation: official.innovation },
    cite: rules.cite.bands,
  })
  return { ...proposed, predicate: 'predicate', figure: 'score', result: 'predicate' }
}

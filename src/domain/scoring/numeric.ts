/** PP 30/2019 Art 41: SKP and behaviour joined 60:40, or 70:30 where neither peers nor subordinates gave a view. */
import { roundOf } from './breakdown.ts'
import type { Composite } from './composite.ts'
import type { NumericResult } from './policies.ts'
import type { OfficialInput, Outcome } from './score.ts'
import { StepList } from './steps.ts'

export const numericOutcome = (composite: Composite, rules: NumericResult, official: OfficialInput | null): Outcome => {
  const list = new StepList(composite.steps, composite.values)
  const open = { proposal: null, predicate: null, figure: null, gaps: [] }
  if (composite.total === null) return { ...open, result: null, reason: composite.reason }
  const proposal = list.derive({
    id: 'behaviour',
    op: 'piecewise_linear',
    of: 'total',
    anchors: rules.behaviour_value.anchors,
    round: roundOf(rules.behaviour_value.round),
    cite: 'policy.result.behaviour_value',
  })
  if (official?.resultFigure == null) return { ...open, proposal, result: 'behaviour', reason: null }
  list.given({ id: 'skp', value: official.resultFigure, kind: 'official_input' })
  const withViews = composite.groups.some(({ group }) => group === 'peer' || group === 'subordinate')
  const weights = withViews ? rules.weights : rules.weights_without_views
  const figure = list.derive({
    id: 'score',
    op: 'weighted_sum',
    terms: [
      [weights.skp, 'skp'],
      [weights.behaviour, 'behaviour'],
    ],
    round: roundOf(rules.round),
    cite: withViews ? rules.cite.weights : rules.cite.weights_without_views,
  })
  const predicate = list.derive({
    id: 'predicate',
    op: 'band',
    of: 'score',
    bands: rules.bands,
    facts: { innovation: official.innovation },
    cite: rules.cite.bands,
  })
  return { ...open, proposal, predicate, figure, result: 'predicate', reason: null }
}

/**
 * PermenPANRB 6/2022: the predicate is the cell of hasil kerja and perilaku kerja, never an average (rules.md §1.4).
 * The composite of the views proposes the behaviour rating; the pejabat penilai confirms it.
 */
import type { Composite } from './composite.ts'
import type { QuadrantResult } from './policies.ts'
import type { OfficialInput, Outcome } from './score.ts'
import { StepList } from './steps.ts'

export const quadrantOutcome = (
  composite: Composite,
  rules: QuadrantResult,
  official: OfficialInput | null,
): Outcome => {
  const list = new StepList(composite.steps, composite.values)
  const proposal =
    composite.total === null
      ? null
      : list.derive({
          id: 'proposal',
          op: 'band',
          of: 'total',
          bands: rules.behaviour_rating.bands,
          facts: {},
          cite: 'policy.result.behaviour_rating.bands',
        })
  const open = { proposal, predicate: null, figure: null, gaps: [] }
  if (!official?.behaviourRating || !official.resultRating)
    return proposal === null
      ? { ...open, result: null, reason: composite.reason }
      : { ...open, result: 'proposal', reason: null }
  list.given({ id: 'behaviour_rating', value: official.behaviourRating, kind: 'official_input' })
  list.given({ id: 'result_rating', value: official.resultRating, kind: 'official_input' })
  const predicate = list.derive({
    id: 'predicate',
    op: 'lookup',
    keys: ['result_rating', 'behaviour_rating'],
    table: rules.matrix,
    cite: rules.cite,
  })
  return { ...open, predicate, result: 'predicate', reason: null }
}

/**
 * PermenPANRB 6/2022: the predicate is the cell of hasil kerja and perilaku kerja, never an average (rules.md §1.4).
 * The composite of the views proposes the behaviour rating; the pejabat penilai confirms it.
 */
import type { Outline, People } from './composite.ts'
import { NO_OUTCOME, type OfficialInput, type OutcomeOutline } from './outcomes.ts'
import type { Plan } from './plan.ts'
import type { QuadrantResult } from './policies.ts'

export const planQuadrant = (
  outline: Outline,
  rules: QuadrantResult,
  official: OfficialInput | null,
  plan: Plan<People>,
): OutcomeOutline => {
  const { bands } = rules.behaviour_rating
  const cite = 'policy.result.behaviour_rating.bands'
  if (outline.hasTotal) plan.derive({ id: 'proposal', op: 'band', of: 'total', bands, facts: {}, cite })
  const proposed = { ...NO_OUTCOME, proposal: outline.hasTotal ? 'proposal' : null }
  if (!official?.behaviourRating || !official.resultRating)
    return { ...proposed, result: proposed.proposal, reason: outline.reason }
  plan.given({ id: 'behaviour_rating', value: official.behaviourRating, kind: 'official_input' })
  plan.given({ id: 'result_rating', value: official.resultRating, kind: 'official_input' })
  plan.derive({
    id: 'predicate',
    op: 'lookup',
    keys: ['result_rating', 'behaviour_rating'],
    table: rules.matrix,
    cite: rules.cite,
  })
  return { ...proposed, predicate: 'predicate', result: 'predicate' }
}

/** Stage S7 and S8: from the composite to the outcome that the policy names. The composite proposes, an official confirms. */
import type { Breakdown, Reason, Step } from './breakdown.ts'
import { compositeOf, type Composite, type CompositeInput } from './composite.ts'
import { jpmOutcome, type Gap } from './jpm.ts'
import { numericOutcome } from './numeric.ts'
import type { ExpectationRating, ScoringPolicy } from './policies.ts'
import { quadrantOutcome } from './quadrant.ts'

/** What a named official enters; never a score, a weight or a total. */
export interface OfficialInput {
  readonly resultRating: ExpectationRating | null
  /** SKP value, decimal string 0..120 (PP 30/2019 preset alone). */
  readonly resultFigure: string | null
  readonly innovation: boolean
  readonly behaviourRating: ExpectationRating | null
}

export interface Outcome {
  /** Id of the outcome's step, or null with a reason. */
  readonly result: string | null
  readonly reason: Reason | null
  /** What the composite proposes, before an official confirms. */
  readonly proposal: string | null
  readonly predicate: string | null
  /** The figure of the outcome: JPM in percent, or the PP 30/2019 value; null for a quadrant. */
  readonly figure: string | null
  readonly gaps: readonly Gap[]
}

/** All that a calculation is given beside the ratings; stored with the result, so that it can be repeated. */
export interface ScoringFacts extends Pick<CompositeInput, 'positionType' | 'thresholds' | 'contested'> {
  /** Required level 1..5 per competency code, frozen when the cycle opened. */
  readonly requiredLevels: Readonly<Record<string, number>>
  readonly official: OfficialInput | null
  readonly closedAt: string
}

export type ScoreInput = CompositeInput & Pick<ScoringFacts, 'requiredLevels' | 'official'>

export interface Score extends Outcome {
  readonly composite: Composite
  readonly steps: readonly Step[]
}

/** Pure and total: same input and policy, same bytes. Throws RangeError only for a policy that no validation let through. */
export const score = (input: ScoreInput, policy: ScoringPolicy): Score => {
  const composite = compositeOf(input, policy)
  const outcome = outcomeOf(composite, input, policy)
  return { ...outcome, composite, steps: composite.steps }
}

const outcomeOf = (composite: Composite, input: ScoreInput, policy: ScoringPolicy): Outcome => {
  if (policy.result.type === 'quadrant') return quadrantOutcome(composite, policy.result, input.official)
  if (policy.result.type === 'numeric') return numericOutcome(composite, policy.result, input.official)
  return jpmOutcome(composite, policy.result, input.requiredLevels)
}

export type BreakdownHead = Pick<Breakdown, 'schema' | 'audience' | 'engine' | 'policy' | 'input' | 'thresholds'>

export const breakdownOf = (head: BreakdownHead, scored: Score): Breakdown => ({
  ...head,
  steps: scored.steps,
  result: scored.result,
  reason: scored.reason,
  withheld: scored.composite.withheld,
  flags: scored.composite.flags,
})

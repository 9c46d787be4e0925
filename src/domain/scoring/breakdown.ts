/** The breakdown: a calculation as a list of steps that a stranger can recompute (scoring.md §5.4). */
import type { Band, RoundingRule } from './policies.ts'

/** Why there is no figure, or why something was left out of one. */
export const REASONS = [
  'insufficient_raters',
  'no_eligible_group',
  'group_missing',
  'no_required_level',
  'item_below_threshold',
  'below_threshold',
  'relation_contested',
] as const
export type Reason = (typeof REASONS)[number]

export type Round = readonly [decimals: string, mode: 'half_up']
/** A literal ("0.60", "29/8"), the id of a step, or `<id>.<key>` of a renormalise step. */
export type Operand = string

interface Common {
  readonly id: string
  readonly cite?: string
  readonly text?: string
}

export interface GivenStep extends Common {
  readonly op: 'given'
  readonly kind: 'count' | 'group_mean' | 'rating' | 'required_level' | 'official_input'
  readonly value: string
}
export interface RenormaliseStep extends Common {
  readonly op: 'renormalise'
  readonly of: Readonly<Record<string, string>>
  readonly value: Readonly<Record<string, string>>
}
export interface NumberStep extends Common {
  readonly exact: string
  readonly round: Round | null
  readonly value: string
}
export interface WeightedSumStep extends NumberStep {
  readonly op: 'weighted_sum'
  readonly terms: readonly (readonly [Operand, Operand])[]
}
export interface FoldStep extends NumberStep {
  readonly op: 'mean' | 'min' | 'max'
  readonly of: readonly Operand[]
}
export interface PiecewiseStep extends NumberStep {
  readonly op: 'piecewise_linear'
  readonly of: Operand
  readonly anchors: readonly (readonly [string, string])[]
}
export interface BandStep extends Common {
  readonly op: 'band'
  readonly of: Operand
  readonly bands: readonly Band[]
  readonly facts: Readonly<Record<string, boolean>>
  readonly value: string
}
export interface LookupStep extends Common {
  readonly op: 'lookup'
  readonly keys: readonly [Operand, Operand]
  readonly table: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly value: string
}
export type Step = GivenStep | RenormaliseStep | WeightedSumStep | FoldStep | PiecewiseStep | BandStep | LookupStep

/**
 * One calculation for two readers. subject: the leaves are released figures. decider: the leaves are the ratings of the
 * released groups under pseudonyms that hold within this record alone.
 */
export const AUDIENCES = ['subject', 'decider'] as const
export type Audience = (typeof AUDIENCES)[number]

export interface Breakdown {
  readonly schema: 'breakdown/1'
  readonly audience: Audience
  readonly engine: { readonly name: 'kompeten-scoring'; readonly version: string }
  readonly policy: { readonly id: string; readonly version: string; readonly sha256: string }
  readonly input: { readonly commitment: string; readonly closed_at: string }
  /** Fewest raters per group, frozen with the cycle; the policy's own minimum where that is higher. */
  readonly thresholds?: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
  /** Id of the step that is the outcome; null with a reason when there is none. */
  readonly result: string | null
  readonly reason: Reason | null
  readonly withheld: readonly { readonly what: string; readonly reason: Reason }[]
  readonly flags: readonly { readonly code: string; readonly detail: string }[]
}

/** Changes whenever the same inputs and policy could give other bytes. */
export const ENGINE = { name: 'kompeten-scoring', version: '1.1.0' } as const

export const roundOf = (rule: RoundingRule): Round => [rule.decimals, rule.mode]

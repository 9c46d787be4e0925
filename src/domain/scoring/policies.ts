/** The scoring policy: declarative rules as dated, versioned data (scoring.md §5.3). Every number is a string. */

export const RATER_GROUPS = ['self', 'supervisor', 'peer', 'subordinate'] as const
export type RaterGroup = (typeof RATER_GROUPS)[number]

export const POSITION_TYPES = ['leader', 'non_leader'] as const
export type PositionType = (typeof POSITION_TYPES)[number]

export const INSTRUMENTS = ['behaviour', 'competency'] as const
/** Perilaku kerja and kompetensi are two instruments and are never merged (rules.md §0.3). */
export type Instrument = (typeof INSTRUMENTS)[number]

export const EXPECTATION_RATINGS = ['DI_ATAS', 'SESUAI', 'DI_BAWAH'] as const
/** Hasil kerja and perilaku kerja alike: above, in line with, below expectations (PermenPANRB 6/2022). */
export type ExpectationRating = (typeof EXPECTATION_RATINGS)[number]

export interface GroupRule {
  readonly weight: string
  readonly min_n: string
  readonly identified: boolean
}

export interface RoundingRule {
  readonly decimals: string
  readonly mode: 'half_up'
}

export interface Band {
  readonly code: string
  /** Lowest value of the band, inclusive, on the rounded figure. */
  readonly min: string
  readonly max?: string
  readonly requires?: readonly string[]
}

export interface BehaviourRules {
  readonly scale: { readonly low: string; readonly high: string; readonly step: string; readonly not_observed: string }
  readonly eligibility: {
    readonly form_coverage_min: string
    readonly duplicate_form: string
    readonly frozen_at: string
  }
  readonly groups_by_position: Readonly<Record<PositionType, Readonly<Partial<Record<RaterGroup, GroupRule>>>>>
  readonly missing_group: 'redistribute_proportional' | 'strict'
  readonly no_required_group: Readonly<Partial<Record<RaterGroup, 'no_result'>>>
  readonly aggregation: {
    readonly order: 'indicator_first'
    readonly estimator: 'mean'
    readonly indicator_weights: 'equal'
  }
  readonly rounding: readonly (RoundingRule & { readonly at: 'group_mean' | 'competency' | 'total' })[]
  readonly competency_weights: 'equal' | 'form'
  readonly release: {
    readonly threshold: string
    readonly dispersion_min_n: string
    readonly decimals: string
    readonly score_only_from_released_groups: true
  }
  readonly adjustments: {
    readonly outlier_exclusion: 'none'
    readonly severity: 'advisory'
    readonly calibration: 'advisory'
  }
}

export interface QuadrantResult {
  readonly type: 'quadrant'
  readonly behaviour_rating: {
    readonly from: string
    readonly bands: readonly Band[]
    readonly role: string
    readonly override: { readonly by: string; readonly reason_required: true }
  }
  readonly result_rating: { readonly from: string }
  readonly matrix: Readonly<Record<ExpectationRating, Readonly<Record<ExpectationRating, string>>>>
  readonly matrix_axes: readonly [string, string]
  readonly cite: string
}

export interface NumericResult {
  readonly type: 'numeric'
  readonly behaviour_value: {
    readonly from: string
    readonly map: 'piecewise_linear'
    readonly anchors: readonly (readonly [string, string])[]
    readonly round: RoundingRule
  }
  readonly skp: { readonly from: string; readonly min: string; readonly max: string }
  readonly weights: { readonly skp: string; readonly behaviour: string }
  /** Art 41 (2): the weights that hold when neither peers nor subordinates gave a view. */
  readonly weights_without_views: { readonly skp: string; readonly behaviour: string }
  readonly round: RoundingRule
  readonly band_on: string
  readonly bands: readonly Band[]
  readonly cite: { readonly weights: string; readonly weights_without_views: string; readonly bands: string }
}

export interface JpmResult {
  readonly type: 'jpm'
  readonly attained: { readonly from: string }
  readonly required: { readonly from: string }
  readonly gap: string
  readonly formula: 'sum_capped_total'
  readonly also_report: readonly string[]
  readonly round: RoundingRule
  readonly band_on: string
  readonly band_sets: Readonly<Record<string, readonly Band[]>>
  readonly band_set: string
  readonly development: {
    readonly rule: string
    readonly priority: string
    readonly tie_break: readonly string[]
    readonly max_items: string
  }
  readonly cite: string
}

export interface ScoringPolicy {
  readonly schema: 'scoring-policy/1'
  readonly id: string
  readonly version: string
  readonly status: 'proposal' | 'confirmed'
  /** First day on which a cycle may use the policy, and the last (null: still in force). */
  readonly valid_from: string
  readonly valid_to: string | null
  readonly basis: readonly string[]
  readonly behaviour: BehaviourRules
  readonly result: QuadrantResult | NumericResult | JpmResult
}

export const instrumentOf = (policy: ScoringPolicy): Instrument =>
  policy.result.type === 'jpm' ? 'competency' : 'behaviour'

/** A policy may be used on a day within its validity, both ends inclusive (ISO dates compare as text). */
export const isInForce = (policy: ScoringPolicy, on: string): boolean =>
  policy.valid_from <= on && (policy.valid_to === null || on <= policy.valid_to)

export const roundingAt = (policy: ScoringPolicy, at: 'group_mean' | 'competency' | 'total'): RoundingRule => {
  const rule = policy.behaviour.rounding.find((candidate) => candidate.at === at)
  if (!rule) throw new RangeError(`the policy has no rounding for ${at}`)
  return rule
}

import Type from 'typebox'
import { INSTRUMENTS, RATER_GROUPS } from '../../domain/scoring/policies.ts'
import {
  closed,
  Code,
  component,
  Day,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  pair,
  ref,
  text,
  Version,
  word,
} from '../common.ts'
import { examplePolicy } from './example-policy.ts'

const Number = Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,6})?$', maxLength: 14 })
const Fraction = Type.String({ pattern: '^\\d{1,3}(/[1-9]\\d{0,2})?$' })
const Words = Type.String({ minLength: 1, maxLength: 200 })
const rounding = { decimals: Type.String({ pattern: '^[0-4]$' }), mode: oneOf(['half_up'] as const) }
const Group = closed({ weight: Number, min_n: Type.String({ pattern: '^[1-9]\\d?$' }), identified: Type.Boolean() })
const groups = () =>
  closed(
    Object.fromEntries(RATER_GROUPS.map((group) => [group, Type.Optional(Group)])) as Record<
      (typeof RATER_GROUPS)[number],
      ReturnType<typeof Type.Optional<typeof Group>>
    >,
  )
const Band = closed({
  code: Code,
  min: Number,
  max: Type.Optional(Number),
  requires: Type.Optional(Type.Array(Words, { maxItems: 5 })),
})
const bands = Type.Array(Band, { minItems: 1, maxItems: 20 })
const row = closed({ DI_ATAS: Code, SESUAI: Code, DI_BAWAH: Code })

const Behaviour = closed({
  scale: closed({ low: Number, high: Number, step: Number, not_observed: Words }),
  eligibility: closed({ form_coverage_min: Fraction, duplicate_form: Words, frozen_at: Words }),
  groups_by_position: closed({ leader: groups(), non_leader: groups() }),
  missing_group: oneOf(['redistribute_proportional', 'strict'] as const),
  no_required_group: closed({ supervisor: Type.Optional(oneOf(['no_result'] as const)) }),
  aggregation: closed({
    order: oneOf(['indicator_first'] as const),
    estimator: oneOf(['mean'] as const),
    indicator_weights: oneOf(['equal'] as const),
  }),
  rounding: Type.Array(closed({ at: oneOf(['group_mean', 'competency', 'total'] as const), ...rounding }), {
    minItems: 3,
    maxItems: 3,
  }),
  competency_weights: oneOf(['equal', 'form'] as const),
  release: closed({
    threshold: Type.String({ pattern: '^[1-9]\\d?$' }),
    dispersion_min_n: Type.String({ pattern: '^[1-9]\\d?$' }),
    decimals: rounding.decimals,
    score_only_from_released_groups: Type.Literal(true),
  }),
  adjustments: closed({
    outlier_exclusion: oneOf(['none'] as const),
    severity: oneOf(['advisory'] as const),
    calibration: oneOf(['advisory'] as const),
  }),
})
const Quadrant = closed({
  type: Type.Literal('quadrant'),
  behaviour_rating: closed({
    from: Words,
    bands,
    role: Words,
    override: closed({ by: Words, reason_required: Type.Literal(true) }),
  }),
  result_rating: closed({ from: Words }),
  matrix: closed({ DI_ATAS: row, SESUAI: row, DI_BAWAH: row }),
  matrix_axes: pair<string>(Words),
  cite: Words,
})
const Numeric = closed({
  type: Type.Literal('numeric'),
  behaviour_value: closed({
    from: Words,
    map: oneOf(['piecewise_linear'] as const),
    anchors: Type.Array(pair<string>(Number), { minItems: 2, maxItems: 20 }),
    round: closed(rounding),
  }),
  skp: closed({ from: Words, min: Number, max: Number }),
  weights: closed({ skp: Number, behaviour: Number }),
  weights_without_views: closed({ skp: Number, behaviour: Number }),
  round: closed(rounding),
  band_on: Words,
  bands,
  cite: closed({ weights: Words, weights_without_views: Words, bands: Words }),
})
const Jpm = closed({
  type: Type.Literal('jpm'),
  attained: closed({ from: Words }),
  required: closed({ from: Words }),
  gap: Words,
  formula: oneOf(['sum_capped_total'] as const),
  also_report: Type.Array(Words, { maxItems: 5 }),
  round: closed(rounding),
  band_on: Words,
  band_sets: Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), bands, {
    maxProperties: 10,
    additionalProperties: false,
  }),
  band_set: Type.String({ pattern: '^[a-z_]{1,40}$' }),
  development: closed({
    rule: Words,
    priority: Words,
    tie_break: Type.Array(Words, { maxItems: 5 }),
    max_items: Type.String({ pattern: '^[1-9]\\d?$' }),
  }),
  cite: Words,
})

export const PolicyDocument = component(
  'PolicyDocument',
  'A scoring policy as data: every number is a string, every outcome cites its article. See scoring-policy/1.',
  closed(
    {
      schema: Type.Literal('scoring-policy/1'),
      id: Code,
      version: Type.String({ pattern: '^\\d{1,4}\\.\\d{1,4}\\.\\d{1,4}$', examples: ['1.0.0'] }),
      status: oneOf(['proposal', 'confirmed'] as const),
      valid_from: Day,
      valid_to: nullable(Day),
      basis: Type.Array(text(300, 'PermenPANRB 6/2022'), { minItems: 1, maxItems: 20 }),
      behaviour: Behaviour,
      result: Type.Union([Quadrant, Numeric, Jpm]),
    },
    { examples: [examplePolicy] },
  ),
)
const head = {
  id: Id,
  code: Code,
  edition: word('1.0.0'),
  instrument: oneOf(INSTRUMENTS),
  preset: nullable(word('permenpanrb-6-2022')),
  sha256: word('75caeaca1d320312e0bacbb029ab0791ee185c094121931d26677ef72bc38bff'),
  version: Version,
  createdAt: Instant,
}

export const ScoringPolicySummary = component(
  'ScoringPolicySummary',
  'A scoring policy without its document.',
  closed(head),
)
export const ScoringPolicy = component(
  'ScoringPolicy',
  'An immutable edition of a scoring policy; `sha256` covers the canonical JSON of `document`.',
  closed({ ...head, document: ref(PolicyDocument) }),
)
export const CreateScoringPolicy = component(
  'CreateScoringPolicy',
  'A new edition, usually a preset with other weights or bands. It cannot be changed afterwards.',
  closed({ document: ref(PolicyDocument) }),
)
export const ScoringPolicyPage = pageOf('ScoringPolicySummary', ScoringPolicySummary)

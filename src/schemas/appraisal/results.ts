import Type from 'typebox'
import { CHANGE_KINDS } from '../../domain/appraisal/results.ts'
import { AGREEMENTS } from '../../domain/scoring/agreement.ts'
import { AUDIENCES, REASONS } from '../../domain/scoring/breakdown.ts'
import { INSTRUMENTS, RATER_GROUPS } from '../../domain/scoring/policies.ts'
import {
  closed,
  component,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  pair,
  ref,
  Version,
  whole,
  word,
} from '../common.ts'
import { exampleBreakdown } from './example-breakdown.ts'
import { examplePolicy } from './example-policy.ts'
import { PolicyDocument } from './scoring-policies.ts'

const Score = Type.String({ description: 'A decimal string, never a number.', examples: ['3.91'] })
const groupMeans = closed(
  Object.fromEntries(RATER_GROUPS.map((group) => [group, Type.Optional(Score)])) as Record<
    string,
    ReturnType<typeof Type.Optional<typeof Score>>
  >,
)
const head = {
  id: Id,
  appraisalId: Id,
  cycleId: Id,
  employeeId: Id,
  instrument: oneOf(INSTRUMENTS),
  edition: Version,
  stage: oneOf(['proposed', 'final'] as const),
  supersedesId: nullable(Id),
  policyId: Id,
  total: nullable(Score),
  proposal: nullable(word('SESUAI')),
  predicate: nullable(word('BAIK')),
  predicateLabel: nullable(word('Baik')),
  figure: nullable(Score),
  reason: nullable(word('group_missing', 'Why there is no result.')),
  resultSha256: word('75caeaca1d320312e0bacbb029ab0791ee185c094121931d26677ef72bc38bff'),
  sealedAt: Instant,
}

export const Change = closed(
  {
    kind: oneOf(CHANGE_KINDS),
    official: Id,
    reason: word('Tingkat yang dipersyaratkan keliru'),
    origin: nullable(Id),
    differences: Type.Array(
      closed({ step: word('total'), before: nullable(word('3.60')), after: nullable(word('3.80')) }),
    ),
  },
  { description: 'Why this edition took the place of the one before, by whose decision, and where they differ.' },
)
export const agreements = closed(
  Object.fromEntries(RATER_GROUPS.map((group) => [group, Type.Optional(oneOf(AGREEMENTS))])) as Record<
    string,
    ReturnType<typeof Type.Optional<ReturnType<typeof oneOf<typeof AGREEMENTS>>>>
  >,
  { description: 'How far the raters of a group agree, in a word, from five raters on.' },
)

export const ResultSummary = component(
  'ResultSummary',
  'A sealed result without its figures per competency.',
  closed(head),
)
export const Result = component(
  'Result',
  'A sealed result that explains itself: figures per competency, gaps, and the calculation in words.',
  closed({
    ...head,
    competencies: Type.Array(
      closed({ code: word('BP'), name: word('Berorientasi Pelayanan'), value: Score, groups: groupMeans }),
    ),
    gaps: Type.Array(
      closed({
        code: word('M.3'),
        name: word('Komunikasi'),
        attained: Score,
        required: whole(3),
        gap: Score,
        priority: nullable(whole(1)),
      }),
    ),
    withheld: Type.Array(closed({ what: word('subordinate'), reason: word('below_threshold') })),
    flags: Type.Array(
      closed({ code: word('low_group_count'), detail: word('Sebagian kelompok penilai tidak dihitung.') }),
    ),
    agreement: agreements,
    change: nullable(Change),
    explanation: Type.Array(word('Dari nilai itu diusulkan perilaku kerja: sesuai ekspektasi.')),
  }),
)
export const ResultPage = pageOf('ResultSummary', ResultSummary)

const Text = Type.String({ maxLength: 200 })
const Operand = Type.String({ minLength: 1, maxLength: 120 })
const common = { id: Operand, cite: Type.Optional(Text), text: Type.Optional(Text) }
const Rounding = nullable(pair<string, 'half_up'>(Type.String({ pattern: '^([0-4]|half_up)$' })))
const figure = { ...common, exact: Operand, round: Rounding, value: Operand }
const map = Type.Record(Type.String({ pattern: '^.{1,120}$' }), Operand, {
  maxProperties: 60,
  additionalProperties: false,
})
const number = Type.String({ pattern: '^-?\\d{1,9}(\\.\\d{1,9})?$' })
const bands = Type.Array(
  closed({
    code: Operand,
    min: number,
    max: Type.Optional(number),
    requires: Type.Optional(Type.Array(Text, { maxItems: 5 })),
  }),
  { maxItems: 20 },
)
const facts = Type.Record(Type.String({ pattern: '^[a-z_]{1,40}$' }), Type.Boolean(), {
  maxProperties: 10,
  additionalProperties: false,
})
const Step = Type.Union([
  closed({
    ...common,
    op: Type.Literal('given'),
    kind: oneOf(['count', 'group_mean', 'rating', 'required_level', 'official_input'] as const),
    value: Operand,
  }),
  closed({ ...common, op: Type.Literal('renormalise'), of: map, value: map }),
  closed({ ...figure, op: Type.Literal('weighted_sum'), terms: Type.Array(pair<string>(Operand), { maxItems: 60 }) }),
  closed({
    ...figure,
    op: oneOf(['mean', 'min', 'max'] as const),
    of: Type.Array(Operand, { minItems: 1, maxItems: 60 }),
  }),
  closed({
    ...figure,
    op: Type.Literal('piecewise_linear'),
    of: Operand,
    anchors: Type.Array(pair<string>(number), { maxItems: 20 }),
  }),
  closed({ ...common, op: Type.Literal('band'), of: Operand, bands, facts, value: Operand }),
  closed({
    ...common,
    op: Type.Literal('lookup'),
    keys: pair<string>(Operand),
    table: Type.Record(Type.String({ pattern: '^[A-Z_]{1,40}$' }), map, {
      maxProperties: 20,
      additionalProperties: false,
    }),
    value: Operand,
  }),
])

export const Breakdown = component(
  'Breakdown',
  'The calculation as steps that a stranger can recompute from the given leaves alone.',
  closed(
    {
      schema: Type.Literal('breakdown/1'),
      audience: oneOf(AUDIENCES),
      engine: closed({ name: Type.Literal('kompeten-scoring'), version: Text }),
      policy: closed({ id: Text, version: Text, sha256: Text }),
      input: closed({ commitment: Text, closed_at: Text }),
      thresholds: Type.Optional(map),
      steps: Type.Array(Step, { maxItems: 20_000 }),
      result: nullable(Operand),
      reason: nullable(oneOf(REASONS)),
      withheld: Type.Array(closed({ what: Text, reason: oneOf(REASONS) }), { maxItems: 60 }),
      flags: Type.Array(closed({ code: Text, detail: Text }), { maxItems: 60 }),
    },
    { examples: [exampleBreakdown] },
  ),
)
export const CreateVerification = component(
  'CreateVerification',
  'A breakdown to recompute; with `resultId` it is also compared with what was sealed.',
  closed({ breakdown: ref(Breakdown), resultId: Type.Optional(Id) }, { examples: [{ breakdown: exampleBreakdown }] }),
)
export const Verification = component(
  'Verification',
  'Equal, or where the figures differ, in the order of the steps.',
  closed({
    equal: Flag('Every step recomputes, and nothing differs from the sealed result where one was named.'),
    steps: whole(24, 'Steps that were looked at.'),
    differences: Type.Array(
      closed({ step: word('total'), member: word('value'), found: word('3.92'), recomputed: word('3.91') }),
      { maxItems: 50 },
    ),
  }),
)

const exampleReceipt = {
  schema: 'receipt/1',
  resultId: '01980a5e-7c1b-7000-8000-000000000001',
  instrument: 'behaviour',
  edition: 2,
  sealedAt: '2026-11-20T03:00:00.000Z',
  policy: examplePolicy,
  breakdown: exampleBreakdown,
  resultSha256: '75caeaca1d320312e0bacbb029ab0791ee185c094121931d26677ef72bc38bff',
  keyId: '3b1f0c9d2a4e5f60',
  publicKey: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
  signature: 'Zm9vYmFy',
}
export const Receipt = component(
  'Receipt',
  'A result with all that is needed to recompute it, and the signature of the installation that sealed it.',
  closed(
    {
      schema: Type.Literal('receipt/1'),
      resultId: Id,
      instrument: oneOf(INSTRUMENTS),
      edition: Version,
      sealedAt: Instant,
      policy: ref(PolicyDocument),
      breakdown: ref(Breakdown),
      resultSha256: Operand,
      keyId: Operand,
      publicKey: Operand,
      signature: Operand,
    },
    { examples: [exampleReceipt] },
  ),
)
export const CreateReceiptVerification = component(
  'CreateReceiptVerification',
  'A receipt as it was given out.',
  closed({ receipt: ref(Receipt) }, { examples: [{ receipt: exampleReceipt }] }),
)

import Type from 'typebox'
import { OBJECTION_STATES } from '../../domain/appraisal/objections.ts'
import { EXPECTATION_RATINGS, INSTRUMENTS } from '../../domain/scoring/policies.ts'
import { closed, component, Day, Flag, Id, Instant, nullable, oneOf, pageOf, Reason, Version, word } from '../common.ts'
import { Figure } from './appraisals.ts'

const Ground = closed({
  item: Type.String({
    minLength: 1,
    maxLength: 60,
    pattern: '^[A-Za-z0-9._-]+$',
    description: 'Code of an element of the form, or the number of an item.',
    examples: ['BP'],
  }),
  reason: Reason,
})
const state = oneOf(OBJECTION_STATES)
const outcome = oneOf(['upheld', 'dismissed'] as const)
const head = {
  id: Id,
  appraisalId: Id,
  instrument: oneOf(INSTRUMENTS),
  resultId: Id,
  subjectId: Id,
  supervisorId: Id,
  deciderId: nullable(Id),
  state,
  filedAt: Instant,
  receivedOn: Day,
  decideBy: Day,
  hearingUntil: nullable(Day),
  outcome: nullable(outcome),
  decidedAt: nullable(Instant),
  newResultId: nullable(Id),
  version: Version,
}

export const ObjectionSummary = component('ObjectionSummary', 'An objection without its reasons.', closed(head))
export const Objection = component(
  'Objection',
  'An objection (keberatan) to a result, with what both sides said. A decision is final.',
  closed({
    ...head,
    grounds: Type.Array(Ground),
    decisionReason: nullable(word('Tingkat yang dipersyaratkan memang keliru')),
    overdue: Flag('The day for the decision has passed.'),
    statements: Type.Array(
      closed({
        id: Id,
        party: oneOf(['subject', 'supervisor'] as const),
        text: word('Penilaian didasarkan pada catatan triwulan'),
        statedAt: Instant,
      }),
    ),
  }),
)
export const ObjectionPage = pageOf('ObjectionSummary', ObjectionSummary)
export const FileObjection = component(
  'FileObjection',
  'Reasons against named items of one’s own published result.',
  closed(
    { resultId: Id, grounds: Type.Array(Ground, { minItems: 1, maxItems: 60 }) },
    {
      examples: [
        {
          resultId: '01980a5e-7c1b-7000-8000-000000000001',
          grounds: [{ item: 'BP', reason: 'Survei layanan triwulan menunjukkan hasil sebaliknya' }],
        },
      ],
    },
  ),
)
export const AppointDecider = component(
  'AppointDecider',
  'A superior who had no part in the rating.',
  closed({ deciderId: Id }, { examples: [{ deciderId: '01980a5e-7c1b-7000-8000-000000000001' }] }),
)
export const StateSide = component(
  'StateSide',
  'What one side says in the hearing.',
  closed({ text: Reason }, { examples: [{ text: 'Penilaian didasarkan pada catatan triwulan' }] }),
)
const Correction = Type.Union([
  closed({ kind: Type.Literal('raterRelation'), group: oneOf(['peer', 'subordinate', 'supervisor'] as const) }),
  closed({
    kind: Type.Literal('requiredLevel'),
    code: Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9._-]+$', examples: ['M.3'] }),
    level: Type.Integer({ minimum: 1, maximum: 5, examples: [2] }),
  }),
  closed({
    kind: Type.Literal('workResult'),
    rating: oneOf(EXPECTATION_RATINGS),
    figure: Type.Optional(nullable(Figure)),
    innovation: Type.Optional(Type.Boolean()),
  }),
])
export const DecideObjection = component(
  'DecideObjection',
  'Upheld with the facts to correct, or dismissed; a score is never typed in.',
  closed(
    { outcome, reason: Reason, corrections: Type.Optional(Type.Array(Correction, { maxItems: 30 })) },
    {
      examples: [
        {
          outcome: 'upheld',
          reason: 'Hasil kerja tercatat keliru',
          corrections: [{ kind: 'workResult', rating: 'DI_ATAS' }],
        },
      ],
    },
  ),
)
export const ObjectionState = state

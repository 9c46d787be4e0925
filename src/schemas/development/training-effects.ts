import Type from 'typebox'
import { READINGS } from '../../domain/development/effects.ts'
import { closed, Code, component, Decimal, Flag, Id, nullable, oneOf, pageOf, whole, word } from '../common.ts'

const interval = { value: Decimal, low: Decimal, high: Decimal }
const Interval = closed(interval, { description: 'A value with the bounds of its 95 % interval.' })
const Change = closed({ people: whole(12), before: Decimal, after: Decimal, ...interval })

export const TrainingEffect = component(
  'TrainingEffect',
  'What changed between two cycles for those who completed a training, beside those who were not in it.',
  closed({
    trainingId: Id,
    competency: Code,
    beforeCycleId: Id,
    afterCycleId: Id,
    trained: nullable(Change),
    comparison: nullable(Change),
    difference: nullable(Interval),
    hedgesG: nullable(Interval),
    reading: oneOf(READINGS),
    reason: nullable(word('insufficient_trained', 'Why something is not reported.')),
    changedRaters: nullable(
      whole(2, 'People whose groups of raters had another size the second time: their change may be one of raters.'),
    ),
    words: word('Perubahan tidak dapat dibedakan dari kebetulan.'),
    caution: word('Perbandingan ini menggambarkan kelompok.'),
  }),
)

export const TrainingChange = component(
  'TrainingChange',
  'The change of one person against the error of measurement (reliable change index, Jacobson & Truax 1991).',
  closed({
    employeeId: Id,
    competency: Code,
    pre: Decimal,
    post: Decimal,
    index: nullable(Decimal),
    reading: oneOf(['larger', 'smaller', 'withinError', 'notReported'] as const),
    sameRaters: Flag('Whether as many raters of each group counted both times.'),
    words: word('Perubahan lebih besar daripada galat pengukuran.'),
  }),
)
export const TrainingChangePage = pageOf('TrainingChange', TrainingChange)

export const effectQuery = {
  before: Id,
  after: Id,
  competency: Type.Optional(Code),
}

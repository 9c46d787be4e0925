import Type from 'typebox'
import { CYCLE_STATES } from '../../domain/appraisal/cycles.ts'
import { EXPECTATION_RATINGS, POSITION_TYPES } from '../../domain/scoring/policies.ts'
import {
  closed,
  component,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  Reason,
  Version,
  whole,
  word,
} from '../common.ts'
import { PositionClassCode } from '../organisation/positions.ts'

const Expectation = oneOf(EXPECTATION_RATINGS, 'Above, in line with, or below expectations.')
export const Figure = Type.String({
  pattern: '^\\d{1,3}(\\.\\d{1,2})?$',
  maxLength: 6,
  description: 'SKP value with at most 2 decimals.',
  examples: ['102.80'],
})
const WorkResult = closed({
  rating: Expectation,
  figure: nullable(Figure),
  innovation: Flag('A new idea of benefit to the organisation.'),
})

export const Appraisal = component(
  'Appraisal',
  'The appraisal of one employee in one cycle, with names, position and required levels as they were when it opened.',
  closed({
    id: Id,
    cycleId: Id,
    cycleState: oneOf(CYCLE_STATES),
    employeeId: Id,
    employeeName: word('Dewi Lubis (contoh 4)'),
    supervisorId: Id,
    superiorId: nullable(Id),
    unitId: Id,
    unitName: word('Seksi Pelayanan Umum'),
    positionId: Id,
    positionTitle: word('Pengadministrasi Pelayanan Umum'),
    positionClass: PositionClassCode,
    positionType: oneOf(POSITION_TYPES),
    requiredLevels: Type.Record(Type.String(), whole(2), { examples: [{ 'M.1': 2, 'M.3': 2 }] }),
    workResult: nullable(WorkResult),
    behaviourRating: nullable(Expectation),
    deviationReason: nullable(word('Catatan kinerja triwulan menunjukkan perilaku sesuai ekspektasi')),
    confirmedAt: nullable(Instant),
    version: Version,
    updatedAt: Instant,
  }),
)
export const AppraisalPage = pageOf('Appraisal', Appraisal)
export const Handover = component(
  'Handover',
  'An appraisal that another superior took over, and why.',
  closed({
    id: Id,
    appraisalId: Id,
    previousSupervisorId: Id,
    supervisorId: Id,
    reason: Reason,
    handedOverAt: Instant,
  }),
)
export const HandOverAppraisal = component(
  'HandOverAppraisal',
  'Who rates and confirms from now on.',
  closed(
    { supervisorId: Id, reason: Reason },
    {
      examples: [
        { supervisorId: '01980a5e-7c1b-7000-8000-000000000001', reason: 'Pejabat penilai pensiun per 1 November' },
      ],
    },
  ),
)
export const HandoverPage = pageOf('Handover', Handover)
export const RecordWorkResult = component(
  'RecordWorkResult',
  'Hasil kerja as the superior rates it; the figure where the institution works with one.',
  closed(
    { rating: Expectation, figure: Type.Optional(nullable(Figure)), innovation: Type.Optional(Type.Boolean()) },
    { examples: [{ rating: 'SESUAI', figure: '102.80' }] },
  ),
)
export const ConfirmAppraisal = component(
  'ConfirmAppraisal',
  'The behaviour rating that the superior sets; another one than proposed needs a reason.',
  closed(
    { behaviourRating: Type.Optional(nullable(Expectation)), reason: Type.Optional(nullable(Reason)) },
    { examples: [{ behaviourRating: 'SESUAI' }] },
  ),
)

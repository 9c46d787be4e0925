import Type from 'typebox'
import { DELIVERIES } from '../../domain/development/plans.ts'
import {
  closed,
  Code,
  component,
  Day,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  text,
  Version,
  whole,
} from '../common.ts'

export const Addresses = Type.Array(
  closed({ code: Code, level: Type.Integer({ minimum: 1, maximum: 5, examples: [3] }) }),
  {
    maxItems: 20,
    description: 'Competencies that it addresses, each with the level that it leads to.',
    examples: [[{ code: 'M.3', level: 3 }]],
  },
)

export const SiasnTypeId = Type.String({
  pattern: '^([1-9]|1[0-9]|2[0-5])$',
  examples: ['3'],
  description: 'jenisDiklat of SIASN, 1 to 25.',
})
export const Hours = (minimum: number) =>
  Type.Integer({ minimum, maximum: 2_000, examples: [24], description: 'Hours of teaching (JP).' })

const values = {
  code: Code,
  name: text(200, 'Komunikasi Pelayanan Publik (contoh)'),
  delivery: oneOf(DELIVERIES),
  siasnTypeId: nullable(SiasnTypeId),
  certificateKind: nullable(oneOf(['T', 'F', 'P'] as const, 'jenisKursusSertipikat of SIASN.')),
  organiser: nullable(text(200, 'BKPSDM (contoh)')),
  hours: Hours(1),
  startsOn: Day,
  endsOn: Day,
  active: Flag('Whether it is still offered.'),
  competencies: Addresses,
}

export const Training = component(
  'Training',
  'A training (pelatihan) as it is offered, in the terms in which SIASN takes it.',
  closed({ id: Id, ...values, version: Version, createdAt: Instant, updatedAt: Instant }),
)
export const TrainingPage = pageOf('Training', Training)

const example = {
  code: 'KOM-2026-01',
  name: 'Komunikasi Pelayanan Publik (contoh)',
  delivery: 'KLASIKAL',
  siasnTypeId: '3',
  certificateKind: 'T',
  organiser: 'BKPSDM (contoh)',
  hours: 24,
  startsOn: '2026-03-02',
  endsOn: '2026-03-04',
  competencies: [{ code: 'M.3', level: 3 }],
}

export const CreateTraining = component(
  'CreateTraining',
  'A new training.',
  closed(
    {
      ...values,
      siasnTypeId: Type.Optional(values.siasnTypeId),
      certificateKind: Type.Optional(values.certificateKind),
      organiser: Type.Optional(values.organiser),
      active: Type.Optional(values.active),
      competencies: Type.Optional(values.competencies),
    },
    { examples: [example] },
  ),
)
export const UpdateTraining = component(
  'UpdateTraining',
  'A merge patch.',
  Type.Partial(closed(values), { additionalProperties: false, examples: [{ hours: 30 }] }),
)

const session = {
  startsOn: Day,
  endsOn: Day,
  place: nullable(text(200, 'Aula Kecamatan (contoh)')),
  seats: Type.Integer({ minimum: 1, maximum: 10_000, examples: [20] }),
}
const SessionStateCode = oneOf(['planned', 'held', 'cancelled'] as const)

export const TrainingSession = component(
  'TrainingSession',
  'When and where a training is held, and how many it seats.',
  closed({
    id: Id,
    trainingId: Id,
    ...session,
    taken: whole(12, 'Seats of those who did not withdraw.'),
    state: SessionStateCode,
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const TrainingSessionPage = pageOf('TrainingSession', TrainingSession)
export const CreateTrainingSession = component(
  'CreateTrainingSession',
  'A new session of a training.',
  closed(
    { ...session, place: Type.Optional(session.place) },
    { examples: [{ startsOn: '2026-03-02', endsOn: '2026-03-04', place: 'Aula Kecamatan (contoh)', seats: 20 }] },
  ),
)
export const UpdateTrainingSession = component(
  'UpdateTrainingSession',
  'A merge patch. Once it is held or cancelled it changes no more.',
  Type.Partial(closed({ ...session, state: SessionStateCode }), {
    additionalProperties: false,
    examples: [{ state: 'held' }],
  }),
)

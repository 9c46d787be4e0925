import Type from 'typebox'
import { ENROLMENT_STATES } from '../../domain/development/trainings.ts'
import {
  closed,
  component,
  Day,
  Decimal,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  ref,
  text,
  Version,
  whole,
  word,
} from '../common.ts'
import { TrainingSession } from './trainings.ts'

const outcome = {
  sessionId: nullable(Id),
  state: oneOf(ENROLMENT_STATES),
  attendedHours: nullable(Type.Integer({ minimum: 0, maximum: 2_000, examples: [24] })),
  certificateNumber: nullable(text(100, 'CONTOH/001/2026')),
  certificateOn: nullable(Day),
}

const members = {
  id: Id,
  trainingId: Id,
  employeeId: Id,
  ...outcome,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
}

export const Enrolment = component('Enrolment', 'The part that an employee takes in a training.', closed(members))
export const EnrolmentPage = pageOf('Enrolment', Enrolment)

const why = {
  rank: whole(1, 'Place in the order of need.'),
  tied: Flag('Whether others had the same gap, so that the seed decided the order among them.'),
  competency: word('M.3'),
  gap: Decimal,
  attained: Decimal,
  required: whole(3),
  seed: word('7f3c1e'),
  cycleId: Id,
}

export const DetailedEnrolment = component(
  'DetailedEnrolment',
  'An enrolment with the reason for which the seat was given; null where HR named the person.',
  closed({ ...members, choice: nullable(closed(why)) }),
)

export const CreateEnrolment = component(
  'CreateEnrolment',
  'A seat for an employee.',
  closed(
    { sessionId: Id, employeeId: Id },
    {
      examples: [
        {
          sessionId: '01980a5e-7c1b-7000-8000-000000000001',
          employeeId: '01980a5e-7c1b-7000-8000-000000000002',
        },
      ],
    },
  ),
)
export const UpdateEnrolment = component(
  'UpdateEnrolment',
  'A merge patch: attendance, outcome, and the certificate as SIASN asks for it.',
  Type.Partial(closed(outcome), {
    additionalProperties: false,
    examples: [
      { state: 'COMPLETED', attendedHours: 24, certificateNumber: 'CONTOH/001/2026', certificateOn: '2026-03-05' },
    ],
  }),
)

export const SelectParticipants = component(
  'SelectParticipants',
  'Whose gaps count, and the seed for ties; one is drawn where none is given.',
  closed(
    { cycleId: Id, seed: Type.Optional(text(100, 'musyawarah 2026-03-01')) },
    { examples: [{ cycleId: '01980a5e-7c1b-7000-8000-000000000001', seed: 'musyawarah 2026-03-01' }] },
  ),
)
export const ParticipantSelection = component(
  'ParticipantSelection',
  'Who got a seat, in the order of need, with the reasons that are kept.',
  closed({
    session: ref(TrainingSession),
    seed: word('musyawarah 2026-03-01'),
    enrolled: Type.Array(closed({ id: Id, employeeId: Id, choice: closed(why) }), { maxItems: 10_000 }),
    waiting: whole(3, 'People with a need who got no seat.'),
  }),
)

import { closed, component, Id, Instant, nullable, oneOf, pageOf, Version, word } from '../common.ts'

export const Enrolment = component(
  'Enrolment',
  'The part that an employee takes in a training.',
  closed({
    id: Id,
    trainingId: Id,
    employeeId: Id,
    state: oneOf(['ENROLLED', 'COMPLETED', 'NOT_COMPLETED', 'WITHDRAWN'] as const),
    certificateNumber: nullable(word('CONTOH/001/2026')),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const EnrolmentPage = pageOf('Enrolment', Enrolment)

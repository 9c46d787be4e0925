import Type from 'typebox'
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
  Version,
  whole,
  word,
} from '../common.ts'

export const Training = component(
  'Training',
  'A training (pelatihan) as it is offered, in the terms in which SIASN takes it.',
  closed({
    id: Id,
    code: Code,
    name: word('Komunikasi Pelayanan Publik (contoh)'),
    delivery: oneOf(['KLASIKAL', 'NON_KLASIKAL'] as const),
    siasnTypeId: nullable(word('3', 'jenisDiklat of SIASN, 1 to 25.')),
    certificateKind: nullable(oneOf(['T', 'F', 'P'] as const, 'jenisKursusSertipikat of SIASN.')),
    organiser: nullable(word('BKPSDM (contoh)')),
    hours: whole(24, 'Hours of teaching (JP).'),
    startsOn: Day,
    endsOn: Day,
    active: Flag('Whether it is still offered.'),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const TrainingPage = pageOf('Training', Training)

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

export const SatisfactionSurvey = component(
  'SatisfactionSurvey',
  'A survey of citizens (PermenPANRB 14/2017): the mean of each of its nine elements over all respondents.',
  closed({
    id: Id,
    unitId: Id,
    startsOn: Day,
    endsOn: Day,
    respondents: whole(150),
    elements: Type.Array(word('3.4', 'A decimal of 1 to 4.'), { minItems: 9, maxItems: 9 }),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const SatisfactionSurveyPage = pageOf('SatisfactionSurvey', SatisfactionSurvey)

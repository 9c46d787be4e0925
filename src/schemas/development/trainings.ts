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

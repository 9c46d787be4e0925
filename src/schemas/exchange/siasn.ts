import Type from 'typebox'
import { SIASN_SERVICES } from '../../domain/exchange/siasn-bodies.ts'
import { RECORD_EVENTS, RECORD_STATES } from '../../domain/exchange/siasn-records.ts'
import {
  closed,
  component,
  facts,
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

const service = oneOf(SIASN_SERVICES, 'The operation of SIASN that takes the record.')
export const recordState = oneOf(RECORD_STATES)
export { service as siasnService }

const code = (example: string, description: string) =>
  Type.String({ minLength: 1, maxLength: 42, pattern: '^[A-Za-z0-9-]+$', examples: [example], description })
const parameters = closed({
  periodikId: Type.Optional(code('2', '1 monthly, 2 quarterly; `kinerjaperiodik/save` cannot do without.')),
  koefisienIds: Type.Optional(
    Type.Record(Type.String({ pattern: '^[A-Z_]{1,30}/[A-Z_]{1,30}$' }), code('12', 'An id of SIASN.'), {
      maxProperties: 100,
      examples: [{ 'AHLI_PERTAMA/SANGAT_BAIK': '11' }],
      description: 'By `CLASS/PREDICATE`, where the one for "Baik" is not meant.',
    }),
  ),
  lokasiId: Type.Optional(code('A5EB03E23CA2F6A0E040640A040252AD', 'Where trainings were held.')),
  jenisKursus: Type.Optional(code('1', 'The kind of course.')),
})

export const CreateSiasnHandover = component(
  'CreateSiasnHandover',
  'Records to be prepared: of a published cycle, or (`kursus/save`) of trainings that ended in a year.',
  closed(
    {
      service,
      cycleId: Type.Optional(Id),
      year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2100 })),
      parameters: Type.Optional(parameters),
    },
    { examples: [{ service: 'skp22/save', cycleId: '01980a5e-7c1b-7000-8000-000000000001' }] },
  ),
)

const count = nullable(whole(23_000))
export const SiasnHandover = component(
  'SiasnHandover',
  'A hand-over to SIASN. Its id is that of the job that prepares it; prepared again, what has not changed stays as it is.',
  closed({
    id: Id,
    service,
    cycleId: nullable(Id),
    year: nullable(whole(2026)),
    parameters,
    created: count,
    renewed: count,
    unchanged: count,
    inFlight: nullable(whole(0, 'Changed while they were on their way, and left alone: prepare again later.')),
    incomplete: nullable(whole(3, 'Something is lacking that SIASN needs.')),
    state: oneOf(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const),
    problem: nullable(closed({ code: word('service.internalError'), facts: facts({}) })),
    requestedBy: Id,
    createdAt: Instant,
    finishedAt: nullable(Instant),
  }),
)
export const SiasnHandoverPage = pageOf('SiasnHandover', SiasnHandover)

export const SiasnRecord = component(
  'SiasnRecord',
  'One body for SIASN, in its own names, and what became of it.',
  closed({
    id: Id,
    handoverId: Id,
    service,
    sourceId: Id,
    employeeId: Id,
    nip: word('199001152015032001', 'Of whom it tells: SIASN is asked by it.'),
    state: recordState,
    body: Type.Record(Type.String(), Type.Unknown(), {
      examples: [
        { id: null, pnsDinilaiOrang: 'A5EB03E200000000E040640A040252AD', tahun: 2026, kuadranKinerjaNilai: 2 },
      ],
    }),
    lacking: Type.Array(word('pnsDinilaiOrang'), { description: 'Members of the body that are not known.' }),
    siasnId: nullable(word('8ae483c58f1d2a3b018f1d4c5e6f7a8b', 'Of its row at SIASN, once it was accepted.')),
    reason: nullable(word('Data tidak ditemukan', 'Why SIASN rejected it.')),
    attempts: whole(1),
    sentAt: nullable(Instant),
    settledAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const SiasnRecordPage = pageOf('SiasnRecord', SiasnRecord)

export const SettleSiasnRecord = component(
  'SettleSiasnRecord',
  'What happened to a record: it is being sent, SIASN accepted or rejected it, or it may be sent again.',
  closed(
    {
      event: oneOf(RECORD_EVENTS),
      siasnId: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 42, pattern: '^[A-Za-z0-9-]+$' }))),
      reason: Type.Optional(nullable(Reason)),
    },
    { examples: [{ event: 'accept', siasnId: '8ae483c58f1d2a3b018f1d4c5e6f7a8b' }] },
  ),
)

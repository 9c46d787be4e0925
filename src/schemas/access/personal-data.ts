import Type from 'typebox'
import { OPENING_STATES, PERSONAL_DATA_KINDS, PERSONAL_DATA_STATES } from '../../domain/access/personal-data.ts'
import { closed, component, Day, Flag, Id, Instant, nullable, oneOf, pageOf, Reason, word } from '../common.ts'
import { EmployeeValues } from '../organisation/employees.ts'

const state = oneOf(PERSONAL_DATA_STATES)

export const PersonalDataRequest = component(
  'PersonalDataRequest',
  'A request over one’s own data (UU 27/2022), to be answered within 3 × 24 hours.',
  closed({
    id: Id,
    employeeId: Id,
    kind: oneOf(PERSONAL_DATA_KINDS),
    detail: nullable(Reason),
    state,
    requestedAt: Instant,
    dueAt: Instant,
    decisionReason: nullable(Reason),
    decidedAt: nullable(Instant),
    overdue: Flag('Not answered in time.'),
  }),
)
export const PersonalDataRequestPage = pageOf('PersonalDataRequest', PersonalDataRequest)
export const RequestPersonalData = component(
  'RequestPersonalData',
  'access: a copy with its trail, there at once · correction: what is wrong · restriction: no further processing.',
  closed(
    { kind: oneOf(PERSONAL_DATA_KINDS), detail: Type.Optional(nullable(Reason)) },
    { examples: [{ kind: 'correction', detail: 'Nama belum memuat gelar' }] },
  ),
)
export const DecidePersonalDataRequest = component(
  'DecidePersonalDataRequest',
  'Granted or refused, with the reason.',
  closed(
    { outcome: oneOf(['granted', 'refused'] as const), reason: Reason },
    { examples: [{ outcome: 'granted', reason: 'Sesuai ijazah' }] },
  ),
)
export const PersonalDataState = state
export const PersonalData = component(
  'PersonalData',
  'All data about oneself and what was done with it. Nobody else’s identity is part of it: raters are not named, and officials appear by kind.',
  closed({
    generatedAt: Instant,
    employee: closed({ id: Id, ...EmployeeValues }),
    retainUntil: nullable(Day),
    records: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
      description:
        'Assignments, appraisals, published results, comments received, objections, trainings, development plans, feedback notes written or shared with one, and answers given as a rater.',
      examples: [{ appraisals: [], answersGiven: [] }],
    }),
    trail: Type.Array(
      closed({ at: Instant, action: word('result.read'), by: oneOf(['yourself', 'official', 'client'] as const) }),
    ),
  }),
)
const opening = {
  id: Id,
  appraisalId: Id,
  subjectId: Id,
  state: oneOf(OPENING_STATES),
  reason: Reason,
  requestedBy: Id,
  requestedAt: Instant,
  decidedBy: nullable(Id),
  decisionReason: nullable(Reason),
  decidedAt: nullable(Instant),
}
export const RaterOpening = component(
  'RaterOpening',
  'The opening of a rater’s identity: asked for by one official with a reason, decided by another.',
  closed(opening),
)
export const OpenedRater = component(
  'OpenedRater',
  'An opening with the rater, once two officials have agreed.',
  closed({ ...opening, rater: nullable(closed({ employeeId: Id, name: word('Dewi Lubis (contoh 4)') })) }),
)
export const RaterOpeningPage = pageOf('RaterOpening', RaterOpening)
export const RequestRaterOpening = component(
  'RequestRaterOpening',
  'The rater behind a released comment or a feedback request, and why it must be known.',
  closed(
    { commentId: Type.Optional(Id), feedbackRequestId: Type.Optional(Id), reason: Reason },
    {
      examples: [
        {
          commentId: '01980a5e-7c1b-4000-8000-000000000001',
          reason: 'Komentar memuat ancaman, laporan polisi terlampir',
        },
      ],
    },
  ),
)
export const MyOpening = component(
  'MyOpening',
  'What a rater is told about the opening of his or her identity.',
  closed({
    id: Id,
    subjectName: word('Dewi Lubis (contoh 4)'),
    state: opening.state,
    reason: Reason,
    requestedAt: Instant,
    decisionReason: nullable(Reason),
    decidedAt: nullable(Instant),
  }),
)
export const MyOpeningPage = pageOf('MyOpening', MyOpening)
export const PersonalDataReason = component(
  'PersonalDataReason',
  'Why.',
  closed({ reason: Reason }, { examples: [{ reason: 'Surat perintah penyidikan terlampir' }] }),
)

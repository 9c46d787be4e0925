import Type from 'typebox'
import { REQUEST_STATES } from '../../domain/feedback/requests.ts'
import { RATER_GROUPS } from '../../domain/scoring/policies.ts'
import { closed, component, Day, Id, nullable, oneOf, pageOf, Reason, Version, word } from '../common.ts'

const group = oneOf(RATER_GROUPS)
const state = oneOf(REQUEST_STATES)

export const FeedbackRequest = component(
  'FeedbackRequest',
  'A view that is asked for. Names no rater, and whether it was answered is told to the rater alone. Carries no instant.',
  closed({
    id: Id,
    cycleId: Id,
    appraisalId: Id,
    subjectId: Id,
    nomineeId: nullable(Id),
    group,
    state,
    origin: oneOf(['relation', 'draw', 'nomination'] as const),
    reason: nullable(word('Dua penilai mutasi ke unit lain')),
  }),
)
export const FeedbackRequestPage = pageOf('FeedbackRequest', FeedbackRequest)
export const NominateRater = component(
  'NominateRater',
  'Names a peer or subordinate. A nomination by the subject waits for approval.',
  closed(
    { raterId: Id, group: oneOf(['peer', 'subordinate'] as const), reason: Reason },
    {
      examples: [
        {
          raterId: '01980a5e-7c1b-7000-8000-000000000001',
          group: 'peer',
          reason: 'Bekerja bersama dalam tim penataan arsip',
        },
      ],
    },
  ),
)
export const Nomination = component(
  'Nomination',
  'What became of a nomination; says nothing about what the rater does with it.',
  closed({ appraisalId: Id, raterId: Id, group, state: oneOf(['proposed', 'active'] as const) }),
)
export const ChangeWithReason = component(
  'ChangeWithReason',
  'Every change of who rates has a reason.',
  closed({ reason: Reason }, { examples: [{ reason: 'Pindah tugas sejak bulan lalu' }] }),
)
export const Task = component(
  'Task',
  'Something for the caller to rate.',
  closed({
    id: Id,
    cycleId: Id,
    cycleName: word('Penilaian kinerja 2026'),
    formId: Id,
    subjectName: word('Dewi Lubis (contoh 4)'),
    subjectPosition: word('Pengadministrasi Pelayanan Umum'),
    group,
    state,
    from: Day,
    to: Day,
    saved: Type.Boolean({ description: 'A draft exists.' }),
    version: Version,
  }),
)
export const TaskPage = pageOf('Task', Task)
export const TaskState = state

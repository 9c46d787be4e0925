/** Feedback requests: who is asked to rate whom. No function here returns what was answered. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import type { Tx } from '../../db/transaction.ts'
import type { CycleState, Phases } from '../../domain/appraisal/cycles.ts'
import type { RequestState } from '../../domain/feedback/requests.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { RaterGroup } from '../../domain/scoring/policies.ts'
import type { Frozen } from '../appraisal/appraisals.ts'
import { insertRaterIdentities } from './rater-identities.ts'

const COLUMNS = [
  'r.id',
  'r.cycle_id as cycleId',
  'r.appraisal_id as appraisalId',
  'a.employee_id as subjectId',
  'a.supervisor_id as supervisorId',
  'r.rater_group as group',
  'r.state',
  'r.origin',
  'r.nominee_id as nomineeId',
  'r.reason',
  'r.decline_reason as declineReason',
  'r.version',
  'c.state as cycleState',
  'c.form_id as formId',
  'c.name as cycleName',
  'c.phases',
  'c.requires_briefing as requiresBriefing',
  'a.frozen',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('feedback_requests as r')
    .innerJoin('appraisals as a', (join) =>
      join.onRef('a.institution_id', '=', 'r.institution_id').onRef('a.id', '=', 'r.appraisal_id'),
    )
    .innerJoin('cycles as c', (join) =>
      join.onRef('c.institution_id', '=', 'r.institution_id').onRef('c.id', '=', 'r.cycle_id'),
    )
    // The store shows the acting employee's own rows alone: null means that somebody else is asked.
    .leftJoin('rater_identities as i', (join) =>
      join.onRef('i.institution_id', '=', 'r.institution_id').onRef('i.request_id', '=', 'r.id'),
    )
    .select(COLUMNS)
    .select((eb) => eb('i.rater_id', 'is not', null).as('isMine'))
    .where('r.institution_id', '=', institutionId)

type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type FeedbackRequestRow = Omit<Stored, 'phases' | 'frozen' | 'cycleState'> & {
  readonly phases: Phases
  readonly frozen: Frozen
  readonly cycleState: CycleState
}
const rowOf = (row: Stored): FeedbackRequestRow => row as FeedbackRequestRow

export const findFeedbackRequest = async (
  db: Db,
  institutionId: string,
  id: string,
): Promise<FeedbackRequestRow | undefined> => {
  const row = await query(db, institutionId).where('r.id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

const lockedOne = hot<Stored, [institutionId: string, id: string]>(2, (db, institutionId, id) =>
  query(db, institutionId).where('r.id', '=', id).forUpdate('r').forShare('c').compile(),
)

/** Locks the request, and the cycle shared: a close waits for us, and we see it if it came first. */
export const findFeedbackRequestForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<FeedbackRequestRow | undefined> => {
  const [row] = await lockedOne(tx, institutionId, id)
  return row && rowOf(row)
}

/** Answered or declined looks like asked: nobody but the rater knows which. */
const outwardState = sql<RequestState>`case when r.state in ('submitted', 'declined') then 'active' else r.state end`

export const listFeedbackRequests = async (
  db: Db,
  institutionId: string,
  filter: { cycleId?: string; appraisalId?: string; state?: RequestState },
  page: PageRequest,
): Promise<Page<FeedbackRequestRow>> => {
  const rows = await query(db, institutionId)
    .where('r.id', '>', page.after ?? FIRST_ID)
    .$if(filter.cycleId !== undefined, (q) => q.where('r.cycle_id', '=', filter.cycleId ?? ''))
    .$if(filter.appraisalId !== undefined, (q) => q.where('r.appraisal_id', '=', filter.appraisalId ?? ''))
    .$if(filter.state !== undefined, (q) => q.where(outwardState, '=', filter.state ?? 'active'))
    .orderBy('r.id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(rowOf), page)
}

/** Locked, so that it is neither answered nor moved meanwhile. */
export const lockRequestState = (tx: Tx, institutionId: string, id: string) =>
  tx
    .selectFrom('feedback_requests')
    .select(['id', 'state'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export interface NewRequest {
  readonly id: string
  readonly appraisalId: string
  readonly raterId: string
  readonly group: RaterGroup
  readonly state: RequestState
  readonly origin: 'relation' | 'draw' | 'nomination'
  readonly nomineeId: string | null
  readonly reason: string | null
}

/** Two statements, whatever the number; requests that exist are never touched. */
export const insertFeedbackRequests = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  requests: readonly NewRequest[],
): Promise<void> => {
  await sql`
    insert into feedback_requests (institution_id, cycle_id, id, appraisal_id, rater_group, state, origin, nominee_id, reason)
    select ${institutionId}, ${cycleId}, x.id, x."appraisalId", x."group", x.state, x.origin, x."nomineeId", x.reason
    from jsonb_to_recordset(${JSON.stringify(requests)}::jsonb) as x(id uuid, "appraisalId" uuid, "group" text, state text, origin text,
      "nomineeId" uuid, reason text)`.execute(tx)
  const identities = requests.map(({ id, appraisalId, raterId }) => ({ requestId: id, appraisalId, raterId }))
  await insertRaterIdentities(tx, institutionId, identities)
}

/** Asks a rater known already again, in another group. */
export const reassignFeedbackRequest = async (
  tx: Tx,
  institutionId: string,
  id: string,
  group: RaterGroup,
  reason: string,
): Promise<void> => {
  await tx
    .updateTable('feedback_requests')
    .set((eb) => ({ rater_group: group, state: 'active', reason, version: eb('version', '+', 1) }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

interface Move {
  readonly state: RequestState
  readonly reason?: string
  readonly declineReason?: string
  /** Where the rater declined. */
  readonly answeredOn?: string
}

/** A nomination that was decided on is no nomination any more: the name goes. */
export const moveFeedbackRequest = (tx: Tx, institutionId: string, id: string, move: Move) =>
  tx
    .updateTable('feedback_requests')
    .set((eb) => ({
      state: move.state,
      version: eb('version', '+', 1),
      nominee_id: null,
      ...(move.reason !== undefined && { reason: move.reason }),
      ...(move.declineReason !== undefined && { decline_reason: move.declineReason }),
      ...(move.answeredOn !== undefined && { answered_on: move.answeredOn }),
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

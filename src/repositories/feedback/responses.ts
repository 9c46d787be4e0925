/** Feedback responses, packed. Only the assigned rater's own use and the scoring of a cycle read from here. */
import { sql } from 'kysely'
import { DEFERRED, type Db } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import type { Tx } from '../../db/transaction.ts'
import { parsePacked, writePacked, type Comment, type PackedRatings } from '../../domain/feedback/responses.ts'
import type { RaterGroup } from '../../domain/scoring/policies.ts'
import type { SubmittedResponse } from '../../domain/scoring/ratings.ts'

export interface ResponseRow {
  readonly state: 'draft' | 'submitted'
  readonly ratings: PackedRatings
  readonly comments: readonly Comment[]
}

export const findFeedbackResponse = async (
  db: Db,
  institutionId: string,
  requestId: string,
): Promise<ResponseRow | undefined> => {
  const row = await db
    .selectFrom('feedback_responses')
    .select(['state', 'ratings', 'comments'])
    .where('institution_id', '=', institutionId)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
  return row && { ...row, ratings: parsePacked(row.ratings), comments: row.comments as Comment[] }
}

export interface ResponseValues {
  readonly requestId: string
  readonly appraisalId: string
  readonly group: RaterGroup
  readonly state: 'draft' | 'submitted'
  readonly ratings: PackedRatings
  readonly comments: readonly Comment[]
  /** The day of a submission. */
  readonly answeredOn: string | null
}

type Saved = [
  institutionId: string,
  requestId: string,
  requestState: 'submitted' | 'active',
  answeredOn: string | null,
  appraisalId: string,
  group: RaterGroup,
  state: ResponseRow['state'],
  packed: string,
  comments: string,
]

const save = hot<never, Saved>(
  9,
  (db, institutionId, requestId, requestState, answeredOn, appraisalId, group, state, packed, comments) =>
    sql<never>`
    with request as (
      update feedback_requests set state = ${requestState}, answered_on = ${answeredOn}::date, version = version + 1
      where institution_id = ${institutionId}::uuid and id = ${requestId}::uuid returning id)
    insert into feedback_responses as f (institution_id, request_id, appraisal_id, rater_group, state, ratings, comments)
    select ${institutionId}::uuid, request.id, ${appraisalId}::uuid, ${group}, ${state}, ${packed}::smallint[], ${comments}::jsonb
    from request
    on conflict (institution_id, request_id) do update
      set rater_group = excluded.rater_group, state = excluded.state, ratings = excluded.ratings, comments = excluded.comments ${sql.raw(DEFERRED)}`.compile(
      db,
    ),
)

/** Writes or replaces the response, and moves its locked request, in one statement that nobody waits for. */
export const saveFeedbackResponse = async (tx: Tx, institutionId: string, values: ResponseValues): Promise<void> => {
  const { requestId, appraisalId, group, state, answeredOn } = values
  const packed = writePacked(values.ratings)
  const requestState = state === 'submitted' ? 'submitted' : 'active'
  const comments = JSON.stringify(values.comments)
  await save(tx, institutionId, requestId, requestState, answeredOn, appraisalId, group, state, packed, comments)
}

export const reopenFeedbackResponse = (tx: Tx, institutionId: string, requestId: string) =>
  tx
    .updateTable('feedback_responses')
    .set({ state: 'draft' })
    .where('institution_id', '=', institutionId)
    .where('request_id', '=', requestId)
    .execute()

/** Submitted ratings per appraisal, without a word about who gave them, in an order that tells nothing of time. */
export const loadSubmitted = async (
  db: Db,
  institutionId: string,
  appraisalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SubmittedResponse[]>> => {
  const { rows } = await sql<{ appraisalId: string; group: RaterGroup; ratings: string }>`
    select appraisal_id as "appraisalId", rater_group as "group", ratings
    from feedback_responses
    where institution_id = ${institutionId} and appraisal_id = any(${[...appraisalIds]}::uuid[]) and state = 'submitted'
    order by appraisal_id, rater_group, ratings`.execute(db)
  const byAppraisal = new Map<string, SubmittedResponse[]>()
  for (const { appraisalId, group, ratings } of rows) {
    const response = { group, ratings: parsePacked(ratings) }
    const known = byAppraisal.get(appraisalId)
    if (known) known.push(response)
    else byAppraisal.set(appraisalId, [response])
  }
  return byAppraisal
}

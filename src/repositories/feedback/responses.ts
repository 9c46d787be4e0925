/** Feedback responses, packed. Only the assigned rater's own use and the scoring of a cycle read from here. */
import { sql } from 'kysely'
import { DEFERRED, type Db } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import type { Tx } from '../../db/transaction.ts'
import {
  parsePacked,
  unpackResponses,
  writePacked,
  type Comment,
  type PackedRatings,
  type PackedResponses,
} from '../../domain/feedback/responses.ts'
import type { RequiredLevels } from '../../domain/competency/position-standards.ts'
import type { PositionType, RaterGroup } from '../../domain/scoring/policies.ts'
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

/** Submitted ratings per appraisal, in an order that tells nothing of time. */
export const loadSubmitted = async (
  db: Db,
  institutionId: string,
  appraisalIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SubmittedResponse[]>> => {
  const { rows } = await sql<{ appraisalId: string; packed: PackedResponses }>`
    select f.appraisal_id as "appraisalId",
      string_agg(f.rater_group || f.ratings::text, ';' order by f.rater_group, f.ratings) as packed
    from feedback_responses f
    where f.institution_id = ${institutionId} and f.appraisal_id = any(${[...appraisalIds]}::uuid[]) and f.state = 'submitted'
    group by f.appraisal_id`.execute(db)
  return new Map(rows.map(({ appraisalId, packed }) => [appraisalId, unpackResponses(packed)]))
}

/** What is scored: an appraisal, its frozen facts and its submitted ratings, which are unpacked one person after another. */
export interface ScorableRow {
  readonly id: string
  readonly positionType: PositionType
  readonly requiredLevels: RequiredLevels
  readonly packed: PackedResponses
}

/**
 * Appraisals of the cycle in the order of ids. The ratings of each come as one text, in any order: to move thousands of rows
 * costs more than to calculate with them (speed.md). Equal standards are one object.
 */
export const loadScorable = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  after: string,
  limit: number,
): Promise<ScorableRow[]> => {
  const { rows } = await sql<Omit<ScorableRow, 'requiredLevels'> & { readonly levels: string }>`
    select a.id, a.position_type as "positionType", a.required_levels::text as levels,
      (select string_agg(f.rater_group || f.ratings::text, ';') from feedback_responses f
        where f.institution_id = a.institution_id and f.appraisal_id = a.id and f.state = 'submitted') as packed
    from appraisals a
    where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.id > ${after}
    order by a.id limit ${limit}`.execute(tx)
  const standards = new Map<string, RequiredLevels>()
  const standardOf = (text: string): RequiredLevels => {
    const known = standards.get(text) ?? (JSON.parse(text) as RequiredLevels)
    standards.set(text, known)
    return known
  }
  return rows.map(({ id, positionType, levels, packed }) => ({
    id,
    positionType,
    requiredLevels: standardOf(levels),
    packed,
  }))
}

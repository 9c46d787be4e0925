/** The task list of a rater: of all lists the one that most people ask for, and no more than it shows. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import { phaseOf } from '../../domain/appraisal/cycles.ts'
import type { RequestState } from '../../domain/feedback/requests.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import { RATER_GROUPS, type RaterGroup } from '../../domain/scoring/policies.ts'

export interface TaskRow {
  readonly id: string
  readonly cycleId: string
  readonly cycleName: string
  readonly formId: string
  readonly subjectName: string
  readonly subjectPosition: string
  readonly group: RaterGroup
  readonly state: RequestState
  readonly from: string
  readonly to: string
  /** Whether there is a draft. */
  readonly saved: boolean
  readonly version: number
}

const phases = RATER_GROUPS.map((group) => sql`when ${sql.lit(group)} then ${sql.lit(phaseOf(group))}`)
const days = sql`c.phases -> (case r.rater_group ${sql.join(phases, sql` `)} end)`

const tasksAfter = hot<
  TaskRow,
  [institutionId: string, raterId: string, state: string | null, after: string, limit: number]
>(5, (db, institutionId, raterId, state, after, limit) =>
  sql<TaskRow>`
    select r.id, r.cycle_id as "cycleId", c.name as "cycleName", c.form_id as "formId",
      a.frozen ->> 'employeeName' as "subjectName", a.frozen ->> 'positionTitle' as "subjectPosition", r.rater_group as "group", r.state,
      ${days} ->> 'from' as "from", ${days} ->> 'to' as "to",
      exists (select from feedback_responses f where f.institution_id = r.institution_id and f.request_id = r.id) as saved, r.version
    from rater_identities i
    join feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
    join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
    join cycles c on c.institution_id = r.institution_id and c.id = r.cycle_id
    where i.institution_id = ${institutionId}::uuid and i.rater_id = ${raterId}::uuid and r.id > ${after}::uuid
      and r.state in ('active', 'submitted', 'declined') and (${state}::text is null or r.state = ${state}::text)
    order by r.id limit ${limit}::int`.compile(db),
)

/** What one rater has to do; nominations that wait for approval and withdrawn requests are none of it. */
export const listTasks = async (
  db: Db,
  institutionId: string,
  raterId: string,
  state: RequestState | undefined,
  page: PageRequest,
): Promise<Page<TaskRow>> =>
  pageOf(await tasksAfter(db, institutionId, raterId, state ?? null, page.after ?? FIRST_ID, page.limit + 1), page)

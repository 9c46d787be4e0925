/** The task list of a rater: of all lists the one that most people ask for, and no more than it shows. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import { listed } from '../../db/listed.ts'
import { flag, line, plain, whole } from '../../db/packed.ts'
import { sharedList } from '../../db/shared.ts'
import { phaseOf } from '../../domain/appraisal/cycles.ts'
import type { RequestState } from '../../domain/feedback/requests.ts'
import { FIRST_ID, pageOfWritten, type Page, type PageRequest } from '../../domain/pages.ts'
import { RATER_GROUPS, type RaterGroup } from '../../domain/scoring/policies.ts'
import type { Written } from '../../domain/written.ts'

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

const rows = listed<TaskRow, 'id'>(
  {
    id: plain(),
    cycleId: plain(),
    cycleName: line,
    formId: plain(),
    subjectName: line,
    subjectPosition: line,
    group: plain(),
    state: plain(),
    from: plain(),
    to: plain(),
    saved: flag,
    version: whole,
  },
  ['id'],
)

const phases = RATER_GROUPS.map((group) => sql`when ${sql.lit(group)} then ${sql.lit(phaseOf(group))}`)
const days = sql`c.phases -> (case r.rater_group ${sql.join(phases, sql` `)} end)`

const tasksAfter = sharedList(
  ['uuid', 'uuid', 'text', 'uuid', 'int'],
  rows,
  (_db: Db, institutionId: string, raterId: string, state: string | null, after: string, limit: number) => sql<TaskRow>`
    select r.id, r.cycle_id as "cycleId", c.name as "cycleName", c.form_id as "formId",
      a.frozen ->> 'employeeName' as "subjectName", a.frozen ->> 'positionTitle' as "subjectPosition", r.rater_group as "group", r.state,
      ${days} ->> 'from' as "from", ${days} ->> 'to' as "to", r.saved, r.version
    from tasks_of_rater(${institutionId}, ${raterId}, ${state}, ${after}, ${limit}) r
    join appraisals a on a.institution_id = ${institutionId} and a.id = r.appraisal_id
    join cycles c on c.institution_id = ${institutionId} and c.id = r.cycle_id
    order by r.id`,
)

export type TaskLine = Written<TaskRow, Pick<TaskRow, 'id'>>

/** What one rater has to do; nominations that wait for approval and withdrawn requests are none of it. */
export const listTasks = async (
  db: Db,
  institutionId: string,
  raterId: string,
  state: RequestState | undefined,
  page: PageRequest,
): Promise<Page<TaskLine>> => {
  const found = await tasksAfter(db, institutionId, raterId, state ?? null, page.after ?? FIRST_ID, page.limit + 1)
  return pageOfWritten(found, page)
}

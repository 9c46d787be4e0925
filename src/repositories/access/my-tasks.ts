/** How much waits for one person; where it is, the lists tell. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

export interface MyTasks {
  readonly feedback: number
  readonly confirmations: number
  readonly objections: number
  readonly acknowledgements: number
}

const NONE: MyTasks = { feedback: 0, confirmations: 0, objections: 0, acknowledgements: 0 }

/** In the transaction of that person: the store of raters shows nobody but oneself. */
export const countTasks = async (db: Db, institutionId: string, employeeId: string | null): Promise<MyTasks> => {
  if (employeeId === null) return NONE
  const { rows } = await sql<MyTasks>`
    select
      (select count(*)::int from rater_identities i
        join feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
        join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
        join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
        where i.institution_id = ${institutionId} and i.rater_id = ${employeeId} and r.state = 'active' and c.state = 'open') as feedback,
      (select count(*)::int from appraisals a join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
        where a.institution_id = ${institutionId} and a.supervisor_id = ${employeeId} and a.confirmed_at is null
          and c.state = 'scored') as confirmations,
      (select count(*)::int from objections o where o.institution_id = ${institutionId} and o.decider_id = ${employeeId}
        and o.state in ('filed', 'hearing')) as objections,
      (select count(*)::int from appraisals a join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId} and c.state = 'published'
          and not exists (select from result_acknowledgements k
            where k.institution_id = a.institution_id and k.appraisal_id = a.id)) as acknowledgements`.execute(db)
  return rows[0] ?? NONE
}

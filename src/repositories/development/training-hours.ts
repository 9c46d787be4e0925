/** Hours of teaching that were completed in a year, by the day on which the training ended. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { EmploymentKind } from '../../domain/organisation/employees.ts'
import { FIRST_ID, pageBy, type Page, type PageRequest } from '../../domain/pages.ts'

/** Of the employee `p`. */
const completedIn = (year: number) => sql`
  coalesce((select sum(coalesce(e.attended_hours, t.hours))
    from enrolments e
    join trainings t on t.institution_id = e.institution_id and t.id = e.training_id
    left join training_sessions s on s.institution_id = e.institution_id and s.id = e.session_id
    where e.institution_id = p.institution_id and e.employee_id = p.id and e.state = 'COMPLETED'
      and extract(year from coalesce(s.ends_on, t.ends_on)) = ${year}), 0)::int`

export interface HoursRow {
  readonly employeeId: string
  readonly employeeName: string
  readonly employmentKind: EmploymentKind
  readonly hours: number
}

const columns = (year: number) => sql`
  p.id as "employeeId", p.name as "employeeName", p.employment_kind as "employmentKind", ${completedIn(year)} as hours`

export const findHours = async (
  db: Db,
  institutionId: string,
  employeeId: string,
  year: number,
): Promise<HoursRow | undefined> => {
  const { rows } = await sql<HoursRow>`
    select ${columns(year)} from employees p where p.institution_id = ${institutionId} and p.id = ${employeeId}`.execute(
    db,
  )
  return rows[0]
}

/** Of everybody who is placed below a path on a day. */
export const listHours = async (
  db: Db,
  institutionId: string,
  { path, day, year }: { readonly path: string; readonly day: string; readonly year: number },
  page: PageRequest,
): Promise<Page<HoursRow>> => {
  const { rows } = await sql<HoursRow>`
    select ${columns(year)} from employees p
    where p.institution_id = ${institutionId} and p.active and p.id > ${page.after ?? FIRST_ID}
      and p.id in (select employee_id from placements_on(${institutionId}, ${day}::date) where unit_path like ${path} || '%')
    order by p.id limit ${page.limit + 1}`.execute(db)
  return pageBy(rows, page, ({ employeeId }) => employeeId)
}

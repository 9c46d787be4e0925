/** Who supervises whom and who leads what on a day, as migrations/0002 derives it from assignments. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'

/** Supervisor of everyone placed that day; null where nobody is found above. */
export const supervisorsOn = async (
  db: Db,
  institutionId: string,
  day: string,
): Promise<Map<string, string | null>> => {
  const { rows } = await sql<{ employeeId: string; supervisorId: string | null }>`
    select employee_id as "employeeId", supervisor_id as "supervisorId" from supervisors_on(${institutionId}, ${day}::date)`.execute(
    db,
  )
  return new Map(rows.map(({ employeeId, supervisorId }) => [employeeId, supervisorId]))
}

export interface Line {
  readonly supervisorId: string | null
  readonly superiorId: string | null
  readonly unitPath: string | null
}

/** The supervisor of one employee, that person's own supervisor, and where the employee stands in the tree. */
export const findLine = async (db: Db, institutionId: string, employeeId: string, day: string): Promise<Line> => {
  const { rows } = await sql<Line>`
    select s.supervisor_id as "supervisorId",
      (select t.supervisor_id from supervisors_on(${institutionId}, ${day}::date) t where t.employee_id = s.supervisor_id) as "superiorId",
      (select l.unit_path from placements_on(${institutionId}, ${day}::date) l where l.employee_id = ${employeeId}) as "unitPath"
    from supervisors_on(${institutionId}, ${day}::date) s where s.employee_id = ${employeeId}`.execute(db)
  return rows[0] ?? { supervisorId: null, superiorId: null, unitPath: null }
}

/** Paths of the units that the employee leads. */
export const ledPaths = async (db: Db, institutionId: string, employeeId: string, day: string): Promise<string[]> => {
  const { rows } = await sql<{ path: string }>`
    select unit_path as path from unit_heads_on(${institutionId}, ${day}::date) where employee_id = ${employeeId}`.execute(
    db,
  )
  return rows.map(({ path }) => path)
}

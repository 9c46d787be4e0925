/** Who supervises whom and who leads what on a day, as migrations/0002 derives it from assignments. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'

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
    select p.unit_path as "unitPath", s.id as "supervisorId", supervisor_of(${institutionId}, s.id, ${day}::date) as "superiorId"
    from placements_on(${institutionId}, ${day}::date) p
    cross join lateral (select supervisor_of(${institutionId}, p.employee_id, ${day}::date) as id) s
    where p.employee_id = ${employeeId}`.execute(db)
  return rows[0] ?? { supervisorId: null, superiorId: null, unitPath: null }
}

/** From the employee upward; a line that comes back ends with the one it comes back to. */
export const lineAbove = async (db: Db, institutionId: string, employeeId: string, day: string): Promise<string[]> => {
  const { rows } = await sql<{ employeeId: string }>`
    select employee_id as "employeeId" from line_above(${institutionId}, ${employeeId}, ${day}::date) order by step`.execute(
    db,
  )
  return rows.map((row) => row.employeeId)
}

/** Paths of the units that the employee leads. */
export const ledPaths = async (db: Db, institutionId: string, employeeId: string, day: string): Promise<string[]> => {
  const { rows } = await sql<{ path: string }>`
    select unit_path as path from units_led_by(${institutionId}, ${employeeId}, ${day}::date)`.execute(db)
  return rows.map(({ path }) => path)
}

/** Changes of the reporting line are taken one after another, so that two of them cannot close a circle together. */
export const lockReportingLines = (tx: Tx, institutionId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`lines/${institutionId}`}, 0))`.execute(tx)

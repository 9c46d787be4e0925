/** Whom a cycle would cover, by the organisation as it stands on the cycle's first day. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { PositionClass } from '../../domain/organisation/positions.ts'
import type { Population } from '../../domain/appraisal/cycles.ts'
import type { Period } from '../../domain/time.ts'

export interface CandidateRow {
  readonly employeeId: string
  readonly name: string
  readonly nip: string
  readonly unitId: string
  readonly unitName: string
  readonly unitPath: string
  readonly unitActive: boolean
  readonly positionId: string
  readonly positionTitle: string
  readonly positionClass: PositionClass
  /** Name of an open cycle that appraises the same person in the same period. */
  readonly overlappingCycle: string | null
}

export const findCandidates = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  population: Population,
  period: Period,
): Promise<CandidateRow[]> => {
  const { rows } = await sql<CandidateRow>`
    with placed as materialized (select * from placements_on(${institutionId}, ${period.from}::date)),
    roots as (select path from units where institution_id = ${institutionId} and id = any(${[...population.unitIds]}::uuid[])),
    busy as (
      select a.employee_id, min(c.name) as name from appraisals a
      join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
      where a.institution_id = ${institutionId} and c.id <> ${cycleId} and c.starts_on <= ${period.to}::date and c.ends_on >= ${period.from}::date
      group by a.employee_id)
    select p.employee_id as "employeeId", e.name, e.nip, p.unit_id as "unitId", p.unit_name as "unitName", p.unit_path as "unitPath",
      p.unit_active as "unitActive", p.position_id as "positionId", p.title as "positionTitle", p.class as "positionClass",
      b.name as "overlappingCycle"
    from placed p join employees e on e.institution_id = ${institutionId} and e.id = p.employee_id and e.restricted_at is null
    left join busy b on b.employee_id = p.employee_id
    where (p.employee_id = any(${[...population.employeeIds]}::uuid[]) or exists (select from roots r where p.unit_path like r.path || '%'))
      and (cardinality(${[...population.positionClasses]}::text[]) = 0 or p.class = any(${[...population.positionClasses]}::text[]))
    order by p.unit_path, p.employee_id`.execute(db)
  return rows
}

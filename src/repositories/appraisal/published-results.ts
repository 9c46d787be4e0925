/** Newest competency results of published cycles: what plans, analyses and searches start from. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Gap } from '../../domain/scoring/jpm.ts'
import type { CompetencyScore } from '../../domain/scoring/composite.ts'
import { NEWEST_EDITION } from './results.ts'

export interface PublishedResult {
  readonly id: string
  readonly cycleId: string
  readonly formId: string
  readonly startsOn: string
  readonly employeeId: string
  readonly supervisorId: string
  readonly superiorId: string | null
  readonly unitPath: string
  readonly figure: string | null
  readonly predicate: string | null
  readonly gaps: readonly Gap[]
  readonly competencies: readonly CompetencyScore[]
}

interface Wanted {
  readonly employeeId: string
  readonly cycleId: string | null
  /** Only cycles that began before that day. */
  readonly before: string | null
}

/** Of one employee: in the cycle named, or in the newest. */
export const findPublished = async (
  db: Db,
  institutionId: string,
  { employeeId, cycleId, before }: Wanted,
): Promise<PublishedResult | undefined> => {
  const { rows } = await sql<PublishedResult>`
    select r.id, a.cycle_id as "cycleId", c.form_id as "formId", c.starts_on as "startsOn", a.employee_id as "employeeId",
      a.supervisor_id as "supervisorId", a.superior_id as "superiorId", a.unit_path as "unitPath", r.figure, r.predicate, r.gaps, r.competencies
    from appraisals a
    join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id and c.state = 'published'
    join results r on r.institution_id = a.institution_id and r.appraisal_id = a.id and r.instrument = 'competency'
    where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}
      and (${cycleId}::uuid is null or a.cycle_id = ${cycleId}::uuid) and (${before}::date is null or c.starts_on < ${before}::date)
    order by c.starts_on desc, c.id desc, r.edition desc limit 1`.execute(db)
  return rows[0]
}

export interface TalentRow {
  readonly employeeId: string
  readonly employeeName: string
  readonly unitName: string
  readonly positionTitle: string
  readonly predicate: string | null
  readonly jpm: string | null
}

/** Both instruments side by side, in the order of employees. */
export const listTalent = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  path: string,
  after: string,
  limit: number,
): Promise<TalentRow[]> => {
  const { rows } = await sql<TalentRow>`
    select a.employee_id as "employeeId", a.frozen ->> 'employeeName' as "employeeName", a.frozen ->> 'unitName' as "unitName",
      a.frozen ->> 'positionTitle' as "positionTitle", b.predicate, c.figure as jpm
    from appraisals a
    left join lateral (select predicate from results r where r.institution_id = a.institution_id and r.appraisal_id = a.id
      and r.instrument = 'behaviour' order by edition desc limit 1) b on true
    left join lateral (select figure from results r where r.institution_id = a.institution_id and r.appraisal_id = a.id
      and r.instrument = 'competency' order by edition desc limit 1) c on true
    where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.unit_path like ${path} || '%' and a.employee_id > ${after}
    order by a.employee_id limit ${limit}`.execute(db)
  return rows
}

export interface CandidateRow {
  readonly employeeId: string
  readonly employeeName: string
  readonly unitName: string
  readonly positionTitle: string
  readonly attained: readonly { readonly code: string; readonly value: string }[]
}

/** Active employees with figures in the cycle, but for whoever holds the position today. */
export const listCandidates = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  positionId: string,
  today: string,
): Promise<CandidateRow[]> => {
  const { rows } = await sql<CandidateRow>`
    select a.employee_id as "employeeId", a.frozen ->> 'employeeName' as "employeeName", a.frozen ->> 'unitName' as "unitName",
      a.frozen ->> 'positionTitle' as "positionTitle", r.competencies as attained
    from results r
    join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id and a.cycle_id = ${cycleId}
    join employees e on e.institution_id = a.institution_id and e.id = a.employee_id and e.active
    where r.institution_id = ${institutionId} and r.instrument = 'competency' and ${NEWEST_EDITION}
      and not exists (select from assignments h where h.institution_id = a.institution_id and h.employee_id = a.employee_id
      and h.position_id = ${positionId} and h.starts_on <= ${today}::date and coalesce(h.ends_on, 'infinity') >= ${today}::date)`.execute(
    db,
  )
  return rows
}

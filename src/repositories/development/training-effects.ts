/** Who gained what between two cycles, and who needs a training: read from the newest sealed results. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Need } from '../../domain/development/enrolling.ts'
import { NEWEST_EDITION } from '../appraisal/results.ts'

export interface ComparedPerson {
  readonly employeeId: string
  readonly pre: string
  readonly post: string
  /** Whether the training was completed after the first period and before the end of the second. */
  readonly trained: boolean
  /** Whether as many raters of each group counted both times. */
  readonly sameRaters: boolean
}

const scoresOf = (institutionId: string, cycleId: string, competency: string) => sql`
  select a.employee_id, r.released, c ->> 'value' as value
  from results r
  join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
  cross join lateral jsonb_array_elements(r.competencies) c
  where r.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and c ->> 'code' = ${competency} and c ->> 'value' is not null and ${NEWEST_EDITION}`

export interface Compared {
  readonly trainingId: string
  readonly competency: string
  readonly before: { readonly id: string; readonly endsOn: string }
  readonly after: { readonly id: string; readonly endsOn: string }
}

/**
 * Everybody with a figure in both cycles who completed the training after the first period or was never in it. Who began and did
 * not complete it belongs to neither group.
 */
export const comparePeople = async (db: Db, institutionId: string, compared: Compared): Promise<ComparedPerson[]> => {
  const { trainingId, competency, before, after } = compared
  const { rows } = await sql<ComparedPerson>`
    with pre as (${scoresOf(institutionId, before.id, competency)}), post as (${scoresOf(institutionId, after.id, competency)}),
    part as (
      select e.employee_id, bool_or(e.state = 'COMPLETED' and coalesce(s.ends_on, t.ends_on) between ${before.endsOn} and ${after.endsOn}) as completed
      from enrolments e
      join trainings t on t.institution_id = e.institution_id and t.id = e.training_id
      left join training_sessions s on s.institution_id = e.institution_id and s.id = e.session_id
      where e.institution_id = ${institutionId} and e.training_id = ${trainingId} and e.state <> 'WITHDRAWN'
      group by e.employee_id)
    select pre.employee_id as "employeeId", pre.value as pre, post.value as post, coalesce(part.completed, false) as trained,
      pre.released = post.released as "sameRaters"
    from pre join post using (employee_id) left join part using (employee_id)
    where part.employee_id is null or part.completed
    order by pre.employee_id`.execute(db)
  return rows
}

/** Gaps below zero in one of the competencies, of those who are in no way enrolled in the training. */
export const listNeeds = async (
  db: Db,
  institutionId: string,
  asked: { readonly cycleId: string; readonly trainingId: string; readonly competencies: readonly string[] },
): Promise<Need[]> => {
  const { rows } = await sql<Need>`
    select a.employee_id as "employeeId", g ->> 'code' as competency, g ->> 'gap' as gap, g ->> 'attained' as attained,
      (g ->> 'required')::int as required
    from results r
    join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id and a.cycle_id = ${asked.cycleId}
    join employees e on e.institution_id = a.institution_id and e.id = a.employee_id and e.active
    cross join lateral jsonb_array_elements(r.gaps) g
    where r.institution_id = ${institutionId} and r.instrument = 'competency' and ${NEWEST_EDITION}
      and g ->> 'code' = any(${[...asked.competencies]}::text[]) and (g ->> 'gap') like '-%'
      and not exists (select from enrolments n where n.institution_id = a.institution_id and n.training_id = ${asked.trainingId} and n.employee_id = a.employee_id)
    order by a.employee_id, g ->> 'code'`.execute(db)
  return rows
}

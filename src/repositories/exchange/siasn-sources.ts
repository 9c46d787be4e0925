/** What a hand-over is made of: sealed results of a published cycle, completed trainings of a year. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import type { CourseFacts, ResultFacts } from '../../domain/exchange/siasn-bodies.ts'

/** Newest editions of the behaviour instrument, which carries the official's part; the superior as placed on the last day. */
export const loadResultFacts = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  after: string,
  limit: number,
): Promise<ResultFacts[]> => {
  const { rows } = await sql<ResultFacts>`
    select a.id as "sourceId", a.employee_id as "employeeId", e.siasn_id as "siasnId", a.position_class as "positionClass",
      r.facts -> 'official' ->> 'resultRating' as "workResult", r.facts -> 'official' ->> 'behaviourRating' as behaviour, r.predicate,
      c.starts_on::text as "startsOn", c.ends_on::text as "endsOn", v.nip as "raterNip", v.name as "raterName", v.grade as "raterGrade",
      w.title as "raterPosition", w.unit as "raterUnit"
    from appraisals a
    join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
    join employees e on e.institution_id = a.institution_id and e.id = a.employee_id
    join employees v on v.institution_id = a.institution_id and v.id = a.supervisor_id
    join lateral (
      select n.* from results n where n.institution_id = a.institution_id and n.appraisal_id = a.id and n.instrument = 'behaviour'
      order by n.edition desc limit 1) r on true
    left join lateral (
      select p.title, u.name as unit from assignments s
      join positions p on p.institution_id = s.institution_id and p.id = s.position_id
      join units u on u.institution_id = p.institution_id and u.id = p.unit_id
      where s.institution_id = a.institution_id and s.employee_id = v.id and s.starts_on <= c.ends_on
        and coalesce(s.ends_on, 'infinity') >= c.ends_on
      order by s.kind = 'DEFINITIF' desc, s.starts_on desc limit 1) w on true
    where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.id > ${after} and r.predicate is not null
    order by a.id limit ${limit}`.execute(tx)
  return rows
}

export const loadCourseFacts = async (
  tx: Tx,
  institutionId: string,
  year: number,
  after: string,
  limit: number,
): Promise<CourseFacts[]> => {
  const { rows } = await sql<CourseFacts>`
    select n.id as "sourceId", n.employee_id as "employeeId", e.siasn_id as "siasnId", i.siasn_id as "institutionSiasnId", t.name, t.organiser,
      t.siasn_type_id as "typeId", t.certificate_kind as "certificateKind", n.certificate_number as "certificateNumber",
      coalesce(n.attended_hours, t.hours) as hours, coalesce(s.starts_on, t.starts_on)::text as "startsOn", coalesce(s.ends_on, t.ends_on)::text as "endsOn"
    from enrolments n
    join institutions i on i.id = n.institution_id
    join trainings t on t.institution_id = n.institution_id and t.id = n.training_id
    left join training_sessions s on s.institution_id = n.institution_id and s.id = n.session_id
    join employees e on e.institution_id = n.institution_id and e.id = n.employee_id
    where n.institution_id = ${institutionId} and n.state = 'COMPLETED' and n.id > ${after}
      and coalesce(s.ends_on, t.ends_on) between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)
    order by n.id limit ${limit}`.execute(tx)
  return rows
}

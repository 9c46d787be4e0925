/** What the leader of a unit sees of the people below: of a sub-tree in a cycle, by the path that was frozen. */
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import { FIRST_ID, pageBy, type Page, type PageRequest } from '../../domain/pages.ts'
import type { ObjectionState } from '../../domain/appraisal/objections.ts'
import type { Withheld } from '../../domain/appraisal/roll-ups.ts'
import type { Gap } from '../../domain/scoring/jpm.ts'
import type { GroupCount } from '../appraisal/cycles.ts'
import { NEWEST_EDITION } from '../appraisal/results.ts'

export interface PathCount {
  readonly unitPath: string
  readonly people: number
}

/** Appraisals of the whole cycle by unit: enough to say which sub-trees are too small to be told. */
export const countByPath = async (db: Db, institutionId: string, cycleId: string): Promise<PathCount[]> => {
  const { rows } = await sql<PathCount>`
    select unit_path as "unitPath", count(*)::int as people from appraisals
    where institution_id = ${institutionId} and cycle_id = ${cycleId} group by unit_path`.execute(db)
  return rows
}

export interface SubTreeProgress {
  readonly appraisals: number
  readonly confirmed: number
  readonly groups: readonly GroupCount[]
}

/** Answers up to the day before `today`: whoever watches the counts sees nobody answer. */
export const progressBelow = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  path: string,
  today: string,
): Promise<SubTreeProgress> => {
  const { rows: totals } = await sql<{ appraisals: number; confirmed: number }>`
    select count(*)::int as appraisals, count(confirmed_at)::int as confirmed from appraisals
    where institution_id = ${institutionId} and cycle_id = ${cycleId} and unit_path like ${path} || '%'`.execute(db)
  const { rows: groups } = await sql<GroupCount>`
    select q.rater_group as "group", count(*) filter (where q.state not in ('proposed', 'withdrawn'))::int as asked,
      count(*) filter (where q.state = 'submitted' and coalesce(q.answered_on, '-infinity') < ${today}::date)::int as submitted,
      count(*) filter (where q.state = 'declined' and coalesce(q.answered_on, '-infinity') < ${today}::date)::int as declined
    from appraisals a
    join feedback_requests q on q.institution_id = a.institution_id and q.appraisal_id = a.id
    where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.unit_path like ${path} || '%'
    group by q.rater_group order by q.rater_group`.execute(db)
  return { appraisals: totals[0]?.appraisals ?? 0, confirmed: totals[0]?.confirmed ?? 0, groups }
}

export interface NeedingHelp {
  readonly employeeId: string
  readonly employeeName: string
  readonly unitName: string
  readonly predicate: string | null
  readonly jpm: string | null
  readonly jpmBand: string | null
  readonly gaps: readonly Gap[]
}

/** Predicates below what is expected, and the lowest band of either set. */
const LOW_PREDICATES = ['BUTUH_PERBAIKAN', 'KURANG', 'SANGAT_KURANG']
const LOW_BANDS = ['KURANG_OPTIMAL', 'KMS']

export const listNeedingHelp = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  path: string,
  page: PageRequest,
): Promise<Page<NeedingHelp>> => {
  const { rows } = await sql<NeedingHelp>`
    with newest as (
      select r.appraisal_id, r.instrument, r.predicate, r.figure, r.gaps
      from results r join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
      where r.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.unit_path like ${path} || '%' and ${NEWEST_EDITION})
    select a.employee_id as "employeeId", a.frozen ->> 'employeeName' as "employeeName", a.frozen ->> 'unitName' as "unitName",
      b.predicate, c.figure as jpm, c.predicate as "jpmBand",
      coalesce((select jsonb_agg(g order by (g ->> 'priority')::int) from jsonb_array_elements(c.gaps) g where g ->> 'priority' is not null), '[]') as gaps
    from appraisals a
    left join newest b on b.appraisal_id = a.id and b.instrument = 'behaviour'
    left join newest c on c.appraisal_id = a.id and c.instrument = 'competency'
    where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.unit_path like ${path} || '%'
      and (b.predicate = any(${LOW_PREDICATES}::text[]) or c.predicate = any(${LOW_BANDS}::text[]))
      and a.employee_id > ${page.after ?? FIRST_ID}
    order by a.employee_id limit ${page.limit + 1}`.execute(db)
  return pageBy(rows, page, ({ employeeId }) => employeeId)
}

export interface ObjectionCount {
  readonly state: ObjectionState
  readonly count: number
  readonly overdue: number
  readonly nextDeadline: string | null
}

/** Open ones alone; who filed them is for those concerned. */
export const countOpenObjections = async (
  db: Db,
  institutionId: string,
  path: string,
  today: string,
): Promise<ObjectionCount[]> => {
  const { rows } = await sql<ObjectionCount>`
    select o.state, count(*)::int as count, count(*) filter (where o.decide_by < ${today}::date)::int as overdue,
      min(o.decide_by) as "nextDeadline"
    from objections o join appraisals a on a.institution_id = o.institution_id and a.id = o.appraisal_id
    where o.institution_id = ${institutionId} and o.state in ('filed', 'hearing') and a.unit_path like ${path} || '%'
    group by o.state order by o.state`.execute(db)
  return rows
}

export interface UnitPeriod {
  readonly cycleId: string
  readonly cycleName: string
  readonly unitId: string
  readonly unitName: string
  readonly startsOn: string
  readonly endsOn: string
  readonly people: number | null
  readonly meanTotal: string | null
  readonly withheld: Withheld | null
  readonly surveyId: string | null
  readonly respondents: number | null
  readonly elements: readonly string[] | null
}

/** Surveys `v` of a unit that overlap a period, the one that does most first. */
const overlapping = (unit: RawBuilder<unknown>, startsOn: RawBuilder<unknown>, endsOn: RawBuilder<unknown>) => sql`
  v.unit_id = ${unit} and v.starts_on <= ${endsOn} and v.ends_on >= ${startsOn}
  order by least(v.ends_on, ${endsOn}) - greatest(v.starts_on, ${startsOn}) desc, v.starts_on desc limit 1`

const ELEMENTS = sql`array[u1, u2, u3, u4, u5, u6, u7, u8, u9]`

/** The elements of the survey that belongs to a period of one unit. */
export const findElements = async (
  db: Db,
  institutionId: string,
  unitId: string,
  { startsOn, endsOn }: { readonly startsOn: string; readonly endsOn: string },
): Promise<readonly string[] | undefined> => {
  const { rows } = await sql<{ elements: readonly string[] }>`
    select ${ELEMENTS} as elements from satisfaction_surveys v
    where v.institution_id = ${institutionId} and ${overlapping(sql`${unitId}::uuid`, sql`${startsOn}::date`, sql`${endsOn}::date`)}`.execute(
    db,
  )
  return rows[0]?.elements
}

/** Units of a sub-tree in every published cycle, each with the survey of citizens that overlaps it most. */
export const listUnitPeriods = async (
  db: Db,
  institutionId: string,
  path: string,
  instrument: string,
): Promise<UnitPeriod[]> => {
  const { rows } = await sql<UnitPeriod>`
    select c.id as "cycleId", c.name as "cycleName", u.id as "unitId", u.name as "unitName", c.starts_on as "startsOn", c.ends_on as "endsOn",
      f.people, f.mean_total as "meanTotal", f.withheld, s.id as "surveyId", s.respondents, s.elements
    from units u
    join unit_figures f on f.institution_id = u.institution_id and f.unit_id = u.id and f.instrument = ${instrument}
    join cycles c on c.institution_id = f.institution_id and c.id = f.cycle_id
    left join lateral (
      select id, respondents, ${ELEMENTS} as elements from satisfaction_surveys v
      where v.institution_id = u.institution_id and ${overlapping(sql`u.id`, sql`c.starts_on`, sql`c.ends_on`)}) s on true
    where u.institution_id = ${institutionId} and u.path like ${path} || '%'
    order by c.starts_on, c.id, u.path limit 5000`.execute(db)
  return rows
}

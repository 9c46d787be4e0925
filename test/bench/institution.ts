/** A seeded institution: filled by SQL where filling it is not what is measured, and by the API where a rule has a say. */
import type pg from 'pg'
import { installCriteria } from '../../src/demo/build.ts'
import { clientOf, type Client } from '../../src/demo/client.ts'
import { LOCAL_ISSUER } from '../../src/http/keys.ts'
import type { World } from './world.ts'

export const UNITS = 500
export const PEOPLE = 23_000
/** Of the cycle that is answered and scored. */
export const APPRAISED = 10_000
export const RATERS = 7
export const ITEMS = 21

/** The nth of a kind, so that whoever makes requests knows every id. Kept in step with `ID_SQL`. */
export const idOf = (kind: Kind, n: number): string =>
  `0000000${kind}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
export const KINDS = { unit: 'a', position: 'b', employee: 'c', assignment: 'd', appraisal: 'e', request: 'f' } as const
export type Kind = (typeof KINDS)[keyof typeof KINDS]

const idSql = (kind: Kind, n: string): string =>
  `('0000000${kind}-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
const sqlOf = {
  unit: (n: string) => idSql(KINDS.unit, n),
  position: (n: string) => idSql(KINDS.position, n),
  employee: (n: string) => idSql(KINDS.employee, n),
  assignment: (n: string) => idSql(KINDS.assignment, n),
  appraisal: (n: string) => idSql(KINDS.appraisal, n),
  request: (n: string) => idSql(KINDS.request, n),
}
export { sqlOf }

export const subjectOf = (employee: number): string => `local:bench-${String(employee)}`

/** The service writes no more than milliseconds. */
const NOW = "date_trunc('milliseconds', now())"

const unitPaths = (): string[] => {
  const paths: string[] = []
  for (let unit = 0; unit < UNITS; unit++)
    paths.push(`${unit === 0 ? '' : (paths[Math.floor((unit - 1) / 4)] ?? '')}${idOf(KINDS.unit, unit)}/`)
  return paths
}

/** Units as a tree of four below each; employee n works in unit n mod UNITS, the first of each lead it. */
const seedUnits = async (owner: pg.Client, institution: string): Promise<void> => {
  await owner.query(
    `insert into units (institution_id, id, parent_id, code, name, path, created_at, updated_at)
     select $1, ${sqlOf.unit('n - 1')}, case when n > 1 then ${sqlOf.unit('(n - 2) / 4')} end, 'U-' || n, 'Unit ' || n || ' (contoh)', path, ${NOW}, ${NOW}
     from unnest($2::text[]) with ordinality as u(path, n)`,
    [institution, unitPaths()],
  )
  await owner.query(
    `insert into positions (institution_id, id, unit_id, code, title, class, leads_unit, created_at, updated_at)
     select $1, ${sqlOf.position('2 * n + leads')}, ${sqlOf.unit('n')}, 'P-' || n || '-' || leads, 'Jabatan (contoh)',
       case leads when 1 then 'PENGAWAS' else 'PELAKSANA' end, leads = 1, ${NOW}, ${NOW}
     from generate_series(0, ${String(UNITS - 1)}) n, generate_series(0, 1) leads`,
    [institution],
  )
}

/** Employees from one number up to another, placed; without identities. */
export const seedPeople = async (owner: pg.Client, institution: string, from: number, to: number): Promise<void> => {
  await owner.query(
    `insert into employees (institution_id, id, nip, name, employment_kind, grade, sample, created_at, updated_at)
     select $1, ${sqlOf.employee('n')}, to_char(date '1970-01-01' + n / 999, 'YYYYMMDD') || '2015031' || lpad((1 + n % 999)::text, 3, '0'), 'Contoh Pegawai ' || n, 'PNS', 'III/c', true, ${NOW}, ${NOW}
     from generate_series($2::int, $3::int - 1) n`,
    [institution, from, to],
  )
  await owner.query(
    `insert into assignments (institution_id, id, employee_id, position_id, kind, starts_on, created_at, updated_at)
     select $1, ${sqlOf.assignment('n')}, ${sqlOf.employee('n')},
       ${sqlOf.position(`2 * (n % ${String(UNITS)}) + (n < ${String(UNITS)})::int`)}, 'DEFINITIF', '2024-01-01', ${NOW}, ${NOW}
     from generate_series($2::int, $3::int - 1) n`,
    [institution, from, to],
  )
}

/** Above the head of the top unit stands somebody who is appraised by nobody here: the elected head of the region. */
const seedHead = async (owner: pg.Client, institution: string): Promise<void> => {
  await owner.query(
    `with head as (
       insert into employees (institution_id, id, nip, name, employment_kind, sample, created_at, updated_at)
       values ($1, gen_random_uuid(), '199001159999999999', 'Contoh Kepala Daerah', 'PNS', true, ${NOW}, ${NOW}) returning id)
     update assignments set supervisor_id = (select id from head) where institution_id = $1 and employee_id = ${sqlOf.employee('0')}`,
    [institution],
  )
}

const seedIdentities = (owner: pg.Client, institution: string, people: number): Promise<unknown> =>
  owner.query(
    `insert into identities (institution_id, id, issuer, subject, kind, employee_id, label, created_at, updated_at)
     select $1, gen_random_uuid(), $2, 'local:bench-' || n, 'person', ${sqlOf.employee('n')}, 'Contoh', ${NOW}, ${NOW}
     from generate_series(0, $3::int - 1) n`,
    [institution, LOCAL_ISSUER, people],
  )

interface Resource {
  readonly id: string
}

const act = async <T = Resource>(hr: Client, path: string, body?: object): Promise<T> => {
  const reply = await hr.post<T>(path, path, body)
  if (reply.status >= 400) throw new Error(`${path}: ${JSON.stringify(reply.body)}`)
  return reply.body
}

interface Framework extends Resource {
  readonly competencies: readonly { readonly code: string; readonly indicators: readonly { readonly code: string }[] }[]
}

/** Seven competencies of three indicators each. */
const buildForm = async (hr: Client): Promise<string> => {
  const firstAt = async (path: string): Promise<string> => {
    const [first] = (await hr.get<{ items: Resource[] }>(path)).items
    if (!first) throw new Error(`nothing at ${path}`)
    return first.id
  }
  const id = await firstAt('/v1/frameworks?code=PERMENPANRB-38-2017')
  const { competencies } = await hr.get<Framework>(`/v1/frameworks/${id}`)
  const competencyPolicyId = await firstAt('/v1/scoring-policies?code=competency-jpm')
  const form = await act(hr, '/v1/forms', {
    code: 'BENCH',
    title: 'Kompetensi (contoh)',
    competencyPolicyId,
    elements: competencies.slice(0, 7).map(({ code, indicators }) => ({
      instrument: 'competency',
      frameworkId: id,
      code,
      indicatorCodes: indicators.slice(0, ITEMS / 7).map((indicator) => indicator.code),
    })),
  })
  await act(hr, `/v1/forms/${form.id}/publication`)
  return form.id
}

const day = (shift: number): string => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10)
const PERIOD = { from: day(-2), to: day(28) }
const YEAR = day(0).slice(0, 4)

export const cycleBody = (formId: string): object => ({
  name: 'Periode (contoh)',
  formId,
  startsOn: `${YEAR}-01-01`,
  endsOn: `${YEAR}-12-31`,
  phases: { selfAssessment: PERIOD, feedback: PERIOD, confirmation: PERIOD },
  population: { unitIds: [idOf(KINDS.unit, 0)] },
  draw: { seed: 'bench-of-kompeten', peers: 4, subordinates: 5, maxRequestsPerRater: 20 },
})

/**
 * A cycle that is open, by SQL: the nth request belongs to appraisal n / 7, and its rater is the subject, the leader of
 * the unit or one of five others of the unit.
 */
const SUBJECT = `n / ${String(RATERS)} + ${String(UNITS)}`
const RATER = `case n % ${String(RATERS)} when 0 then ${SUBJECT} when 1 then (${SUBJECT}) % ${String(UNITS)}
  else ${SUBJECT} + ${String(UNITS)} * (n % ${String(RATERS)} - 1) end`
export const groupSql = (n: string): string =>
  `case ${n} % ${String(RATERS)} when 0 then 'self' when 1 then 'supervisor' else 'peer' end`
const GROUP = groupSql('n')
export const groupOf = (n: number): string => ['self', 'supervisor'][n % RATERS] ?? 'peer'

export const raterOf = (n: number): number => {
  const subject = Math.floor(n / RATERS) + UNITS
  const place = n % RATERS
  if (place === 0) return subject
  return place === 1 ? subject % UNITS : subject + UNITS * (place - 1)
}

const seedCycle = async (owner: pg.Client, institution: string, template: string): Promise<void> => {
  const cycle = idOf(KINDS.unit, 0xc)
  await owner.query(
    `insert into cycles (institution_id, id, name, form_id, state, starts_on, ends_on, phases, population, draw, thresholds, opened_at, created_at, updated_at)
     select institution_id, $2, 'Periode yang dijawab (contoh)', form_id, 'open', starts_on, ends_on, phases, population, draw, thresholds, ${NOW}, ${NOW}, now()
     from cycles where institution_id = $1 and id = $3`,
    [institution, cycle, template],
  )
  await owner.query(
    `insert into appraisals (institution_id, id, cycle_id, employee_id, supervisor_id, unit_id, unit_path, position_id,
       position_class, position_type, frozen, required_levels, created_at, updated_at)
     select $1, ${sqlOf.appraisal('n')}, $2, a.employee_id, a.supervisor_id, a.unit_id, a.unit_path, a.position_id, a.position_class,
       a.position_type, a.frozen, a.required_levels, ${NOW}, ${NOW}
     from generate_series(0, ${String(APPRAISED - 1)}) n
     join appraisals a on a.institution_id = $1 and a.cycle_id = $3 and a.employee_id = ${sqlOf.employee(`n + ${String(UNITS)}`)}`,
    [institution, cycle, template],
  )
  const requests = `generate_series(0, ${String(APPRAISED * RATERS - 1)}) n`
  await owner.query(
    `insert into feedback_requests (institution_id, id, cycle_id, appraisal_id, rater_group, state, origin)
     select $1, ${sqlOf.request('n')}, $2, ${sqlOf.appraisal(`n / ${String(RATERS)}`)}, ${GROUP}, 'active', 'draw' from ${requests}`,
    [institution, cycle],
  )
  await owner.query(
    `insert into rater_identities (institution_id, request_id, appraisal_id, rater_id)
     select $1, ${sqlOf.request('n')}, ${sqlOf.appraisal(`n / ${String(RATERS)}`)}, ${sqlOf.employee(RATER)} from ${requests}`,
    [institution],
  )
}

export const ANSWERED_CYCLE = idOf(KINDS.unit, 0xc)

/** Answers every request that nobody has answered; ratings follow from the number alone. */
export const answerTheRest = async (owner: pg.Client, institution: string): Promise<void> => {
  await owner.query(
    `insert into feedback_responses (institution_id, request_id, appraisal_id, rater_group, state, ratings, comments)
     select $1, ${sqlOf.request('n')}, ${sqlOf.appraisal(`n / ${String(RATERS)}`)}, ${GROUP}, 'submitted',
       array(select (1 + (n * 7 + i * i * 3) % 5)::smallint from generate_series(1, ${String(ITEMS)}) i), '[]'
     from generate_series(0, ${String(APPRAISED * RATERS - 1)}) n
     on conflict (institution_id, request_id) do update set state = excluded.state`,
    [institution],
  )
  await owner.query(
    `update feedback_requests set state = 'submitted', answered_on = current_date
     where institution_id = $1 and cycle_id = $2 and state = 'active'`,
    [institution, ANSWERED_CYCLE],
  )
}

export interface Institution {
  readonly id: string
  readonly formId: string
  readonly hr: Client
  readonly world: World
}

/** Tables that were filled; one that is empty would be planned for as if it stayed so. */
const FILLED =
  'units, positions, employees, assignments, identities, cycles, appraisals, feedback_requests, rater_identities, feedback_responses'

export const analyze = (owner: pg.Client): Promise<unknown> => owner.query(`vacuum analyze ${FILLED}`)

export const seedInstitution = async (world: World, people = PEOPLE): Promise<Institution> => {
  const hr = clientOf(world.address, world.sign('local:hr_officer'))
  const { institutionId: institution } = await hr.get<{ institutionId: string }>('/v1/me')
  await seedUnits(world.owner, institution)
  await seedPeople(world.owner, institution, 0, people)
  await seedHead(world.owner, institution)
  await seedIdentities(world.owner, institution, people)
  await analyze(world.owner)
  await installCriteria(hr, () => undefined)
  return { id: institution, formId: await buildForm(hr), hr, world }
}

export const seedAnsweredCycle = async ({ id, world }: Institution, template: string): Promise<void> => {
  await seedCycle(world.owner, id, template)
  await analyze(world.owner)
}

/** Requests of people over their own data, the copy that they get, and pseudonymisation after the retention date. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { PersonalDataKind, PersonalDataState } from '../../domain/access/personal-data.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'employee_id as employeeId',
  'kind',
  'detail',
  'state',
  'requested_at as requestedAt',
  'due_at as dueAt',
  'decision_reason as decisionReason',
  'decided_at as decidedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('personal_data_requests').select(COLUMNS).where('institution_id', '=', institutionId)
export type PersonalDataRequestRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findPersonalDataRequestForUpdate = (tx: Tx, institutionId: string, id: string) =>
  query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()

export const listPersonalDataRequests = async (
  db: Db,
  institutionId: string,
  filter: { readonly employeeId?: string; readonly state?: PersonalDataState },
  page: PageRequest,
): Promise<Page<PersonalDataRequestRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.employeeId !== undefined, (q) => q.where('employee_id', '=', filter.employeeId ?? ''))
      .$if(filter.state !== undefined, (q) => q.where('state', '=', filter.state ?? 'open'))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface NewPersonalDataRequest {
  readonly id: string
  readonly employeeId: string
  readonly kind: PersonalDataKind
  readonly detail: string | null
  /** Access is granted by itself: the copy is there at once. */
  readonly state: 'open' | 'granted'
  readonly dueAt: string
}

export const insertPersonalDataRequest = (
  tx: Tx,
  institutionId: string,
  request: NewPersonalDataRequest,
  now: string,
) =>
  tx
    .insertInto('personal_data_requests')
    .values({
      institution_id: institutionId,
      id: request.id,
      employee_id: request.employeeId,
      kind: request.kind,
      detail: request.detail,
      state: request.state,
      requested_at: now,
      due_at: request.dueAt,
      decided_at: request.state === 'open' ? null : now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const decidePersonalDataRequest = (
  tx: Tx,
  institutionId: string,
  id: string,
  decision: { state: 'granted' | 'refused'; by: string; reason: string },
  now: string,
) =>
  tx
    .updateTable('personal_data_requests')
    .set({ state: decision.state, decided_by: decision.by, decision_reason: decision.reason, decided_at: now })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

/** Counted, so that a part that is missing is seen. Everything here is one's own or was given by oneself. */
export const loadPersonalData = async (db: Db, institutionId: string, employeeId: string) => {
  const { rows } = await sql<{ data: Record<string, unknown[]> }>`
    select jsonb_build_object(
      'assignments', (select coalesce(jsonb_agg(jsonb_build_object('positionId', s.position_id, 'kind', s.kind, 'startsOn', s.starts_on,
          'endsOn', s.ends_on) order by s.starts_on), '[]')
        from assignments s where s.institution_id = ${institutionId} and s.employee_id = ${employeeId}),
      'appraisals', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'cycle', c.name, 'frozen', a.frozen,
          'requiredLevels', a.required_levels,
          'workResult', case when c.state = 'published' then a.work_result_rating end,
          'behaviourRating', case when c.state = 'published' then a.behaviour_rating end) order by a.id), '[]')
        from appraisals a join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}),
      'results', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'instrument', r.instrument, 'edition', r.edition,
          'total', r.total, 'predicate', r.predicate, 'breakdown', r.breakdown::jsonb) order by r.id), '[]')
        from results r join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
        join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id and c.state = 'published'
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}),
      'comments', (select coalesce(jsonb_agg(jsonb_build_object('code', m.element, 'source', m.source, 'text', m.body) order by m.id), '[]')
        from released_comments m join appraisals a on a.institution_id = m.institution_id and a.id = m.appraisal_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}),
      'objections', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'state', o.state, 'grounds', o.grounds, 'outcome', o.outcome,
          'decisionReason', o.decision_reason) order by o.id), '[]')
        from objections o join appraisals a on a.institution_id = o.institution_id and a.id = o.appraisal_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}),
      'trainings', (select coalesce(jsonb_agg(jsonb_build_object('training', t.name, 'state', e.state, 'attendedHours', e.attended_hours,
          'certificateNumber', e.certificate_number, 'certificateOn', e.certificate_on, 'choice', e.choice) order by e.id), '[]')
        from enrolments e join trainings t on t.institution_id = e.institution_id and t.id = e.training_id
        where e.institution_id = ${institutionId} and e.employee_id = ${employeeId}),
      'developmentPlans', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'state', p.state, 'items', (
          select coalesce(jsonb_agg(jsonb_build_object('title', i.title, 'dueOn', i.due_on, 'state', i.state, 'evidence', i.evidence, 'why', i.why) order by i.id), '[]')
          from development_plan_items i where i.institution_id = p.institution_id and i.plan_id = p.id)) order by p.id), '[]')
        from development_plans p where p.institution_id = ${institutionId} and p.employee_id = ${employeeId}),
      'notes', (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'relation', n.relation, 'notedOn', n.noted_on, 'element', n.element, 'text', n.body) order by n.id), '[]')
        from feedback_notes n where n.institution_id = ${institutionId}
          and ((n.subject_id = ${employeeId} and n.shared) or n.author_id = ${employeeId})),
      'answersGiven', (select coalesce(jsonb_agg(jsonb_build_object('requestId', i.request_id, 'group', f.rater_group, 'state', f.state,
          'ratings', to_jsonb(f.ratings), 'comments', f.comments) order by i.request_id), '[]')
        from rater_identities i join feedback_responses f on f.institution_id = i.institution_id and f.request_id = i.request_id
        where i.institution_id = ${institutionId} and i.rater_id = ${employeeId})) as data`.execute(db)
  return rows[0]?.data ?? {}
}

export interface TrailEntry {
  readonly at: string
  readonly action: string
  readonly by: 'yourself' | 'official' | 'client'
}

/** What was done with the person's records, the newest first; who did it only by kind. */
export const listTrail = async (
  db: Db,
  institutionId: string,
  employeeId: string,
  limit: number,
): Promise<TrailEntry[]> => {
  const { rows } = await sql<TrailEntry>`
    with mine as (
      select ${employeeId}::uuid as id
      union select a.id from appraisals a where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}
      union select r.id from results r join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}
      union select o.id from objections o join appraisals a on a.institution_id = o.institution_id and a.id = o.appraisal_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId})
    select e.at, e.action, case when i.employee_id = ${employeeId} then 'yourself' when i.kind = 'client' then 'client' else 'official' end as by
    from audit_entries e join mine on mine.id = e.resource_id
    left join identities i on i.institution_id = e.institution_id and i.id = e.actor_id
    where e.institution_id = ${institutionId}
    order by e.at desc, e.id limit ${limit}`.execute(db)
  return rows
}

export const restrictEmployee = (tx: Tx, institutionId: string, employeeId: string, now: string) =>
  tx
    .updateTable('employees')
    .set((eb) => ({ restricted_at: now, version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', employeeId)
    .execute()

/** The last day on which the person was placed or rated. */
export const lastDayOf = async (db: Db, institutionId: string, employeeId: string): Promise<string | null> => {
  const { rows } = await sql<{ day: string | null }>`
    select greatest(
      (select max(coalesce(s.ends_on, 'infinity'::date)) from assignments s where s.institution_id = ${institutionId} and s.employee_id = ${employeeId}),
      (select max(c.ends_on) from appraisals a join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
        where a.institution_id = ${institutionId} and a.employee_id = ${employeeId}),
      (select (updated_at at time zone 'UTC')::date from employees where institution_id = ${institutionId} and id = ${employeeId}))::text as day`.execute(
    db,
  )
  return rows[0]?.day ?? null
}

/** Stands where there were words about the person: what was there is not told, that there was something is. */
const ERASED = '—'

/** Name, numbers, sign-in, notes and evidence go; ids stay, so that every figure and every chain still computes. */
export const pseudonymiseEmployee = async (
  tx: Tx,
  institutionId: string,
  employeeId: string,
  pseudonym: { readonly name: string; readonly nip: string },
  now: string,
): Promise<void> => {
  const { name, nip } = pseudonym
  await sql`
    with person as (
      update employees set name = ${name}, nip = ${nip}, siasn_id = null, official_email = null, grade = null, pseudonymised_at = ${now}, updated_at = ${now},
        version = version + 1
      where institution_id = ${institutionId} and id = ${employeeId} returning id),
    sign_in as (
      update identities set label = ${name}, subject = 'pseudonymised:' || id, disabled_at = ${now}, updated_at = ${now}, version = version + 1
      where institution_id = ${institutionId} and employee_id = ${employeeId}),
    notes as (
      update feedback_notes set body = ${ERASED}, version = version + 1, updated_at = ${now}
      where institution_id = ${institutionId} and subject_id = ${employeeId} returning id),
    files as (delete from feedback_note_files where institution_id = ${institutionId} and note_id in (select id from notes)),
    evidence as (
      update development_plan_items i set evidence = ${ERASED}, version = i.version + 1, updated_at = ${now}
      from development_plans p
      where p.institution_id = ${institutionId} and p.employee_id = ${employeeId} and i.institution_id = p.institution_id
        and i.plan_id = p.id and i.evidence is not null),
    certificates as (
      update enrolments set certificate_number = ${ERASED}, version = version + 1, updated_at = ${now}
      where institution_id = ${institutionId} and employee_id = ${employeeId} and certificate_number is not null)
    update appraisals set frozen = frozen || jsonb_build_object('employeeName', ${name}::text, 'nip', ${nip}::text)
    where institution_id = ${institutionId} and employee_id in (select id from person)`.execute(tx)
}

/** Cycles, their states, and what a whole cycle looks like from above. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { AnonymityThresholds, CycleState, DrawRules, Phases, Population } from '../../domain/appraisal/cycles.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Instrument, RaterGroup } from '../../domain/scoring/policies.ts'
import { NEWEST_EDITION } from './results.ts'

const COLUMNS = [
  'id',
  'name',
  'form_id as formId',
  'state',
  'starts_on as startsOn',
  'ends_on as endsOn',
  'phases',
  'population',
  'draw',
  'thresholds',
  'requires_briefing as requiresBriefing',
  'opened_at as openedAt',
  'closed_at as closedAt',
  'scored_at as scoredAt',
  'published_at as publishedAt',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('cycles').select(COLUMNS).where('institution_id', '=', institutionId)
type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type CycleRow = Omit<Stored, 'phases' | 'population' | 'draw' | 'thresholds'> & {
  readonly thresholds: AnonymityThresholds
  readonly phases: Phases
  readonly population: Population
  readonly draw: DrawRules
}
const rowOf = (row: Stored): CycleRow => row as CycleRow

export const findCycle = async (db: Db, institutionId: string, id: string): Promise<CycleRow | undefined> => {
  const row = await query(db, institutionId).where('id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

/** The published cycle that ended last before this one began. */
export const findCycleBefore = async (
  db: Db,
  institutionId: string,
  { startsOn }: Pick<CycleRow, 'startsOn'>,
): Promise<CycleRow | undefined> => {
  const row = await query(db, institutionId)
    .where('state', '=', 'published')
    .where('ends_on', '<=', startsOn)
    .orderBy('ends_on', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && rowOf(row)
}

/** Waits for submissions under way, which hold the row shared; none begins until the transaction ends. */
export const findCycleForUpdate = async (tx: Tx, institutionId: string, id: string): Promise<CycleRow | undefined> => {
  const row = await query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && rowOf(row)
}

/** Held as it is until the transaction ends, beside others who hold it so. */
export const findCycleShared = async (tx: Tx, institutionId: string, id: string): Promise<CycleRow | undefined> => {
  const row = await query(tx, institutionId).where('id', '=', id).forShare().executeTakeFirst()
  return row && rowOf(row)
}

export const listCycles = async (
  db: Db,
  institutionId: string,
  filter: { state?: CycleState },
  page: PageRequest,
): Promise<Page<CycleRow>> => {
  const rows = await query(db, institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .$if(filter.state !== undefined, (q) => q.where('state', '=', filter.state ?? 'draft'))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(rowOf), page)
}

export interface CycleValues {
  readonly name: string
  readonly formId: string
  readonly startsOn: string
  readonly endsOn: string
  readonly phases: Phases
  readonly population: Population
  readonly draw: DrawRules
  readonly thresholds: AnonymityThresholds
  readonly requiresBriefing: boolean
}

const columnsOf = (values: CycleValues) => ({
  name: values.name,
  form_id: values.formId,
  starts_on: values.startsOn,
  ends_on: values.endsOn,
  phases: JSON.stringify(values.phases),
  population: JSON.stringify(values.population),
  draw: JSON.stringify(values.draw),
  thresholds: JSON.stringify(values.thresholds),
  requires_briefing: values.requiresBriefing,
})

export const insertCycle = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: CycleValues,
  now: string,
): Promise<CycleRow> =>
  rowOf(
    await tx
      .insertInto('cycles')
      .values({
        institution_id: institutionId,
        id,
        state: 'draft',
        ...columnsOf(values),
        created_at: now,
        updated_at: now,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  )

export const updateCycle = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: CycleValues,
  now: string,
): Promise<CycleRow> =>
  rowOf(
    await tx
      .updateTable('cycles')
      .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  )

export const savePhases = (tx: Tx, institutionId: string, id: string, phases: Phases, now: string) =>
  tx
    .updateTable('cycles')
    .set((eb) => ({ phases: JSON.stringify(phases), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

const STAMP = {
  draft: null,
  open: 'opened_at',
  closed: 'closed_at',
  scored: 'scored_at',
  published: 'published_at',
} as const

/** Enters a state and stamps when. */
export const moveCycle = async (
  tx: Tx,
  institutionId: string,
  id: string,
  state: CycleState,
  now: string,
): Promise<CycleRow> => {
  const stamp = STAMP[state]
  const row = await tx
    .updateTable('cycles')
    .set((eb) => ({
      state,
      version: eb('version', '+', 1),
      updated_at: now,
      ...(stamp === null ? {} : { [stamp]: now }),
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return rowOf(row)
}

export interface GroupCount {
  readonly group: RaterGroup
  readonly asked: number
  readonly submitted: number
  readonly declined: number
}

/** Answers up to the day before `today`: whoever watches the counts sees nobody answer. */
export const countRequests = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  today: string,
): Promise<GroupCount[]> => {
  const { rows } = await sql<GroupCount>`
    select rater_group as "group", count(*) filter (where state not in ('proposed', 'withdrawn')) as asked,
      count(*) filter (where state = 'submitted' and coalesce(answered_on, '-infinity') < ${today}::date) as submitted,
      count(*) filter (where state = 'declined' and coalesce(answered_on, '-infinity') < ${today}::date) as declined
    from feedback_requests where institution_id = ${institutionId} and cycle_id = ${cycleId}
    group by rater_group order by rater_group`.execute(db)
  return rows
}

export const countAppraisals = async (
  db: Db,
  institutionId: string,
  cycleId: string,
): Promise<{ appraisals: number; confirmed: number }> => {
  const { rows } = await sql<{ appraisals: number; confirmed: number }>`
    select count(*) as appraisals, count(confirmed_at) as confirmed
    from appraisals where institution_id = ${institutionId} and cycle_id = ${cycleId}`.execute(db)
  return rows[0] ?? { appraisals: 0, confirmed: 0 }
}

export interface PredicateCount {
  readonly instrument: Instrument
  readonly predicate: string | null
  readonly count: number
}

/** Of the newest edition of each result. */
export const countPredicates = async (db: Db, institutionId: string, cycleId: string): Promise<PredicateCount[]> => {
  const { rows } = await sql<PredicateCount>`
    select r.instrument, r.predicate, count(*) as count
    from results r join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
    where r.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and ${NEWEST_EDITION}
    group by r.instrument, r.predicate order by r.instrument, r.predicate nulls last`.execute(db)
  return rows
}

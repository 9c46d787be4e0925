/** Calibrations, their changes, and the set of appraisals that a session looks at. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { OrganisationPredicate } from '../../domain/appraisal/distribution.ts'
import { parsePacked } from '../../domain/feedback/responses.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { ExpectationRating, Instrument } from '../../domain/scoring/policies.ts'
import { NEWEST_EDITION } from './results.ts'

const COLUMNS = [
  'id',
  'cycle_id as cycleId',
  'unit_id as unitId',
  'title',
  'organisation_predicate as organisationPredicate',
  'opened_by as openedBy',
  'opened_at as openedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('calibrations').select(COLUMNS).where('institution_id', '=', institutionId)
export type CalibrationRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findCalibration = (db: Db, institutionId: string, id: string) =>
  query(db, institutionId).where('id', '=', id).executeTakeFirst()

export const listCalibrations = async (
  db: Db,
  institutionId: string,
  filter: { cycleId?: string },
  page: PageRequest,
): Promise<Page<CalibrationRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.cycleId !== undefined, (q) => q.where('cycle_id', '=', filter.cycleId ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface NewCalibration {
  readonly id: string
  readonly cycleId: string
  readonly unitId: string | null
  readonly title: string
  readonly organisationPredicate: OrganisationPredicate | null
  readonly openedBy: string
}

export const insertCalibration = (tx: Tx, institutionId: string, calibration: NewCalibration, now: string) =>
  tx
    .insertInto('calibrations')
    .values({
      institution_id: institutionId,
      id: calibration.id,
      cycle_id: calibration.cycleId,
      unit_id: calibration.unitId,
      title: calibration.title,
      organisation_predicate: calibration.organisationPredicate,
      opened_by: calibration.openedBy,
      opened_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

/** Appraisals of a cycle, below a unit where one is named. */
export interface Scope {
  readonly cycleId: string
  readonly unitPath: string | null
}

const within = ({ cycleId, unitPath }: Scope) =>
  sql<boolean>`a.cycle_id = ${cycleId} and a.unit_path like ${`${unitPath ?? ''}%`}`

export const listSessionIds = async (db: Db, institutionId: string, scope: Scope, limit: number): Promise<string[]> => {
  const rows = await db
    .selectFrom('appraisals as a')
    .select('a.id')
    .where('a.institution_id', '=', institutionId)
    .where(within(scope))
    .orderBy('a.id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Predicates of the newest editions of one instrument. */
export const countSessionPredicates = async (
  db: Db,
  institutionId: string,
  scope: Scope,
  instrument: Instrument,
): Promise<Record<string, number>> => {
  const { rows } = await sql<{ predicate: string; count: number }>`
    select r.predicate, count(*) as count from results r
    join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
    where r.institution_id = ${institutionId} and r.instrument = ${instrument} and ${within(scope)} and r.predicate is not null
      and ${NEWEST_EDITION}
    group by r.predicate order by r.predicate`.execute(db)
  return Object.fromEntries(rows.map(({ predicate, count }) => [predicate, count]))
}

/** What superiors rated, one packed form each; supervisors are known as raters, others are not asked for here. */
export const listSuperiorRatings = async (db: Db, institutionId: string, scope: Scope) => {
  const { rows } = await sql<{ supervisorId: string; ratings: string }>`
    select a.supervisor_id as "supervisorId", f.ratings from appraisals a
    join feedback_responses f on f.institution_id = a.institution_id and f.appraisal_id = a.id
      and f.state = 'submitted' and f.rater_group = 'supervisor'
    where a.institution_id = ${institutionId} and ${within(scope)} order by a.supervisor_id, a.id`.execute(db)
  return rows.map(({ supervisorId, ratings }) => ({ supervisorId, ratings: parsePacked(ratings) }))
}

const CHANGE = [
  'id',
  'calibration_id as calibrationId',
  'appraisal_id as appraisalId',
  'previous_rating as previousRating',
  'rating',
  'reason',
  'signed_by as signedBy',
  'signed_at as signedAt',
  'signature',
  'result_id as resultId',
] as const

export interface NewChange {
  readonly id: string
  readonly calibrationId: string
  readonly appraisalId: string
  readonly previousRating: ExpectationRating
  readonly rating: ExpectationRating
  readonly reason: string
  readonly signedBy: string
  readonly signature: string
  readonly resultId: string
}

/** One statement, whatever the number. */
export const insertCalibrationChanges = async (
  tx: Tx,
  institutionId: string,
  changes: readonly NewChange[],
  now: string,
): Promise<void> => {
  await sql`
    insert into calibration_changes (institution_id, id, calibration_id, appraisal_id, previous_rating, rating, reason, signed_by,
      signed_at, signature, result_id)
    select ${institutionId}, x.id, x."calibrationId", x."appraisalId", x."previousRating", x.rating, x.reason, x."signedBy", ${now},
      x.signature, x."resultId"
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as x(id uuid, "calibrationId" uuid, "appraisalId" uuid,
      "previousRating" text, rating text, reason text, "signedBy" uuid, signature text, "resultId" uuid)`.execute(tx)
}

export const listCalibrationChanges = async (
  db: Db,
  institutionId: string,
  calibrationId: string,
  page: PageRequest,
) => {
  const rows = await db
    .selectFrom('calibration_changes')
    .select(CHANGE)
    .where('institution_id', '=', institutionId)
    .where('calibration_id', '=', calibrationId)
    .where('id', '>', page.after ?? FIRST_ID)
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows, page)
}

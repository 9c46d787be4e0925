/** Appraisals: one employee in one cycle, with what was frozen when it opened. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { AnonymityThresholds, Phases } from '../../domain/appraisal/cycles.ts'
import type { PositionClass } from '../../domain/organisation/positions.ts'
import type { RequiredLevels } from '../../domain/competency/position-standards.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { ExpectationRating, PositionType } from '../../domain/scoring/policies.ts'
import { belowAny } from '../organisation/units.ts'

export interface Frozen {
  readonly employeeName: string
  readonly nip: string
  readonly unitName: string
  readonly positionTitle: string
}

const COLUMNS = [
  'a.id',
  'a.cycle_id as cycleId',
  'c.state as cycleState',
  'c.form_id as formId',
  'c.closed_at as closedAt',
  'c.phases',
  'c.thresholds',
  'a.employee_id as employeeId',
  'a.supervisor_id as supervisorId',
  'a.superior_id as superiorId',
  'a.unit_id as unitId',
  'a.unit_path as unitPath',
  'a.position_id as positionId',
  'a.position_class as positionClass',
  'a.position_type as positionType',
  'a.frozen',
  'a.required_levels as requiredLevels',
  'a.work_result_rating as workResultRating',
  'a.work_result_figure as workResultFigure',
  'a.innovation',
  'a.behaviour_rating as behaviourRating',
  'a.deviation_reason as deviationReason',
  'a.confirmed_at as confirmedAt',
  'a.version',
  'a.updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('appraisals as a')
    .innerJoin('cycles as c', (join) =>
      join.onRef('c.institution_id', '=', 'a.institution_id').onRef('c.id', '=', 'a.cycle_id'),
    )
    .select(COLUMNS)
    .where('a.institution_id', '=', institutionId)

type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type AppraisalRow = Omit<Stored, 'frozen' | 'phases' | 'thresholds' | 'requiredLevels'> & {
  readonly phases: Phases
  readonly thresholds: AnonymityThresholds
  readonly frozen: Frozen
  readonly requiredLevels: RequiredLevels
}
const rowOf = (row: Stored): AppraisalRow => row as AppraisalRow

export const findAppraisal = async (db: Db, institutionId: string, id: string): Promise<AppraisalRow | undefined> => {
  const row = await query(db, institutionId).where('a.id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

/** In the order of ids. */
export const listOfCycle = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  after: string,
  limit: number,
): Promise<AppraisalRow[]> => {
  const rows = await query(db, institutionId)
    .where('a.cycle_id', '=', cycleId)
    .where('a.id', '>', after)
    .orderBy('a.id')
    .limit(limit)
    .execute()
  return rows.map(rowOf)
}

/** Locks the appraisal, and its cycle against a change of state. */
export const findAppraisalForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<AppraisalRow | undefined> => {
  const row = await query(tx, institutionId).where('a.id', '=', id).forUpdate('a').forShare('c').executeTakeFirst()
  return row && rowOf(row)
}

export interface AppraisalFilter {
  readonly cycleId?: string
  readonly employeeId?: string
}

/** Whose appraisals may be listed: one's own, those one supervises, and those below the units one leads. */
export interface Mine {
  readonly employeeId: string
  readonly led: readonly string[]
}

export const mine = ({ employeeId, led }: Mine) =>
  sql<boolean>`(a.employee_id = ${employeeId} or a.supervisor_id = ${employeeId}
    or ${belowAny('a.unit_path', led)})`

export const listAppraisals = async (
  db: Db,
  institutionId: string,
  filter: AppraisalFilter,
  own: Mine | null,
  page: PageRequest,
): Promise<Page<AppraisalRow>> => {
  const rows = await query(db, institutionId)
    .where('a.id', '>', page.after ?? FIRST_ID)
    .$if(filter.cycleId !== undefined, (q) => q.where('a.cycle_id', '=', filter.cycleId ?? ''))
    .$if(filter.employeeId !== undefined, (q) => q.where('a.employee_id', '=', filter.employeeId ?? ''))
    .$if(own !== null, (q) => q.where(mine(own ?? { employeeId: FIRST_ID, led: [] })))
    .orderBy('a.id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(rowOf), page)
}

export interface NewAppraisal {
  readonly id: string
  readonly employeeId: string
  readonly supervisorId: string
  readonly superiorId: string | null
  readonly unitId: string
  readonly unitPath: string
  readonly positionId: string
  readonly positionClass: PositionClass
  readonly positionType: PositionType
  readonly frozen: Frozen
  readonly requiredLevels: RequiredLevels
}

/** One statement, whatever the number. */
export const insertAppraisals = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  appraisals: readonly NewAppraisal[],
  now: string,
): Promise<void> => {
  await sql`
    insert into appraisals (institution_id, cycle_id, id, employee_id, supervisor_id, superior_id, unit_id, unit_path, position_id,
      position_class, position_type, frozen, required_levels, created_at, updated_at)
    select ${institutionId}, ${cycleId}, x.id, x."employeeId", x."supervisorId", x."superiorId", x."unitId", x."unitPath", x."positionId",
      x."positionClass", x."positionType", x.frozen, x."requiredLevels", ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(appraisals)}::jsonb) as x(id uuid, "employeeId" uuid, "supervisorId" uuid, "superiorId" uuid,
      "unitId" uuid, "unitPath" text, "positionId" uuid, "positionClass" text, "positionType" text, frozen jsonb, "requiredLevels" jsonb)`.execute(
    tx,
  )
}

const touch = (tx: Tx, institutionId: string, id: string, values: object, now: string) =>
  tx
    .updateTable('appraisals')
    .set((eb) => ({ ...values, version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

export const saveWorkResult = (
  tx: Tx,
  institutionId: string,
  id: string,
  result: { rating: ExpectationRating; figure: string | null; innovation: boolean },
  now: string,
) =>
  touch(
    tx,
    institutionId,
    id,
    { work_result_rating: result.rating, work_result_figure: result.figure, innovation: result.innovation },
    now,
  )

export const saveConfirmation = (
  tx: Tx,
  institutionId: string,
  id: string,
  confirmation: { behaviourRating: ExpectationRating | null; reason: string | null; by: string },
  now: string,
) =>
  touch(
    tx,
    institutionId,
    id,
    {
      behaviour_rating: confirmation.behaviourRating,
      deviation_reason: confirmation.reason,
      confirmed_at: now,
      confirmed_by: confirmation.by,
    },
    now,
  )

/** The superior's rating as a calibration left it. */
export const saveBehaviourRating = (
  tx: Tx,
  institutionId: string,
  id: string,
  behaviourRating: ExpectationRating,
  now: string,
) => touch(tx, institutionId, id, { behaviour_rating: behaviourRating }, now)

export const saveSupervisor = (
  tx: Tx,
  institutionId: string,
  id: string,
  supervisorId: string,
  superiorId: string | null,
  now: string,
) => touch(tx, institutionId, id, { supervisor_id: supervisorId, superior_id: superiorId }, now)

/** How many appraisals of the cycle still wait for their superior. */
export const countUnconfirmed = async (tx: Tx, institutionId: string, cycleId: string): Promise<number> => {
  const { count } = await tx
    .selectFrom('appraisals')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .where('confirmed_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

/** In the order of ids. */
export const listIdsOfCycle = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  after: string,
  limit: number,
): Promise<string[]> => {
  const rows = await tx
    .selectFrom('appraisals')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Position standards by class or single position. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { RequiredLevels, Standard, StandardOrigin } from '../../domain/competency/position-standards.ts'
import type { PositionClass } from '../../domain/organisation/positions.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'position_class as positionClass',
  'position_id as positionId',
  'levels',
  'origin',
  'confirmed_at as confirmedAt',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('position_standards').select(COLUMNS).where('institution_id', '=', institutionId)
type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type PositionStandardRow = Omit<Stored, 'levels' | 'positionClass'> & {
  readonly levels: RequiredLevels
  readonly positionClass: PositionClass | null
}
const rowOf = (row: Stored): PositionStandardRow => row as PositionStandardRow

export const findPositionStandard = async (
  db: Db,
  institutionId: string,
  id: string,
): Promise<PositionStandardRow | undefined> => {
  const row = await query(db, institutionId).where('id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

export const findPositionStandardForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<PositionStandardRow | undefined> => {
  const row = await query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && rowOf(row)
}

export const listPositionStandards = async (
  db: Db,
  institutionId: string,
  filter: { positionClass?: PositionClass; positionId?: string },
  page: PageRequest,
): Promise<Page<PositionStandardRow>> => {
  const rows = await query(db, institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .$if(filter.positionClass !== undefined, (q) => q.where('position_class', '=', filter.positionClass ?? 'PELAKSANA'))
    .$if(filter.positionId !== undefined, (q) => q.where('position_id', '=', filter.positionId ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(rowOf), page)
}

/** All standards of the institution, as the pre-flight and the opening of a cycle need them. */
export const allStandards = async (db: Db, institutionId: string): Promise<Standard[]> => {
  const rows = await query(db, institutionId).orderBy('id').execute()
  return rows.map(rowOf).map(({ positionClass, positionId, levels, confirmedAt }) => ({
    positionClass,
    positionId,
    levels,
    confirmed: confirmedAt !== null,
  }))
}

export interface NewPositionStandard {
  readonly id: string
  readonly positionClass: PositionClass | null
  readonly positionId: string | null
  readonly levels: RequiredLevels
  readonly origin: StandardOrigin
  readonly confirmedAt: string | null
}

export const insertPositionStandard = async (
  tx: Tx,
  institutionId: string,
  standard: NewPositionStandard,
  now: string,
): Promise<PositionStandardRow> =>
  rowOf(
    await tx
      .insertInto('position_standards')
      .values({
        institution_id: institutionId,
        id: standard.id,
        position_class: standard.positionClass,
        position_id: standard.positionId,
        levels: JSON.stringify(standard.levels),
        origin: standard.origin,
        confirmed_at: standard.confirmedAt,
        created_at: now,
        updated_at: now,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  )

export const updatePositionStandard = async (
  tx: Tx,
  institutionId: string,
  id: string,
  change: { levels: RequiredLevels; confirmedAt: string | null; origin: StandardOrigin },
  now: string,
): Promise<PositionStandardRow> =>
  rowOf(
    await tx
      .updateTable('position_standards')
      .set((eb) => ({
        levels: JSON.stringify(change.levels),
        origin: change.origin,
        confirmed_at: change.confirmedAt,
        version: eb('version', '+', 1),
        updated_at: now,
      }))
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow(),
  )

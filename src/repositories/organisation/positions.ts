/** Positions within units. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { PositionClass } from '../../domain/organisation/positions.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'unit_id as unitId',
  'code',
  'title',
  'class',
  'leads_unit as leadsUnit',
  'active',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

export const findPosition = (db: Db, institutionId: string, id: string) =>
  db
    .selectFrom('positions')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst()

export type PositionRow = NonNullable<Awaited<ReturnType<typeof findPosition>>>

export const findPositionForUpdate = (tx: Tx, institutionId: string, id: string) =>
  tx
    .selectFrom('positions')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export interface PositionFilter {
  readonly unitId?: string
  readonly code?: string
  readonly class?: PositionClass
}

export const listPositions = async (
  db: Db,
  institutionId: string,
  filter: PositionFilter,
  page: PageRequest,
): Promise<Page<PositionRow>> =>
  pageOf(
    await db
      .selectFrom('positions')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.unitId !== undefined, (query) => query.where('unit_id', '=', filter.unitId ?? ''))
      .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code ?? ''))
      .$if(filter.class !== undefined, (query) => query.where('class', '=', filter.class ?? 'PELAKSANA'))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface PositionValues {
  readonly unitId: string
  readonly code: string
  readonly title: string
  readonly class: PositionClass
  readonly leadsUnit: boolean
  readonly active: boolean
}

const columnsOf = (values: PositionValues) => ({
  unit_id: values.unitId,
  code: values.code,
  title: values.title,
  class: values.class,
  leads_unit: values.leadsUnit,
  active: values.active,
})

export const insertPosition = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: PositionValues,
  now: string,
): Promise<PositionRow> =>
  tx
    .insertInto('positions')
    .values({ institution_id: institutionId, id, ...columnsOf(values), created_at: now, updated_at: now })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const updatePosition = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: PositionValues,
  now: string,
): Promise<PositionRow> =>
  tx
    .updateTable('positions')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

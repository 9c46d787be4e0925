/** Units: the institution's tree, sub-trees by path prefix. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'parent_id as parentId',
  'code',
  'name',
  'path',
  'active',
  'siasn_id as siasnId',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** Whether a unit's path lies in one of the sub-trees whose roots have these paths. */
export const belowAny = (column: string, paths: readonly string[]) =>
  sql<boolean>`${sql.ref(column)} like any (select prefix || '%' from unnest(${[...paths]}::text[]) prefix)`

export const findUnit = (db: Db, institutionId: string, id: string) =>
  db
    .selectFrom('units')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst()

export type UnitRow = NonNullable<Awaited<ReturnType<typeof findUnit>>>

/** Moves of units are taken one after another, since a path depends on every unit above. */
export const lockTree = (tx: Tx, institutionId: string) =>
  sql`select pg_advisory_xact_lock(hashtextextended(${`units/${institutionId}`}, 0))`.execute(tx)

export interface UnitFilter {
  readonly parentId?: string
  readonly code?: string
}

export const listUnits = async (
  db: Db,
  institutionId: string,
  filter: UnitFilter,
  page: PageRequest,
): Promise<Page<UnitRow>> =>
  pageOf(
    await db
      .selectFrom('units')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.parentId !== undefined, (query) => query.where('parent_id', '=', filter.parentId ?? ''))
      .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface UnitValues {
  readonly parentId: string | null
  readonly code: string
  readonly name: string
  readonly active: boolean
  readonly siasnId: string | null
  readonly path: string
}

const columnsOf = (values: UnitValues) => ({
  parent_id: values.parentId,
  code: values.code,
  name: values.name,
  active: values.active,
  siasn_id: values.siasnId,
  path: values.path,
})

export const insertUnit = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: UnitValues,
  now: string,
): Promise<UnitRow> =>
  tx
    .insertInto('units')
    .values({ institution_id: institutionId, id, ...columnsOf(values), created_at: now, updated_at: now })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const updateUnit = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: UnitValues,
  now: string,
): Promise<UnitRow> =>
  tx
    .updateTable('units')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

/** Everything below a moved unit follows it. */
export const movePaths = (tx: Tx, institutionId: string, from: string, to: string) =>
  tx
    .updateTable('units')
    .set({ path: sql`${to} || substr(path, ${from.length + 1})` })
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`path like ${`${from}_%`}`)
    .execute()

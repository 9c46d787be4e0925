/** Frameworks: one row per edition, its content as a document that stops changing when it is published. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { FrameworkContent, FrameworkState } from '../../domain/competency/frameworks.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'

const SUMMARY = [
  'id',
  'code',
  'edition',
  'name',
  'instrument',
  'source',
  'preset',
  'state',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const summaryOf = (db: Db, institutionId: string) =>
  db.selectFrom('frameworks').select(SUMMARY).where('institution_id', '=', institutionId)
export type FrameworkSummary = Awaited<ReturnType<ReturnType<typeof summaryOf>['executeTakeFirstOrThrow']>>
export type FrameworkRow = FrameworkSummary & FrameworkContent

type Stored = FrameworkSummary & { readonly content: unknown }
const rowOf = ({ content, ...row }: Stored): FrameworkRow => ({ ...row, ...(content as FrameworkContent) })

export const findFramework = async (db: Db, institutionId: string, id: string): Promise<FrameworkRow | undefined> => {
  const row = await summaryOf(db, institutionId).select('content').where('id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

export const findFrameworkForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<FrameworkRow | undefined> => {
  const row = await summaryOf(tx, institutionId).select('content').where('id', '=', id).forUpdate().executeTakeFirst()
  return row && rowOf(row)
}

export const findFrameworks = async (
  db: Db,
  institutionId: string,
  ids: readonly string[],
): Promise<FrameworkRow[]> => {
  const rows = await summaryOf(db, institutionId)
    .select('content')
    .where((eb) => eb('id', '=', eb.fn.any(eb.val([...ids]))))
    .execute()
  return rows.map(rowOf)
}

export const listFrameworks = async (
  db: Db,
  institutionId: string,
  filter: { code?: string; state?: FrameworkState },
  page: PageRequest,
): Promise<Page<FrameworkSummary>> =>
  pageOf(
    await summaryOf(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code ?? ''))
      .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state ?? 'draft'))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

/** 1 for a new code. Two at once collide on `frameworks_edition_once`. */
export const nextEdition = async (tx: Tx, institutionId: string, code: string): Promise<number> => {
  const { last } = await tx
    .selectFrom('frameworks')
    .select((eb) => eb.fn.max<number | null>('edition').as('last'))
    .where('institution_id', '=', institutionId)
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

export interface NewFramework extends FrameworkContent {
  readonly id: string
  readonly code: string
  readonly edition: number
  readonly name: string
  readonly instrument: Instrument
  readonly source: string
  readonly preset: string | null
  readonly state: FrameworkState
}

export const insertFramework = async (
  tx: Tx,
  institutionId: string,
  framework: NewFramework,
  now: string,
): Promise<FrameworkRow> => {
  const { competencies, ...columns } = framework
  const row = await tx
    .insertInto('frameworks')
    .values({
      institution_id: institutionId,
      ...columns,
      content: JSON.stringify({ competencies }),
      created_at: now,
      updated_at: now,
    })
    .returning([...SUMMARY, 'content'])
    .executeTakeFirstOrThrow()
  return rowOf(row)
}

export interface FrameworkChange extends FrameworkContent {
  readonly name: string
  readonly source: string
  readonly state: FrameworkState
}

export const updateFramework = async (
  tx: Tx,
  institutionId: string,
  id: string,
  change: FrameworkChange,
  now: string,
): Promise<FrameworkRow> => {
  const row = await tx
    .updateTable('frameworks')
    .set((eb) => ({
      name: change.name,
      source: change.source,
      state: change.state,
      content: JSON.stringify({ competencies: change.competencies }),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning([...SUMMARY, 'content'])
    .executeTakeFirstOrThrow()
  return rowOf(row)
}

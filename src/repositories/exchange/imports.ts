/** Imports as resources: what was sent, how it went, and what became of single lines. */
import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { FileFormat, ImportKind } from '../../domain/exchange/kinds.ts'
import type { LineFault } from '../../domain/exchange/lines.ts'
import type { JobRow } from '../appraisal/jobs.ts'
import { FIRST_ID, pageBy, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'i.id',
  'i.kind',
  'i.mode',
  'i.dry_run as dryRun',
  'i.missing',
  'i.max_missing_percent as maxMissingPercent',
  'i.unknown_columns as unknownColumns',
  'i.unknown_people as unknownPeople',
  'i.source',
  'i.with_changes as withChanges',
  'i.format',
  'i.compressed',
  'i.bytes',
  'i.sha256',
  'i.file',
  'i.fields as columns',
  'i.ignored',
  'i.rows',
  'i.inserted',
  'i.updated',
  'i.unchanged',
  'i.refused',
  'i.deactivated',
  'i.ended',
  'i.placed',
  'i.waiting',
  'i.followed_by as followedBy',
  'i.cycle_id as cycleId',
  'i.requested_by as requestedBy',
  'i.created_at as createdAt',
  'j.state',
  'j.problem',
  'j.progress',
  'j.finished_at as finishedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('imports as i')
    .innerJoin('jobs as j', (join) =>
      join.onRef('j.institution_id', '=', 'i.institution_id').onRef('j.id', '=', 'i.id'),
    )
    .select(COLUMNS)
    .where('i.institution_id', '=', institutionId)

type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type ImportRow = Omit<Stored, 'problem' | 'progress'> & Pick<JobRow, 'problem' | 'progress'>

export const findImport = async (db: Db, institutionId: string, id: string): Promise<ImportRow | undefined> =>
  (await query(db, institutionId).where('i.id', '=', id).executeTakeFirst()) as ImportRow | undefined

export const listImports = async (
  db: Db,
  institutionId: string,
  filter: { kind?: ImportKind },
  page: PageRequest,
): Promise<Page<ImportRow>> =>
  pageOf(
    (await query(db, institutionId)
      .where('i.id', '>', page.after ?? FIRST_ID)
      .$if(filter.kind !== undefined, (q) => q.where('i.kind', '=', filter.kind ?? 'units'))
      .orderBy('i.id')
      .limit(page.limit + 1)
      .execute()) as ImportRow[],
    page,
  )

export interface ImportOptions {
  readonly kind: ImportKind
  readonly mode: 'partial' | 'atomic'
  readonly dryRun: boolean
  readonly missing: 'keep' | 'deactivate'
  readonly maxMissingPercent: number
  readonly unknownColumns: 'refuse' | 'ignore'
  readonly unknownPeople: 'refuse' | 'wait'
  readonly source: 'file' | 'waiting'
  readonly withChanges: boolean
  readonly cycleId: string | null
}

export interface SentFile {
  readonly format: FileFormat
  readonly compressed: boolean
  readonly bytes: number
  readonly sha256: string
  /** Its name in the folder of files. */
  readonly file: string
}

export const insertImport = (
  tx: Tx,
  institutionId: string,
  id: string,
  options: ImportOptions,
  file: SentFile,
  by: string,
  now: string,
) =>
  tx
    .insertInto('imports')
    .values({
      institution_id: institutionId,
      id,
      kind: options.kind,
      mode: options.mode,
      dry_run: options.dryRun,
      missing: options.missing,
      max_missing_percent: options.maxMissingPercent,
      unknown_columns: options.unknownColumns,
      unknown_people: options.unknownPeople,
      source: options.source,
      with_changes: options.withChanges,
      format: file.format,
      compressed: file.compressed,
      bytes: file.bytes,
      sha256: file.sha256,
      file: file.file,
      cycle_id: options.cycleId,
      requested_by: by,
      created_at: now,
    })
    .execute()

export interface ImportCounts {
  readonly rows: number
  readonly inserted: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
  readonly deactivated: number
  readonly ended: number
  readonly placed: number
  readonly waiting: number
}

export const saveImportOutcome = (
  tx: Tx,
  institutionId: string,
  id: string,
  columns: { readonly fields: readonly string[]; readonly ignored: readonly string[] },
  counts: ImportCounts,
  followedBy: string | null,
) =>
  tx
    .updateTable('imports')
    .set({ fields: [...columns.fields], ignored: [...columns.ignored], ...counts, followed_by: followedBy })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

export interface RefusalRow {
  readonly line: number
  readonly faults: readonly LineFault[]
  readonly cells: Readonly<Record<string, unknown>>
}

const linePage = <T extends { readonly line: number }>(rows: readonly T[], page: PageRequest): Page<T> =>
  pageBy(rows, page, ({ line }) => String(line))

export const listRefusals = async (
  db: Db,
  institutionId: string,
  importId: string,
  page: PageRequest,
): Promise<Page<RefusalRow>> =>
  linePage(
    (await db
      .selectFrom('import_refusals')
      .select(['line', 'faults', 'cells'])
      .where('institution_id', '=', institutionId)
      .where('import_id', '=', importId)
      .where('line', '>', Number(page.after ?? 0))
      .orderBy('line')
      .limit(page.limit + 1)
      .execute()) as RefusalRow[],
    page,
  )

export interface ChangeRow {
  readonly place: number
  readonly line: number | null
  readonly change: 'inserted' | 'updated' | 'deactivated'
  readonly key: Readonly<Record<string, unknown>>
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
}

export const listChanges = async (
  db: Db,
  institutionId: string,
  importId: string,
  page: PageRequest,
): Promise<Page<ChangeRow>> => {
  const rows = await db
    .selectFrom('import_changes')
    .select(['place', 'line', 'change', 'key', 'before', 'after'])
    .where('institution_id', '=', institutionId)
    .where('import_id', '=', importId)
    .where('place', '>', Number(page.after ?? 0))
    .orderBy('place')
    .limit(page.limit + 1)
    .execute()
  return pageBy(rows as ChangeRow[], page, ({ place }) => String(place))
}

/** A new look at the changes replaces the one before. */
export const forgetChanges = (tx: Tx, institutionId: string, importId: string) =>
  sql`delete from import_changes where institution_id = ${institutionId} and import_id = ${importId}`.execute(tx)

/** Of every institution. Returns how many lines were forgotten. */
export const forgetImportReports = async (owner: pg.Pool, before: string): Promise<number> => {
  let forgotten = 0
  for (const table of ['import_refusals', 'import_changes']) {
    const { rowCount } = await owner.query(
      `delete from ${table} r using imports i
       where i.institution_id = r.institution_id and i.id = r.import_id and i.created_at < $1`,
      [before],
    )
    forgotten += rowCount ?? 0
  }
  return forgotten
}

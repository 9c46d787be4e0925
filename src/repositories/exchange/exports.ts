/** Exports as resources: what was asked for, and the file that came of it. */
import type pg from 'pg'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { ExportFormat, ExportKind } from '../../domain/exchange/exports.ts'
import type { Language } from '../../domain/languages.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { JobRow } from '../appraisal/jobs.ts'

const COLUMNS = [
  'x.id',
  'x.kind',
  'x.format',
  'x.language',
  'x.cycle_id as cycleId',
  'x.viewer_id as viewerId',
  'x.file',
  'x.rows',
  'x.bytes',
  'x.sha256',
  'x.requested_by as requestedBy',
  'x.created_at as createdAt',
  'x.expires_at as expiresAt',
  'j.state',
  'j.problem',
  'j.progress',
  'j.finished_at as finishedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('exports as x')
    .innerJoin('jobs as j', (join) =>
      join.onRef('j.institution_id', '=', 'x.institution_id').onRef('j.id', '=', 'x.id'),
    )
    .select(COLUMNS)
    .where('x.institution_id', '=', institutionId)

type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type ExportRow = Omit<Stored, 'problem' | 'progress'> & Pick<JobRow, 'problem' | 'progress'>

export const findExport = async (db: Db, institutionId: string, id: string): Promise<ExportRow | undefined> =>
  (await query(db, institutionId).where('x.id', '=', id).executeTakeFirst()) as ExportRow | undefined

/** Those that one identity asked for. */
export const listExports = async (
  db: Db,
  institutionId: string,
  requestedBy: string,
  page: PageRequest,
): Promise<Page<ExportRow>> =>
  pageOf(
    (await query(db, institutionId)
      .where('x.requested_by', '=', requestedBy)
      .where('x.id', '>', page.after ?? FIRST_ID)
      .orderBy('x.id')
      .limit(page.limit + 1)
      .execute()) as ExportRow[],
    page,
  )

export interface NewExport {
  readonly id: string
  readonly kind: ExportKind
  readonly format: ExportFormat
  readonly language: Language
  readonly cycleId: string | null
  readonly viewerId: string | null
  readonly requestedBy: string
  readonly createdAt: string
  readonly expiresAt: string
}

export const insertExport = (tx: Tx, institutionId: string, values: NewExport) =>
  tx
    .insertInto('exports')
    .values({
      institution_id: institutionId,
      id: values.id,
      kind: values.kind,
      format: values.format,
      language: values.language,
      cycle_id: values.cycleId,
      viewer_id: values.viewerId,
      requested_by: values.requestedBy,
      created_at: values.createdAt,
      expires_at: values.expiresAt,
    })
    .execute()

export interface WrittenFile {
  readonly file: string
  readonly rows: number
  readonly bytes: number
  readonly sha256: string
}

export const saveExportFile = (tx: Tx, institutionId: string, id: string, written: WrittenFile) =>
  tx.updateTable('exports').set(written).where('institution_id', '=', institutionId).where('id', '=', id).execute()

/** Of every institution: names of files whose time ended between the two instants. */
export const expiredFiles = async (owner: pg.Pool, since: string, until: string): Promise<string[]> => {
  const { rows } = await owner.query<{ file: string }>(
    'select file from exports where file is not null and expires_at between $1 and $2',
    [since, until],
  )
  return rows.map(({ file }) => file)
}

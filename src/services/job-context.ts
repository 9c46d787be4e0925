/** What work in the background is given: an institution instead of an actor, and a way to say how far it has come. */
import type { Tx } from '../db/transaction.ts'
import type { WrittenFile } from '../repositories/exchange/exports.ts'
import type { Report } from '../domain/development/reports.ts'
import type { Language } from '../domain/languages.ts'
import type { FileFormat, ImportKind } from '../domain/exchange/kinds.ts'

export interface JobContext {
  readonly institutionId: string
  readonly tx: Tx
  readonly now: string
  readonly newId: () => string
  readonly newRandomId: () => string
  readonly secret: Buffer
  /** Names the folder of files that this process sees. */
  readonly spool: string
  readonly progress: (done: number, total: number) => Promise<void>
}

export interface FileColumns {
  readonly fields: readonly string[]
  readonly ignored: readonly string[]
  /** Whether each line says for itself which fields it has. */
  readonly masked: boolean
}

/** A file that is being read by a process of its own. */
export interface OpenFile {
  /** Its lines through `COPY … FROM STDIN`. Throws the refusals of the file as a whole. */
  into(statement: string): Promise<void>
  /** Known once the lines are in. */
  columns(): FileColumns
}

export interface WriteRequest {
  /** `COPY … TO STDOUT`. */
  readonly statement: string
  readonly format: FileFormat
  readonly headings: readonly string[]
}

export interface ReportsRequest {
  readonly title: string
  readonly language: Language
  readonly total: number
  readonly reports: AsyncIterable<Report>
}

export interface ExportJobContext extends JobContext {
  /** Writes reports one after the other into one document. */
  readonly writeReports: (request: ReportsRequest) => Promise<WrittenFile>
  /** Runs the statement and keeps its lines as a file. */
  readonly write: (request: WriteRequest) => Promise<WrittenFile>
}

export interface FileJobContext extends JobContext {
  readonly openFile: (request: {
    file: string
    kind: ImportKind
    format: FileFormat
    ignoreUnknown: boolean
  }) => OpenFile
  /** Says that reading is over; the last moment at which the job can be cancelled. */
  readonly publishing: () => Promise<void>
}

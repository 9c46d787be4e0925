/** What the service and the process that reads a file say to each other. Rows go through standard output. */
import type { Facts } from '../../domain/errors.ts'
import type { FileFormat, ImportKind } from '../../domain/exchange/kinds.ts'

/** The one argument of the process, as JSON. */
export interface ReadRequest {
  readonly path: string
  readonly kind: ImportKind
  readonly format: FileFormat
  readonly ignoreUnknown: boolean
}

/** One JSON text per line, through file descriptor 3. */
export type Message =
  /** Fields that the file has, and headings that are dropped. */
  | { readonly type: 'columns'; readonly fields: readonly string[]; readonly ignored: readonly string[] }
  /** Bytes of the file as it was sent. */
  | { readonly type: 'progress'; readonly rows: number; readonly bytes: number }
  | { readonly type: 'end'; readonly rows: number; readonly refused: number }
  /** The file as a whole cannot be taken. */
  | { readonly type: 'fault'; readonly code: string; readonly facts: Facts }

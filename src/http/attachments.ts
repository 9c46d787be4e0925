/** Answers that are files. */
import { stringify } from 'csv-stringify/sync'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import Type from 'typebox'
import { CHUNK, type Spool } from '../db/spool.ts'
import { refuseUnless } from '../domain/errors.ts'
import type { ExportFormat } from '../domain/exchange/exports.ts'
import { FILE_TYPES } from '../domain/exchange/kinds.ts'
import { defused, type Sheet, type SheetFormat } from '../domain/exchange/sheets.ts'

export interface Attachment {
  readonly name: string
  readonly mediaType: string
  /** Of the name in the folder of files, or the bytes themselves. */
  readonly content:
    { readonly file: string; readonly size: number; readonly sha256: string } | { readonly bytes: Uint8Array }
  /** Query members of the following part, where this one is not all. */
  readonly next?: Readonly<Record<string, string>>
}

/** Lines are slow in the islands; whoever reads holds nothing but an open file. */
export const DOWNLOAD_TIMEOUT_MS = 60 * 60_000

/** As the response of an operation that declares what it `produces`. */
export const Attached = Type.Unsafe<Attachment>({ type: 'string', format: 'binary' })

const csvOf = ({ remarks, headings, lines }: Sheet): Uint8Array => {
  const above = remarks.map((remark) => `# ${remark}\n`).join('')
  return Buffer.from(above + stringify([[...headings], ...lines.map((line) => line.map(defused))]))
}

const LETTERS = 26
const letterOf = (index: number): string =>
  index < LETTERS
    ? String.fromCharCode(65 + index)
    : letterOf(Math.floor(index / LETTERS) - 1) + letterOf(index % LETTERS)

const VALIDATED_LINES = 10_000

/** Every cell is text, so that no digit of a NIP is lost; a cell of few values offers them. */
const xlsxOf = async ({ remarks, headings, lines, choices }: Sheet): Promise<Uint8Array> => {
  // Few ask for it, and every start would wait for it.
  const { writeXlsx } = await import('hucre/xlsx')
  const first = remarks.length + 2
  const text = headings.map(() => ({ width: 20, numFmt: '@' }))
  return writeXlsx({
    sheets: [
      {
        name: 'Data',
        columns: text,
        rows: [...remarks.map((remark) => [`# ${remark}`]), [...headings], ...lines.map((line) => line.map(defused))],
        dataValidations: headings.flatMap((heading, index) => {
          const [values, column] = [choices[heading], letterOf(index)]
          if (!values) return []
          const range = `${column}${String(first)}:${column}${String(first + VALIDATED_LINES)}`
          return [{ type: 'list' as const, values: [...values], allowBlank: true, range }]
        }),
      },
    ],
  })
}

export const sheetAttachment = async (
  sheet: Sheet,
  format: SheetFormat,
  next?: Attachment['next'],
): Promise<Attachment> => ({
  name: `${sheet.name}.${format}`,
  mediaType: FILE_TYPES[format],
  content: { bytes: format === 'csv' ? csvOf(sheet) : await xlsxOf(sheet) },
  ...(next && { next }),
})

/** Media types of exports. */
export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = { ...FILE_TYPES, pdf: 'application/pdf' }

export const fileAttachment = (written: {
  readonly kind: string
  readonly format: ExportFormat
  readonly file: string
  readonly bytes: number
  readonly sha256: string
}): Attachment => ({
  name: `kompeten-${written.kind}.${written.format}`,
  mediaType: EXPORT_TYPES[written.format],
  content: { file: written.file, size: written.bytes, sha256: written.sha256 },
})

export const headersOf = ({ name, mediaType, content }: Attachment): Record<string, string> => ({
  'content-type': mediaType === FILE_TYPES.csv ? `${mediaType}; charset=utf-8` : mediaType,
  'content-disposition': `attachment; filename="${name}"`,
  ...('file' in content && { etag: `"${content.sha256}"`, 'content-length': String(content.size) }),
})

/** Throws `export.expired` where the file is gone. */
export const checkThere = (spool: Spool, { content }: Attachment): void => {
  refuseUnless(!('file' in content) || spool.has(content.file), 'export.expired')
}

/** Slow readers hold a file open, never a connection of the database. */
export const bytesOf = (spool: Spool, { content }: Attachment): Readable | Buffer =>
  'bytes' in content
    ? Buffer.from(content.bytes)
    : createReadStream(spool.pathOf(content.file), { highWaterMark: CHUNK })

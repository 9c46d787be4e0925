/** The first sheet of a workbook, row by row. Formulas count as the value that was saved with them. */
import { streamXlsxRows, type CellValue } from 'hucre/xlsx'
import { readFile } from 'node:fs/promises'
import { DomainError } from '../../domain/errors.ts'
import { IMPRECISE, type RawCell } from '../../domain/exchange/lines.ts'
import { checkArchive } from './archive.ts'
import { inBatches, type RawFile, type RawLine } from './rows.ts'

/** A day as a day; a time of day is kept where there is one. */
const dayOrInstant = (date: Date): string => {
  const text = date.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text
}

const cellOf = (value: CellValue | undefined): RawCell => {
  if (value === null || value === undefined) return null
  if (value instanceof Date) return dayOrInstant(value)
  if (typeof value === 'number')
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? IMPRECISE : String(value)
  return String(value)
}

const isBlank = (cells: readonly RawCell[]): boolean => cells.every((cell) => (cell ?? '').trim() === '')
const textOf = (cell: RawCell): string => (cell === IMPRECISE ? '' : (cell ?? '').trim())

interface Row {
  readonly line: number
  readonly cells: readonly RawCell[]
}

async function* rowsOf(path: string): AsyncGenerator<Row> {
  try {
    for await (const { index, values } of streamXlsxRows(new Uint8Array(await readFile(path)))) {
      const cells = values.map(cellOf)
      if (!isBlank(cells)) yield { line: index + 1, cells }
    }
  } catch {
    // Whatever the library met in it, the sender can only save the workbook again.
    throw new DomainError('import.workbookDamaged')
  }
}

const headingsOf = (cells: readonly RawCell[]): string[] => {
  const headings = cells.map(textOf)
  while (headings.at(-1) === '') headings.pop()
  return headings
}

async function* linesBelow(headings: readonly string[], rows: AsyncIterable<Row>): AsyncGenerator<RawLine> {
  for await (const { line, cells } of rows) {
    const facts = { found: cells.length, expected: headings.length }
    const isLong = !isBlank(cells.slice(headings.length))
    const padded = headings.map((_, index) => cells[index] ?? null)
    yield { line, headings, cells: padded, ...(isLong && { fault: { code: 'import.lineRagged', facts } }) }
  }
}

/** Remarks may stand above the headings, as in a CSV. Throws `import.fileEmpty`, and what `checkArchive` throws. */
export const readXlsx = async (path: string): Promise<RawFile> => {
  await checkArchive(path)
  const rows = rowsOf(path)
  for (let row = await rows.next(); row.done !== true; row = await rows.next()) {
    if (textOf(row.value.cells[0]).startsWith('#')) continue
    const headings = headingsOf(row.value.cells)
    return { headings, lines: inBatches(linesBelow(headings, rows)) }
  }
  throw new DomainError('import.fileEmpty')
}

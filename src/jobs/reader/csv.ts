/** CSV as the offices of Indonesia write it: comma or semicolon, BOM, CRLF, quoted line breaks. */
import { parse, type CsvError } from 'csv-parse'
import { pipeline, Readable } from 'node:stream'
import { DomainError } from '../../domain/errors.ts'
import { plainLines, type Rest } from './plain-csv.ts'
import { inBatches, MAX_LINE, type RawFile, type RawLine } from './rows.ts'

/** What stands before the headings as a remark, and which delimiter the headings use. */
interface Opening {
  readonly remarks: number
  readonly delimiter: ',' | ';'
  readonly rest: Buffer
}

const NEWLINE = 0x0a
const HASH = 0x23

const outsideQuotes = (line: string, sign: string): number =>
  line.split('"').reduce((count, part, index) => count + (index % 2 === 0 ? part.split(sign).length - 1 : 0), 0)

const openingOf = (first: Buffer): Opening => {
  let [start, remarks] = [0, 0]
  while (first[start] === HASH) {
    const end = first.indexOf(NEWLINE, start)
    if (end === -1) break
    start = end + 1
    remarks += 1
  }
  const rest = first.subarray(start)
  const end = rest.indexOf(NEWLINE)
  const heading = rest.subarray(0, end === -1 ? rest.length : end).toString('utf8')
  const delimiter = outsideQuotes(heading, ';') > outsideQuotes(heading, ',') ? ';' : ','
  return { remarks, delimiter, rest }
}

/** As many chunks as it takes for a whole line of headings. */
const openingFrom = async (chunks: AsyncIterator<Buffer>): Promise<Opening> => {
  let text = Buffer.alloc(0)
  for (;;) {
    const next = await chunks.next()
    if (next.done === true) return openingOf(text)
    text = Buffer.concat([text, next.value])
    const opening = openingOf(text)
    if (opening.rest.includes(NEWLINE) || text.length > MAX_LINE) return opening
  }
}

const refusal = (error: unknown, line: number): unknown => {
  const { code = '' } = error as Partial<CsvError>
  if (code === 'CSV_MAX_RECORD_SIZE') return new DomainError('import.lineTooLong', { line, limit: MAX_LINE })
  if (/^(CSV_|INVALID_OPENING_QUOTE)/.test(code)) return new DomainError('import.csvMalformed', { line })
  return error
}

const isBlank = (record: readonly string[]): boolean => record.every((cell) => cell.trim() === '')

const newlinesIn = (record: readonly string[]): number => {
  let count = 0
  for (const cell of record) for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) count += 1
  return count
}

/** Empty cells beyond the last heading say nothing; anything else that differs in number is a fault of the line. */
const lineOf = (line: number, headings: readonly string[], cells: readonly string[]): RawLine => {
  const [found, expected] = [cells.length, headings.length]
  const isLong = found > expected && cells.slice(expected).some((cell) => cell !== '')
  const fault = { code: 'import.lineRagged', facts: { found, expected } }
  return { line, headings, cells, ...((found < expected || isLong) && { fault }) }
}

interface Numbered {
  readonly record: readonly string[]
  readonly line: number
}

/** Records with the line that each begins on, blank ones left out. */
async function* numbered(records: AsyncIterable<string[]>, first: number): AsyncGenerator<Numbered> {
  let line = first
  try {
    for await (const record of records) {
      if (!isBlank(record)) yield { record, line }
      line += 1 + newlinesIn(record)
    }
  } catch (error) {
    throw refusal(error, line)
  }
}

/** By the library, from some line on. */
const parsed = ({ line, chunks }: Rest, delimiter: string): AsyncIterable<readonly Numbered[]> => {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: MAX_LINE,
  })
  pipeline(Readable.from(chunks), parser, () => undefined)
  return inBatches(numbered(parser as AsyncIterable<string[]>, line))
}

/** Every record of the file, in batches. */
async function* recordsOf(
  { rest, delimiter, remarks }: Opening,
  chunks: AsyncIterator<Buffer>,
): AsyncGenerator<readonly Numbered[]> {
  const plain = plainLines(rest, chunks, delimiter, remarks + 1)
  for (;;) {
    const next = await plain.next()
    if (next.done === true) {
      if (next.value) yield* parsed(next.value, delimiter)
      return
    }
    const { line, records } = next.value
    yield records.map((record, index) => ({ record, line: line + index })).filter(({ record }) => !isBlank(record))
  }
}

async function* linesBelow(
  headings: readonly string[],
  first: readonly Numbered[],
  batches: AsyncIterable<readonly Numbered[]>,
): AsyncGenerator<readonly RawLine[]> {
  const read = (batch: readonly Numbered[]): RawLine[] =>
    batch.map(({ record, line }) => lineOf(line, headings, record))
  yield read(first)
  for await (const batch of batches) yield read(batch)
}

/** Throws `import.fileEmpty`, `import.csvMalformed`, `import.lineTooLong`, and what the text throws. */
export const readCsv = async (text: Readable): Promise<RawFile> => {
  const chunks = text[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const batches = recordsOf(await openingFrom(chunks), chunks)
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    const [heading, ...rest] = next.value
    if (heading) return { headings: heading.record, lines: linesBelow(heading.record, rest, batches) }
  }
  throw new DomainError('import.fileEmpty')
}

/** NDJSON: an object per line, whose members are the cells. A member that is absent leaves the value as it is. */
import type { Readable } from 'node:stream'
import { DomainError } from '../../domain/errors.ts'
import type { RawCell } from '../../domain/exchange/lines.ts'
import { parseJson } from '../../domain/json.ts'
import { inBatches, MAX_LINE, type RawFile, type RawLine } from './rows.ts'

const NEWLINE = 0x0a

interface Numbered {
  readonly bytes: Buffer
  readonly line: number
}

/** Throws `import.lineTooLong` before a line that never ends fills the memory. */
async function* split(text: AsyncIterable<Buffer>): AsyncGenerator<Numbered> {
  let [pending, line] = [Buffer.alloc(0), 1]
  for await (const chunk of text) {
    let rest: Buffer = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      yield { bytes: rest.subarray(0, end), line }
      rest = rest.subarray(end + 1)
      line += 1
    }
    if (rest.length > MAX_LINE) throw new DomainError('import.lineTooLong', { line, limit: MAX_LINE })
    pending = Buffer.from(rest)
  }
  yield { bytes: pending, line }
}

type Cells = readonly (readonly [heading: string, cell: RawCell])[]

/** Text as it is; numbers, booleans and what no column takes as JSON writes them. */
const cellOf = (value: unknown): RawCell =>
  value === null || typeof value === 'string' ? value : JSON.stringify(value).slice(0, 200)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An object inside names the members of a family: `levels`, `ratings`, `comments`. */
const cellsOf = (record: Record<string, unknown>): Cells =>
  Object.entries(record).flatMap(([name, value]): Cells => {
    if (!isObject(value)) return [[name, cellOf(value)]]
    const prefix = name === 'comments' ? 'comment ' : ''
    return Object.entries(value).map(([member, cell]) => [`${prefix}${member}`, cellOf(cell)])
  })

const lineOf = ({ bytes, line }: Numbered): RawLine => {
  const refused = (reason: string): RawLine => ({
    line,
    headings: [],
    cells: [],
    fault: { code: 'import.jsonMalformed', facts: { reason } },
  })
  try {
    const record = parseJson(bytes)
    if (!isObject(record)) return refused('not an object')
    const cells = cellsOf(record)
    return { line, headings: cells.map(([name]) => name), cells: cells.map(([, cell]) => cell) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return refused(String(error.facts.reason))
  }
}

const isBlank = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)

async function* linesOf(text: AsyncIterable<Buffer>): AsyncGenerator<RawLine> {
  for await (const numbered of split(text)) if (!isBlank(numbered.bytes)) yield lineOf(numbered)
}

export const readNdjson = (text: Readable): RawFile => ({ headings: null, lines: inBatches(linesOf(text)) })

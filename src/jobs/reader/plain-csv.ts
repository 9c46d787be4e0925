/**
 * CSV for as long as it has no quotes: then a line is its text, split. Most files of people have none at all, and the
 * parser of the library is the slowest part of reading them (measured: 0.58 of 1.75 s for 300,000 lines).
 */
import { DomainError } from '../../domain/errors.ts'
import { MAX_LINE } from './rows.ts'

const QUOTE = 0x22
const NEWLINE = 0x0a
const RETURN = 0x0d

export interface PlainLines {
  /** Of the first of them. */
  readonly line: number
  readonly records: readonly (readonly string[])[]
}

export interface Rest {
  readonly line: number
  /** What was not split, the first of it at the beginning of a line. */
  readonly chunks: AsyncIterable<Buffer>
}

async function* from(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value
}

/** A carriage return ends a line too, alone or before a line feed. */
const linesOf = (text: string): string[] => (text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text).split('\n')

/**
 * Whole lines as they come. Returns what begins with the first quote, or has no line feed at all, for whoever understands
 * those; null at the end of the file. Throws `import.lineTooLong`.
 */
export async function* plainLines(
  first: Buffer,
  chunks: AsyncIterator<Buffer>,
  delimiter: string,
  firstLine: number,
): AsyncGenerator<PlainLines, Rest | null> {
  let [pending, line] = [first, firstLine]
  for (;;) {
    const end = pending.lastIndexOf(NEWLINE) + 1
    const isPlain = !pending.includes(QUOTE) && (end > 0 || !pending.includes(RETURN))
    if (!isPlain) return { line, chunks: from(pending, chunks) }
    if (end > 0) {
      const lines = linesOf(pending.toString('utf8', 0, end)).slice(0, -1)
      yield { line, records: lines.map((text) => text.split(delimiter)) }
      line += lines.length
    }
    const rest = pending.subarray(end)
    if (rest.length > MAX_LINE) throw new DomainError('import.lineTooLong', { line, limit: MAX_LINE })
    const next = await chunks.next()
    if (next.done === true) {
      const lines = linesOf(rest.toString('utf8'))
      yield { line, records: lines.map((text) => text.split(delimiter)) }
      return null
    }
    pending = rest.length === 0 ? next.value : Buffer.concat([rest, next.value])
  }
}

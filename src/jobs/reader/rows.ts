/** What every format of file comes down to: lines of cells under headings. */
import type { Facts } from '../../domain/errors.ts'
import type { RawCell } from '../../domain/exchange/lines.ts'

export interface RawLine {
  /** As an editor counts them; of a workbook, its row. */
  readonly line: number
  /** The same array for every line where the file has headings of its own. */
  readonly headings: readonly string[]
  readonly cells: readonly RawCell[]
  /** Where the line cannot be taken apart. */
  readonly fault?: { readonly code: string; readonly facts: Facts }
}

export interface RawFile {
  /** null where every line names its cells itself. */
  readonly headings: readonly string[] | null
  readonly lines: AsyncIterable<readonly RawLine[]>
}

/** Lines are handed on in batches of about this many, so that a batch costs a few milliseconds. */
const BATCH = 500

/** Of a single line, in bytes. */
export const MAX_LINE = 1_000_000

export async function* inBatches<T>(lines: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = []
  for await (const line of lines) {
    batch.push(line)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

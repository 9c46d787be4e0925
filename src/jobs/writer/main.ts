/** Lines in the text format of COPY on standard input → a workbook on standard output, in constant memory. */
import { writeXlsxStream } from 'hucre/xlsx'
import { setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Interactive requests go before. */
const NICE = 10

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v' }
const cellOf = (text: string): string | null =>
  text === '\\N' ? null : text.replaceAll(/\\(.)/g, (_, sign: string) => ESCAPED[sign] ?? sign)

/** Every cell is text: it is never taken for a formula, and no digit of a NIP is lost. */
async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<(string | null)[]> {
  for await (const line of lines) yield line.split('\t').map(cellOf)
}

setPriority(NICE)
const headings = JSON.parse(process.argv[2] ?? '[]') as string[]
const rows = rowsOf(createInterface({ input: process.stdin, crlfDelay: 0 }))
const workbook = writeXlsxStream(rows, {
  name: 'Data',
  columns: headings.map((header) => ({ header })),
  freezePane: { rows: 1 },
})
await pipeline(Readable.fromWeb(workbook as never), process.stdout)

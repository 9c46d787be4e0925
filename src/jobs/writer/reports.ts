/** Reports as lines of JSON on standard input → one PDF on standard output, a page at a time. */
import { setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import { pipeline } from 'node:stream/promises'
import type { Report } from '../../domain/development/reports.ts'
import { pdfReports } from '../../rendering/pdf.ts'

/** Interactive requests go before. */
const NICE = 10

setPriority(NICE)
const [, , title = '', language = 'id'] = process.argv
const document = pdfReports(title, language === 'en' ? 'en' : 'id')
const written = pipeline(document.bytes, process.stdout)
for await (const line of createInterface({ input: process.stdin, crlfDelay: 0 })) {
  document.add(JSON.parse(line) as Report)
  // The page before is on its way before the next one is drawn.
  await new Promise((resolve) => setImmediate(resolve))
}
document.end()
await written

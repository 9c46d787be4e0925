/**
 * The process that reads a file somebody sent: it knows the path and the kind, and has neither database nor secret.
 * Rows go to standard output in the text format of COPY, everything else to file descriptor 3.
 */
import { once } from 'node:events'
import { Socket } from 'node:net'
import { setPriority } from 'node:os'
import { DomainError } from '../../domain/errors.ts'
import { stagedFields } from '../../domain/exchange/lines.ts'
import { readCsv } from './csv.ts'
import { readNdjson } from './ndjson.ts'
import type { Message, ReadRequest } from './protocol.ts'
import type { RawFile } from './rows.ts'
import { checkHead, headOf, openText, refusalOf, type Counter } from './source.ts'
import { stager } from './staging.ts'
import { readXlsx } from './xlsx.ts'

const MAX_ROWS = 5_000_000
const TELL_EVERY_MS = 250
/** Interactive requests go before. */
const NICE = 10

/**
 * Writing to standard output itself would wait for whoever reads: here reading goes on beside it. As sockets, since a file
 * stream gives up on a full pipe after five tries.
 */
const out = new Socket({ fd: 1, readable: false, writable: true })
const control = new Socket({ fd: 3, readable: false, writable: true })
const tell = (message: Message): void => {
  control.write(`${JSON.stringify(message)}\n`)
}

const openFile = async ({ path, format }: ReadRequest, counter: Counter): Promise<RawFile> => {
  if (format === 'xlsx') {
    checkHead(await headOf(path), format)
    return readXlsx(path)
  }
  const text = await openText(path, format, counter)
  return format === 'csv' ? readCsv(text) : readNdjson(text)
}

const read = async (request: ReadRequest): Promise<void> => {
  const { kind, ignoreUnknown } = request
  const counter = { bytes: 0 }
  const file = await openFile(request, counter)
  const { shape, row } = stager(kind, ignoreUnknown)
  const known = file.headings && shape(file.headings)
  const every = stagedFields(kind).map(({ field }) => field)
  tell({ type: 'columns', fields: known?.fields ?? every, ignored: known?.ignored ?? [] })
  let [rows, refused, told] = [0, 0, Date.now()]
  for await (const lines of file.lines) {
    let text = ''
    for (const line of lines) {
      const staged = row(line)
      text += staged.text
      if (staged.refused) refused += 1
    }
    rows += lines.length
    if (rows > MAX_ROWS) throw new DomainError('import.tooManyLines', { limit: MAX_ROWS })
    if (text !== '' && !out.write(text)) await once(out, 'drain')
    if (Date.now() - told < TELL_EVERY_MS) continue
    told = Date.now()
    tell({ type: 'progress', rows, bytes: counter.bytes })
  }
  if (rows === 0 && file.headings === null) throw new DomainError('import.fileEmpty')
  out.end()
  await once(out, 'finish')
  tell({ type: 'end', rows, refused })
}

setPriority(NICE)
try {
  await read(JSON.parse(process.argv[2] ?? '{}') as ReadRequest)
} catch (error) {
  const refusal = refusalOf(error)
  // A fault of ours ends the process with its stack on standard error; the service then tries again.
  if (!refusal) throw error
  tell({ type: 'fault', code: refusal.code, facts: refusal.facts })
}
control.end()
await once(control, 'finish')

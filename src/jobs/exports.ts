/** Jobs that write files: from PostgreSQL to disk, as it is or through a process that makes a workbook of it. */
import { spawn } from 'node:child_process'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Copier } from '../db/copying.ts'
import type { Spool } from '../db/spool.ts'
import type { FileProgress } from '../repositories/appraisal/jobs.ts'
import type { ExportJobContext, JobContext, ReportsRequest, WriteRequest } from '../services/job-context.ts'
import type { WrittenFile } from '../repositories/exchange/exports.ts'
import { Cancelled, PRIVATE_PROCESS } from './files.ts'

const TELL_EVERY_MS = 250
const MAX_BYTES = 16 * 1_024 ** 3
const NEWLINE = 0x0a

interface ExportDeps {
  readonly spool: Spool
  /** Path of the program that writes workbooks. */
  readonly writer: string
  /** Path of the program that writes reports. */
  readonly reporter: string
  readonly copier: Copier
  /** Stores how far it is, and tells whether somebody wants the job to stop. */
  readonly tell: (progress: FileProgress) => Promise<boolean>
}

const linesIn = (chunk: Buffer): number => {
  let count = 0
  for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, at + 1)) count += 1
  return count
}

/** Passes everything on, and says now and then how much it was. How much is still to come is not known. */
const telling = (tell: ExportDeps['tell']): Transform => {
  const began = Date.now()
  let [rows, bytes, told] = [0, 0, began]
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      rows += linesIn(chunk)
      bytes += chunk.length
      if (Date.now() - told < TELL_EVERY_MS) {
        done(null, chunk)
        return
      }
      told = Date.now()
      const rowsPerSecond = Math.round((rows * 1_000) / Math.max(1, told - began))
      tell({ rows, bytes, totalBytes: 0, share: 0, rowsPerSecond, secondsLeft: null }).then(
        (stop) => {
          done(stop ? new Cancelled() : null, chunk)
        },
        (error: unknown) => {
          done(error as Error)
        },
      )
    },
  })
}

/** What a program makes of the lines piped in. Ends with an error where it failed. */
const through = (lines: Readable, program: string, args: readonly string[]): Readable => {
  const child = spawn(process.execPath, [program, ...args], { ...PRIVATE_PROCESS, stdio: ['pipe', 'pipe', 'ignore'] })
  const fail = (error: Error): void => {
    child.stdout.destroy(error)
    child.kill('SIGKILL')
  }
  child.once('error', fail)
  pipeline(lines, child.stdin).catch(fail)
  child.once('close', (code) => {
    if (code !== 0) fail(new Error(`the writer ended with ${String(code)}`))
  })
  return child.stdout
}

const write = async (deps: ExportDeps, { statement, format, headings }: WriteRequest): Promise<WrittenFile> => {
  const { file, rows } = await deps.copier.out(statement, async (source) => {
    const told = telling(deps.tell)
    const lines = source.pipe(told)
    source.once('error', (error) => told.destroy(error))
    const bytes = format === 'xlsx' ? through(lines, deps.writer, [JSON.stringify(headings)]) : lines
    return deps.spool.keep(bytes, MAX_BYTES)
  })
  return { file: file.file, rows, bytes: file.bytes, sha256: file.sha256 }
}

/** Counts into `written`, since a stream made of lines does not tell how many they were. */
async function* asLines(
  { reports, total }: ReportsRequest,
  tell: ExportDeps['tell'],
  written: { rows: number },
): AsyncGenerator<string> {
  const began = Date.now()
  let told = began
  for await (const report of reports) {
    yield `${JSON.stringify(report)}\n`
    const rows = (written.rows += 1)
    if (Date.now() - told < TELL_EVERY_MS) continue
    told = Date.now()
    const perSecond = (rows * 1_000) / Math.max(1, told - began)
    const secondsLeft = Math.ceil((total - rows) / perSecond)
    const share = total === 0 ? 1 : Math.min(1, rows / total)
    const progress = { rows, bytes: 0, totalBytes: 0, share, rowsPerSecond: Math.round(perSecond), secondsLeft }
    if (await tell(progress)) throw new Cancelled()
  }
}

const writeReports = async (deps: ExportDeps, request: ReportsRequest): Promise<WrittenFile> => {
  const written = { rows: 0 }
  const lines = Readable.from(asLines(request, deps.tell, written))
  const pages = through(lines, deps.reporter, [request.title, request.language])
  const { file, bytes, sha256 } = await deps.spool.keep(pages, MAX_BYTES)
  return { file, rows: written.rows, bytes, sha256 }
}

export const exportContext = (context: JobContext, deps: ExportDeps): ExportJobContext => ({
  ...context,
  write: (request) => write(deps, request),
  writeReports: (request) => writeReports(deps, request),
})

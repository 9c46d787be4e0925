/** Jobs over files: the process that reads, how far it has come, and the wish to stop. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Copier } from '../db/copying.ts'
import type { Spool } from '../db/spool.ts'
import { DomainError, type ErrorCode } from '../domain/errors.ts'
import type { FileProgress } from '../repositories/appraisal/jobs.ts'
import type { FileColumns, FileJobContext, JobContext, OpenFile } from '../services/job-context.ts'
import type { Message, ReadRequest } from './reader/protocol.ts'

const HEAP_MB = 192
/** Neither database nor secret is known to a process that handles a file. */
export const PRIVATE_PROCESS = { env: {} }
const LONGEST_READ_MS = 20 * 60_000

/** Thrown by whoever meets it; ends the job without a trace in any table but its own. */
export class Cancelled extends Error {}

interface FileJobDeps {
  readonly spool: Spool
  readonly reader: string
  readonly copier: Copier
  readonly bytes: number
  /** Stores how far it is, and tells whether somebody wants the job to stop. */
  readonly tell: (progress: FileProgress) => Promise<boolean>
}

const progressOf = (began: number, rows: number, bytes: number, totalBytes: number): FileProgress => {
  const seconds = Math.max(0.001, (Date.now() - began) / 1_000)
  const share = totalBytes === 0 ? 1 : Math.min(1, bytes / totalBytes)
  return {
    rows,
    bytes,
    totalBytes,
    share: Math.round(share * 1_000) / 1_000,
    rowsPerSecond: Math.round(rows / seconds),
    secondsLeft: share === 0 ? null : Math.ceil((seconds * (1 - share)) / share),
  }
}

interface Heard {
  columns: FileColumns | null
  rows: number | null
  refusal: DomainError | null
  cancelled: boolean
}

/** Listens to the reader until it says no more. */
const listen = async (child: ChildProcess, deps: FileJobDeps, began: number, masked: boolean): Promise<Heard> => {
  const heard: Heard = { columns: null, rows: null, refusal: null, cancelled: false }
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    const message = JSON.parse(line) as Message
    if (message.type === 'columns') heard.columns = { ...message, masked }
    else if (message.type === 'fault') heard.refusal = new DomainError(message.code as ErrorCode, message.facts)
    else if (message.type === 'end') heard.rows = message.rows
    else if (await deps.tell(progressOf(began, message.rows, message.bytes, deps.bytes))) {
      heard.cancelled = true
      child.kill('SIGKILL')
    }
  }
  return heard
}

const openFile = (deps: FileJobDeps, began: number, request: ReadRequest): OpenFile => {
  let columns: FileColumns | null = null
  return {
    columns: () => columns ?? { fields: [], ignored: [], masked: false },
    into: async (statement) => {
      const child = spawn(
        process.execPath,
        [`--max-old-space-size=${String(HEAP_MB)}`, deps.reader, JSON.stringify(request)],
        {
          ...PRIVATE_PROCESS,
          stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
        },
      )
      const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_READ_MS)
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
      const rows = child.stdout as Readable
      const copying = deps.copier.into(statement, rows).then(
        () => null,
        (error: unknown) => {
          const failure = { error, isCut: rows.readableEnded }
          // Nobody reads it any more; one that has written everything may still say how it went.
          if (!failure.isCut) child.kill('SIGKILL')
          return failure
        },
      )
      try {
        const [heard, failure] = await Promise.all([listen(child, deps, began, request.format === 'ndjson'), copying])
        const wasKilled = (await ended) === null
        // A reader that was stopped in the middle of a line makes the COPY fail: why it was stopped is told, not that.
        if (heard.cancelled) throw new Cancelled()
        if (heard.refusal) throw heard.refusal
        if (failure && !(failure.isCut && wasKilled)) throw failure.error
        if (heard.rows === null) throw new DomainError('import.fileTooDemanding')
        columns = heard.columns
        await deps.tell(progressOf(began, heard.rows, deps.bytes, deps.bytes))
      } finally {
        clearTimeout(timer)
        child.kill('SIGKILL')
      }
    },
  }
}

export const fileContext = (context: JobContext, deps: FileJobDeps): FileJobContext => {
  const began = Date.now()
  let last: FileProgress | null = null
  const tell = async (progress: FileProgress): Promise<boolean> => {
    last = progress
    return deps.tell(progress)
  }
  return {
    ...context,
    openFile: ({ file, ...request }) => {
      if (!deps.spool.has(file)) throw new DomainError('import.fileGone')
      return openFile({ ...deps, tell }, began, { path: deps.spool.pathOf(file), ...request })
    },
    publishing: async () => {
      if (last && (await deps.tell(last))) throw new Cancelled()
    },
  }
}

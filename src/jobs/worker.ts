/** Runs jobs from the queue. Each is one transaction of its institution: killed at any moment it left nothing half done. */
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Logger as PinoLogger } from 'pino'
import { v7 } from 'uuid'
import type { Anchors } from '../db/anchors.ts'
import type { Pools } from '../db/database.ts'
import { refreshStatistics } from '../db/statistics.ts'
import { inTransaction, nobodyOf, type Tx } from '../db/transaction.ts'
import { DomainError, type Facts } from '../domain/errors.ts'
import type { Action } from '../domain/policy.ts'
import { inCopyTransaction, type Copier } from '../db/copying.ts'
import type { Spool } from '../db/spool.ts'
import { findImport } from '../repositories/exchange/imports.ts'
import { runExport } from '../services/exchange/exporting.ts'
import { prepareSiasnRecords } from '../services/exchange/siasn-preparing.ts'
import { runImport } from '../services/exchange/importing.ts'
import { signHeads } from './checkpoints.ts'
import { exportContext } from './exports.ts'
import { Cancelled, fileContext } from './files.ts'
import {
  findJob,
  findJobForUpdate,
  updateJob,
  type FileProgress,
  type JobChange,
  type JobRow,
} from '../repositories/appraisal/jobs.ts'
import { openCycle } from '../services/appraisal/opening.ts'
import { publishCycle } from '../services/appraisal/publication.ts'
import { scoreCycle } from '../services/appraisal/scoring.ts'
import { appendEntry } from '../services/access/audit-chain.ts'
import { raise } from '../services/exchange/events.ts'
import type { JobContext } from '../services/job-context.ts'
import { causeOf, startQueue } from './queue.ts'

/** Of a cycle, or of what has the id of the job. What it returns stands in the audit entry of the job. */
type Task = (context: JobContext, id: string) => Promise<Facts>

const TASKS: Record<Exclude<JobRow['kind'], 'import' | 'export'>, Task> = {
  'cycle.open': openCycle,
  'cycle.score': scoreCycle,
  'cycle.publish': publishCycle,
  'siasn.prepare': prepareSiasnRecords,
}

export interface WorkerDeps {
  readonly pools: Pools
  readonly secret: Buffer
  readonly anchors: Anchors
  readonly clock: () => Date
  readonly logger: PinoLogger
  readonly spool: Spool
  /** Paths of the programs that read files and write workbooks. */
  readonly programs: { readonly reader: string; readonly writer: string; readonly reporter: string }
}

const ACTIONS: Readonly<Record<JobRow['kind'], Action>> = {
  'cycle.open': 'cycle.run',
  'cycle.score': 'cycle.run',
  'cycle.publish': 'cycle.run',
  import: 'import.run',
  export: 'export.request',
  'siasn.prepare': 'siasnHandover.prepare',
}

interface Payload {
  readonly institutionId: string
  readonly jobId: string
}

/** Progress is told outside the job's own transaction, or nobody would see it before the end. */
const tell = (deps: WorkerDeps, { institutionId, jobId }: Payload, change: JobChange): Promise<unknown> =>
  inTransaction(deps.pools.app, nobodyOf(institutionId), 'read write', (tx) =>
    updateJob(tx, institutionId, jobId, change),
  )

/** The same for a file; the answer is whether somebody wants it to stop. */
const tellFile = (deps: WorkerDeps, { institutionId, jobId }: Payload, progress: FileProgress): Promise<boolean> =>
  inTransaction(deps.pools.app, nobodyOf(institutionId), 'read write', async (tx) => {
    await updateJob(tx, institutionId, jobId, { progress, done: progress.rows })
    return (await findJob(tx, institutionId, jobId))?.cancelRequestedAt != null
  })

const contextOf = (deps: WorkerDeps, payload: Payload, tx: Tx): JobContext => {
  const now = deps.clock()
  return {
    institutionId: payload.institutionId,
    tx,
    now: now.toISOString(),
    newId: () => v7({ msecs: now.getTime() }),
    newRandomId: randomUUID,
    secret: deps.secret,
    spool: deps.spool.id,
    progress: async (done, total) => {
      await tell(deps, payload, { done, total })
    },
  }
}

const claim = (deps: WorkerDeps, { institutionId, jobId }: Payload): Promise<JobRow | null> =>
  inTransaction(deps.pools.app, nobodyOf(institutionId), 'read write', async (tx) => {
    const job = await findJobForUpdate(tx, institutionId, jobId)
    if (!job || (job.state !== 'queued' && job.state !== 'running')) return null
    await updateJob(tx, institutionId, jobId, { state: 'running', startedAt: deps.clock().toISOString() })
    return job
  })

type Settle = (tx: Tx, facts: Facts) => Promise<void>

type FileTask = (deps: WorkerDeps, payload: Payload, tx: Tx, copier: Copier) => Promise<Facts>

const importFile: FileTask = async (deps, payload, tx, copier) => {
  const { spool, programs } = deps
  const bytes = (await findImport(tx, payload.institutionId, payload.jobId))?.bytes ?? 0
  const tell = (progress: FileProgress): Promise<boolean> => tellFile(deps, payload, progress)
  const context = fileContext(contextOf(deps, payload, tx), { spool, reader: programs.reader, copier, bytes, tell })
  return runImport(context, payload.jobId)
}

const exportFile: FileTask = (deps, payload, tx, copier) => {
  const { spool, programs } = deps
  const tell = (progress: FileProgress): Promise<boolean> => tellFile(deps, payload, progress)
  const context = exportContext(contextOf(deps, payload, tx), { spool, ...programs, copier, tell })
  return runExport(context, payload.jobId)
}

/** The work and all that is said of it, in one transaction. */
const perform = (deps: WorkerDeps, payload: Payload, job: JobRow, settle: Settle): Promise<void> => {
  const who = nobodyOf(payload.institutionId)
  if (job.kind === 'import' || job.kind === 'export') {
    const run = job.kind === 'import' ? importFile : exportFile
    return inCopyTransaction(deps.pools.bulk, who, async (tx, copier) =>
      settle(tx, await run(deps, payload, tx, copier)),
    )
  }
  const task: Task = TASKS[job.kind]
  return inTransaction(deps.pools.jobs, who, 'read write', async (tx) =>
    settle(tx, await task(contextOf(deps, payload, tx), job.cycleId ?? job.id)),
  )
}

/** A file whose job is over is of no use any more. */
const forgetFile = async ({ pools, spool }: WorkerDeps, { institutionId, jobId }: Payload): Promise<void> => {
  const row = await inTransaction(pools.app, nobodyOf(institutionId), 'read write', (tx) =>
    findImport(tx, institutionId, jobId),
  )
  if (row && row.state !== 'queued' && row.state !== 'running') await spool.forget(row.file)
}

/** What is done already, whatever becomes of this: what moved is signed and read anew in time anyway. */
const afterwards = async (deps: WorkerDeps, { kind }: JobRow): Promise<void> => {
  const { pools, clock, logger } = deps
  const warn =
    (what: string) =>
    (error: unknown): void => {
      logger.warn({ cause: causeOf(error) }, what)
    }
  await signHeads({ ...deps, owner: pools.owner }, clock().toISOString()).catch(warn('audit checkpoint'))
  await refreshStatistics(pools.owner, kind).catch(warn('statistics'))
}

/** A refusal ends the job with its reason; anything else is tried again by the queue, unless this was the last try. */
const work = async (deps: WorkerDeps, payload: Payload, isLastTry: boolean): Promise<void> => {
  const job = await claim(deps, payload)
  if (!job) return
  const settle = async (tx: Tx, facts: Facts) => {
    const at = deps.clock().toISOString()
    const told = { ...facts, job: payload.jobId, done: job.kind }
    const resourceId = job.cycleId ?? job.id
    await appendEntry(tx, deps.secret, payload.institutionId, {
      id: v7(),
      at,
      actorId: job.requestedBy,
      action: ACTIONS[job.kind],
      resourceId,
      facts: told,
      requestId: '',
    })
    const { institutionId } = payload
    await raise(tx, v7, { institutionId, act: job.kind, resourceId, facts: told, at })
    // With the work itself, so that a job killed after its commit is not done again and found impossible.
    await updateJob(tx, payload.institutionId, payload.jobId, {
      state: 'succeeded',
      finishedAt: deps.clock().toISOString(),
    })
  }
  try {
    await perform(deps, payload, job, settle)
    await afterwards(deps, job)
  } catch (error) {
    if (error instanceof Cancelled) {
      await tell(deps, payload, { state: 'cancelled', finishedAt: deps.clock().toISOString() })
      return
    }
    const cause = causeOf(error)
    if (!(error instanceof DomainError)) {
      const { stack } = error as Error
      deps.logger.error({ job: payload.jobId, cause, ...(cause === 'fault' && { stack }) }, 'job failed')
      // What the queue stores of a failure is its message: the cause alone, since a database's message quotes rows.
      if (!isLastTry) throw new Error(cause)
    }
    const problem =
      error instanceof DomainError
        ? { code: error.code, facts: error.facts }
        : { code: 'service.internalError', facts: {} }
    await tell(deps, payload, { state: 'failed', problem, finishedAt: deps.clock().toISOString() })
  }
}

/** Starts taking jobs; `stop()` waits for the one under way, and hands it back when it takes too long. */
export const startWorker = (deps: WorkerDeps, owner: pg.Pool): Promise<{ stop(): Promise<void> }> =>
  startQueue(owner, deps.logger, {
    run_job: (payload, { job }) => work(deps, payload as Payload, job.attempts >= job.max_attempts),
    [`run_file_job_${deps.spool.id.replaceAll('-', '')}`]: async (payload, { job }) => {
      await work(deps, payload as Payload, job.attempts >= job.max_attempts)
      await forgetFile(deps, payload as Payload)
    },
  })

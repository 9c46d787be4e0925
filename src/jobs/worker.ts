/** Runs jobs from the queue. Each is one transaction of its institution: killed at any moment it left nothing half done. */
import { EventEmitter } from 'node:events'
import { Logger, run, type WorkerEvents } from 'graphile-worker'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Logger as PinoLogger } from 'pino'
import { v7 } from 'uuid'
import type { Pools } from '../db/database.ts'
import { inTransaction, type Tx, type Who } from '../db/transaction.ts'
import { DomainError, type Facts } from '../domain/errors.ts'
import { findJobForUpdate, updateJob, type JobChange, type JobRow } from '../repositories/appraisal/jobs.ts'
import { openCycle } from '../services/appraisal/opening.ts'
import { publishCycle } from '../services/appraisal/publication.ts'
import { scoreCycle } from '../services/appraisal/scoring.ts'
import { appendEntry, keepEnd } from '../services/access/audit-chain.ts'
import type { JobContext } from '../services/job-context.ts'
import { keepAlive } from './liveness.ts'

/** What it returns stands in the audit entry of the job. */
type Task = (context: JobContext, cycleId: string) => Promise<Facts>

const TASKS: Record<JobRow['kind'], Task> = {
  'cycle.open': openCycle,
  'cycle.score': scoreCycle,
  'cycle.publish': publishCycle,
}

export interface WorkerDeps {
  readonly pools: Pools
  readonly secret: Buffer
  readonly clock: () => Date
  readonly logger: PinoLogger
}

interface Payload {
  readonly institutionId: string
  readonly jobId: string
}

const WORTH_LOGGING: ReadonlySet<string> = new Set(['error'])

const silent = (log: PinoLogger): Logger =>
  new Logger(() => (level, message) => {
    if (WORTH_LOGGING.has(level)) log.error({ cause: message.slice(0, 200) }, 'queue')
  })

const nobodyOf = (institutionId: string): Who => ({ institutionId, employeeId: null })

/** Progress is told outside the job's own transaction, or nobody would see it before the end. */
const tell = (deps: WorkerDeps, { institutionId, jobId }: Payload, change: JobChange): Promise<unknown> =>
  inTransaction(deps.pools.app, nobodyOf(institutionId), 'read write', (tx) =>
    updateJob(tx, institutionId, jobId, change),
  )

const contextOf = (deps: WorkerDeps, payload: Payload, tx: Tx): JobContext => {
  const now = deps.clock()
  return {
    institutionId: payload.institutionId,
    tx,
    now: now.toISOString(),
    newId: () => v7({ msecs: now.getTime() }),
    newRandomId: randomUUID,
    secret: deps.secret,
    progress: async (done, total) => {
      await tell(deps, payload, { done, total })
    },
  }
}

const claim = (deps: WorkerDeps, { institutionId, jobId }: Payload): Promise<JobRow | null> =>
  inTransaction(deps.pools.app, nobodyOf(institutionId), 'read write', async (tx) => {
    const job = await findJobForUpdate(tx, institutionId, jobId)
    if (!job || job.state === 'succeeded' || job.state === 'failed') return null
    await updateJob(tx, institutionId, jobId, { state: 'running', startedAt: deps.clock().toISOString() })
    return job
  })

const causeOf = (error: unknown): string => (error as { code?: string }).code ?? 'fault'

/** A refusal ends the job with its reason; anything else is tried again by the queue, unless this was the last try. */
const work = async (deps: WorkerDeps, payload: Payload, isLastTry: boolean): Promise<void> => {
  const job = await claim(deps, payload)
  if (job?.cycleId == null) return
  const { cycleId } = job
  const task: Task = TASKS[job.kind]
  try {
    const end = await inTransaction(deps.pools.jobs, nobodyOf(payload.institutionId), 'read write', async (tx) => {
      const facts = await task(contextOf(deps, payload, tx), cycleId)
      const appended = await appendEntry(tx, deps.secret, payload.institutionId, {
        id: v7(),
        at: deps.clock().toISOString(),
        actorId: job.requestedBy,
        action: 'cycle.run',
        resourceId: cycleId,
        facts: { job: payload.jobId, done: job.kind, ...facts },
        requestId: '',
      })
      // With the work itself, so that a job killed after its commit is not done again and found impossible.
      await updateJob(tx, payload.institutionId, payload.jobId, {
        state: 'succeeded',
        finishedAt: deps.clock().toISOString(),
      })
      return appended
    })
    keepEnd(deps.secret, payload.institutionId, end)
  } catch (error) {
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
export const startWorker = async (deps: WorkerDeps, owner: pg.Pool): Promise<{ stop(): Promise<void> }> => {
  let name = ''
  const events = new EventEmitter() as WorkerEvents
  events.on('worker:create', ({ worker }) => (name = worker.workerId))
  const runner = await run({
    pgPool: owner,
    events,
    concurrency: 1,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: silent(deps.logger),
    taskList: {
      run_job: (payload, { job }) => work(deps, payload as Payload, job.attempts >= job.max_attempts),
    },
  })
  const liveness = await keepAlive(owner, name, (error) => {
    deps.logger.warn({ cause: causeOf(error) }, 'queue')
  })
  return {
    stop: async () => {
      await runner.stop()
      await liveness.stop()
    },
  }
}

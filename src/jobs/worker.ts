/** Runs jobs from the queue. Each is one transaction of its institution: killed at any moment it left nothing half done. */
import { Logger, run, type Runner } from 'graphile-worker'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Logger as PinoLogger } from 'pino'
import { v7 } from 'uuid'
import type { Pools } from '../db/database.ts'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { DomainError } from '../domain/errors.ts'
import { findJobForUpdate, updateJob, type JobChange, type JobRow } from '../repositories/appraisal/jobs.ts'
import { openCycle } from '../services/appraisal/opening.ts'
import { scoreCycle } from '../services/appraisal/scoring.ts'
import type { JobContext } from '../services/job-context.ts'

type Task = (context: JobContext, cycleId: string) => Promise<void>

const TASKS: Record<JobRow['kind'], Task> = { 'cycle.open': openCycle, 'cycle.score': scoreCycle }

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

/** Progress is told outside the job's own transaction, or nobody would see it before the end. */
const tell = (deps: WorkerDeps, { institutionId, jobId }: Payload, change: JobChange): Promise<unknown> =>
  inTransaction(deps.pools.app, institutionId, 'read write', (tx) => updateJob(tx, institutionId, jobId, change))

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
  inTransaction(deps.pools.app, institutionId, 'read write', async (tx) => {
    const job = await findJobForUpdate(tx, institutionId, jobId)
    if (!job || job.state === 'succeeded' || job.state === 'failed') return null
    await updateJob(tx, institutionId, jobId, { state: 'running', startedAt: deps.clock().toISOString() })
    return job
  })

/** A refusal ends the job with its reason; anything else is tried again by the queue. */
const work = async (deps: WorkerDeps, payload: Payload): Promise<void> => {
  const job = await claim(deps, payload)
  if (job?.cycleId == null) return
  const { cycleId } = job
  const task: Task = TASKS[job.kind]
  try {
    await inTransaction(deps.pools.jobs, payload.institutionId, 'read write', async (tx) => {
      await task(contextOf(deps, payload, tx), cycleId)
      // With the work itself, so that a job killed after its commit is not done again and found impossible.
      await updateJob(tx, payload.institutionId, payload.jobId, {
        state: 'succeeded',
        finishedAt: deps.clock().toISOString(),
      })
    })
  } catch (error) {
    if (!(error instanceof DomainError)) {
      deps.logger.error(
        { job: payload.jobId, cause: (error as { code?: string }).code },
        'job failed, will be tried again',
      )
      throw error
    }
    const problem = { code: error.code, facts: error.facts }
    await tell(deps, payload, { state: 'failed', problem, finishedAt: deps.clock().toISOString() })
  }
}

/** Starts taking jobs; `stop()` waits for the one under way. */
export const startWorker = (deps: WorkerDeps, owner: pg.Pool): Promise<Runner> =>
  run({
    pgPool: owner,
    concurrency: 1,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: silent(deps.logger),
    taskList: { run_job: (payload) => work(deps, payload as Payload) },
  })

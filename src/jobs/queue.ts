/** The queue of jobs, by a library that has to be kept from giving up when the database goes away in the middle of one. */
import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, run, type Task, type TaskList, type WorkerEvents } from 'graphile-worker'
import type pg from 'pg'
import type { Logger as PinoLogger } from 'pino'
import { keepAlive } from './liveness.ts'

const AGAIN_MS = 250

const WORTH_LOGGING: ReadonlySet<string> = new Set(['error'])

const silent = (log: PinoLogger): Logger =>
  new Logger(() => (level, message) => {
    if (WORTH_LOGGING.has(level)) log.error({ cause: message.slice(0, 200) }, 'queue')
  })

export const causeOf = (error: unknown): string => (error as { code?: string }).code ?? 'fault'

const LONGEST_WAIT_MS = 60_000

/** Waits until the database answers again: the library ends the process when it cannot say that a job has failed. */
const untilReachable = async (owner: pg.Pool): Promise<void> => {
  const until = Date.now() + LONGEST_WAIT_MS
  while (Date.now() < until) {
    const answer = await owner.query('select 1').catch(() => null)
    if (answer) return
    await sleep(AGAIN_MS)
  }
}

const patient = (owner: pg.Pool, tasks: Readonly<Record<string, Task>>): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]): [string, Task] => [
      name,
      async (payload, helpers) => {
        try {
          await task(payload, helpers)
        } catch (error) {
          await untilReachable(owner)
          throw error
        }
      },
    ]),
  )

/** Starts taking jobs, so many `atOnce`; `stop()` waits for those under way, and hands it back when it takes too long. */
export const startQueue = async (
  owner: pg.Pool,
  logger: PinoLogger,
  tasks: Readonly<Record<string, Task>>,
  atOnce = 1,
): Promise<{ stop(): Promise<void> }> => {
  const names: string[] = []
  const events = new EventEmitter() as WorkerEvents
  events.on('worker:create', ({ worker }) => {
    names.push(worker.workerId)
  })
  const runner = await run({
    pgPool: owner,
    events,
    concurrency: atOnce,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: silent(logger),
    taskList: patient(owner, tasks),
  })
  const liveness = await keepAlive(owner, names, (error) => {
    logger.warn({ cause: causeOf(error) }, 'queue')
  })
  return {
    stop: async () => {
      await runner.stop()
      await liveness.stop()
    },
  }
}

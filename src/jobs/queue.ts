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

/** Asks until the database answers. Gives up with what it last heard, after a minute or when `ending`. */
const persist = async <T>(ask: () => Promise<T>, ending: AbortSignal): Promise<T> => {
  const until = Date.now() + LONGEST_WAIT_MS
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      // Without its code: the library sleeps up to two minutes on some of them, and no end of the process would wake it.
      if (ending.aborted || Date.now() > until) throw new Error(causeOf(error), { cause: error })
      await sleep(AGAIN_MS, undefined, { signal: ending }).catch(() => undefined)
    }
  }
}

/** The library gives up on a job, and then on the process, when the database is away at the wrong moment. */
const patientPool = (owner: pg.Pool, ending: AbortSignal): pg.Pool => {
  const connect = (callback?: Parameters<pg.Pool['connect']>[0]): unknown =>
    callback ? owner.connect(callback) : persist(() => owner.connect(), ending)
  return new Proxy(owner, {
    get: (pool, name) => (name === 'connect' ? connect : (Reflect.get(pool, name) as unknown)),
  })
}

/** A task that failed is said to have failed when statements work again: an idle connection may have died with its own. */
const patient = (owner: pg.Pool, ending: AbortSignal, tasks: Readonly<Record<string, Task>>): TaskList =>
  Object.fromEntries(
    Object.entries(tasks).map(([name, task]): [string, Task] => [
      name,
      async (payload, helpers) => {
        try {
          await task(payload, helpers)
        } catch (error) {
          await persist(() => owner.query('select 1'), ending).catch(() => undefined)
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
  const ending = new AbortController()
  const runner = await run({
    pgPool: patientPool(owner, ending.signal),
    events,
    concurrency: atOnce,
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: silent(logger),
    taskList: patient(owner, ending.signal, tasks),
  })
  const liveness = await keepAlive(owner, names, (error) => {
    logger.warn({ cause: causeOf(error) }, 'queue')
  })
  return {
    stop: async () => {
      ending.abort()
      // A worker that waits for the database ends by failing, which matters to nobody now.
      runner.promise.catch(() => undefined)
      await runner.stop()
      await liveness.stop()
    },
  }
}

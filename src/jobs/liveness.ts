/** Gives back the jobs of processes that died. The queue alone would wait four hours for them. */
import { once } from 'node:events'
import type pg from 'pg'

const LOCK_CLASS = 0x776f726b // "work"
const EVERY_MS = 10_000

/** Says, by locks that end with their connection, that the workers of these names live. */
const announce = async (owner: pg.Pool, workers: readonly string[], onEnd: () => void): Promise<pg.PoolClient> => {
  const client = await owner.connect()
  client.once('end', onEnd)
  try {
    await client.query('select pg_advisory_lock($1, hashtext(name)) from unnest($2::text[]) w(name)', [
      LOCK_CLASS,
      workers,
    ])
    return client
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Unlocks every job whose worker holds no such lock. */
const freeOrphans = (owner: pg.Pool): Promise<unknown> =>
  owner.query(
    `select graphile_worker.force_unlock_workers(array_agg(name)) from (
       select distinct locked_by as name from graphile_worker.jobs where locked_by is not null) held
     where pg_try_advisory_xact_lock($1, hashtext(name))`,
    [LOCK_CLASS],
  )

export interface Liveness {
  /** Resolves when its connection has ended, so that the database can be stopped next. */
  stop(): Promise<void>
}

/**
 * `workers` are the names of this process in the queue. Resolves when it is announced and the jobs of the dead are free again; from
 * then on both are repeated. `onError` hears of a repetition that failed; the next one repairs it.
 */
export const keepAlive = async (
  owner: pg.Pool,
  workers: readonly string[],
  onError: (error: unknown) => void,
): Promise<Liveness> => {
  let sign: pg.PoolClient | null = null
  // A client that lost its server is still checked out: the pool could never close.
  const drop = (): void => {
    const dropped = sign
    sign = null
    dropped?.release(true)
  }
  const beat = async (): Promise<void> => {
    sign ??= await announce(owner, workers, drop)
    await freeOrphans(owner)
  }
  await beat()
  let last = Promise.resolve()
  const timer = setInterval(() => {
    last = beat().catch(onError)
  }, EVERY_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      // A beat under way may be about to take a new connection, which the pool would wait for at its end.
      await last
      const ended = sign && once(sign, 'end')
      drop()
      await ended
    },
  }
}

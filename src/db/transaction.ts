/** The one way into a transaction: tenant set, retried on a lost race, never committed half. */
import { sql, type Transaction } from 'kysely'
import { setTimeout as sleep } from 'node:timers/promises'
import { DEFERRED, type Db } from './database.ts'
import { followed } from './endings.ts'
import { hot } from './hot.ts'
import type { Database } from './schema.ts'

/** What repositories that write accept; the pool itself does not fit. */
export type Tx = Transaction<Database>

/** Whose rows the transaction may see: those of an institution and, in the store of raters, those of one employee. */
export interface Who {
  readonly institutionId: string
  /** null for machines and background work. */
  readonly employeeId: string | null
}

/** Machines and background work, in one institution. */
export const nobodyOf = (institutionId: string): Who => ({ institutionId, employeeId: null })

export type AccessMode = 'read write' | 'snapshot'

const RETRIES = 3
const LOST_RACES = new Set(['40001', '40P01'])

/** Empty for what PostgreSQL did not say. */
export const sqlState = (error: unknown): string => (error as { code?: string } | null)?.code ?? ''

const become = hot<never, [institutionId: string, employeeId: string]>(2, (db, institutionId, employeeId) =>
  sql<never>`select set_config('app.institution', ${institutionId}, true), set_config('app.employee', ${employeeId}, true) ${sql.raw(DEFERRED)}`.compile(
    db,
  ),
)

const builderOf = (db: Db, mode: AccessMode) => {
  const builder = db.transaction()
  return mode === 'read write' ? builder : builder.setAccessMode('read only').setIsolationLevel('repeatable read')
}

const attempt = <T>(db: Db, who: Who, mode: AccessMode, work: (tx: Tx) => Promise<T>): Promise<T> =>
  followed((follow) =>
    builderOf(db, mode).execute(async (tx) => {
      follow(tx)
      await become(tx, who.institutionId, who.employeeId ?? '')
      return work(tx)
    }),
  )

/**
 * Runs `work` in one transaction of the institution, as one employee or nobody. Serialization failures and deadlocks are retried up to 3 times with
 * jitter, so `work` must have no effect outside the database. Throws what `work` throws, after ROLLBACK.
 */
export const inTransaction = async <T>(
  db: Db,
  who: Who,
  mode: AccessMode,
  work: (tx: Tx) => Promise<T>,
): Promise<T> => {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt(db, who, mode, work)
    } catch (error) {
      if (tries >= RETRIES || !LOST_RACES.has(sqlState(error))) throw error
      await sleep(5 + Math.random() * 20 * 2 ** tries)
    }
  }
}

/** What is done by the clock: keys past their time are forgotten, audit chains are signed, people are reminded. */
import type pg from 'pg'
import { v7 } from 'uuid'
import type { Pools } from '../db/database.ts'
import { inTransaction, nobodyOf } from '../db/transaction.ts'
import { forgetExpiredKeys } from '../repositories/access/idempotency-keys.ts'
import { forgetExpiredTokens, rotateTokenKeys } from '../repositories/access/token-keys.ts'
import type { Spool } from '../db/spool.ts'
import { forgetImportReports } from '../repositories/exchange/imports.ts'
import { forgetDeliveries } from '../repositories/exchange/webhook-deliveries.ts'
import { expiredFiles } from '../repositories/exchange/exports.ts'
import { institutionsToRemind } from '../repositories/development/reminders.ts'
import { remind } from '../services/development/reminders.ts'
import { signHeads, type CheckpointDeps } from './checkpoints.ts'

/** Whatever a folder still holds after this is swept when its process starts. */
const LOOKED_BACK_MS = 8 * 86_400_000
/** Lines of files hold data of persons: reports are kept for as long as somebody may still mend them. */
const REPORTS_KEPT_MS = 90 * 86_400_000
/** The log of deliveries that are settled; the events themselves stay. */
const DELIVERIES_KEPT_MS = 30 * 86_400_000
const FORGET_EVERY_MS = 10 * 60_000
/** What was written since the last signature can be cut off unseen by whoever owns both database and machine. */
const SIGN_EVERY_MS = 60_000

/** A key signs for a quarter of a year. */
const KEY_RENEWED_MS = 90 * 86_400_000
/** Longer than any token that it signed could live. */
const KEY_RETIRED_MS = 86_400_000

export interface HousekeepingDeps extends Omit<CheckpointDeps, 'owner'> {
  readonly pools: Pools
  readonly clock: () => Date
  readonly spool: Spool
}

/** Files of exports past their time, as far as they lie in this process's folder. Returns how many were removed. */
export const forgetExports = async ({ pools, spool }: HousekeepingDeps, now: Date): Promise<number> => {
  const since = new Date(now.getTime() - LOOKED_BACK_MS).toISOString()
  const files = (await expiredFiles(pools.owner, since, now.toISOString())).filter((file) => spool.has(file))
  for (const file of files) await spool.forget(file)
  return files.length
}

/** Refused lines and changes of imports past their time; the counts stay. */
export const forgetReports = ({ pools }: Pick<HousekeepingDeps, 'pools'>, now: Date): Promise<number> =>
  forgetImportReports(pools.owner, new Date(now.getTime() - REPORTS_KEPT_MS).toISOString())

/** Tells whose plans have something due or overdue, institution by institution. Returns how many were told. */
export const sendReminders = async ({ pools, secret }: HousekeepingDeps, now: Date): Promise<number> => {
  let sent = 0
  for (const institutionId of await institutionsToRemind(pools.owner, now.toISOString())) {
    const newId = (): string => v7({ msecs: now.getTime() })
    sent += await inTransaction(pools.app, nobodyOf(institutionId), 'read write', (tx) =>
      remind({ tx, institutionId, now: now.toISOString(), newId, secret }),
    )
  }
  return sent
}

/** A first key for tokens, a new one when its time has come, and the end of the one before. */
export const renewTokenKeys = (owner: pg.Pool, now: Date): Promise<void> => {
  const before = (ms: number): string => new Date(now.getTime() - ms).toISOString()
  return rotateTokenKeys(owner, now.toISOString(), before(KEY_RENEWED_MS), before(KEY_RETIRED_MS))
}

export const startHousekeeping = (deps: HousekeepingDeps): { stop: () => Promise<void> } => {
  const { pools, clock, logger } = deps
  const sign = (): Promise<unknown> => signHeads({ ...deps, owner: pools.owner }, clock().toISOString())
  const forget = (): Promise<unknown> => {
    const now = clock().toISOString()
    return Promise.all([
      forgetExpiredKeys(pools.owner, now),
      forgetExpiredTokens(pools.owner, now),
      forgetDeliveries(pools.owner, new Date(clock().getTime() - DELIVERIES_KEPT_MS).toISOString()),
      renewTokenKeys(pools.owner, clock()),
    ])
  }
  const every = (ms: number, work: () => Promise<unknown>): NodeJS.Timeout => {
    const attempt = (): void =>
      void work().catch((error: unknown) => {
        logger.warn({ cause: (error as { code?: string }).code }, 'housekeeping')
      })
    return setInterval(attempt, ms).unref()
  }
  const forgetFiles = (): Promise<unknown> => Promise.all([forgetExports(deps, clock()), forgetReports(deps, clock())])
  const remindAll = (): Promise<unknown> => sendReminders(deps, clock())
  const timers = [
    every(FORGET_EVERY_MS, forget),
    every(FORGET_EVERY_MS, forgetFiles),
    every(SIGN_EVERY_MS, sign),
    every(FORGET_EVERY_MS, remindAll),
  ]
  return {
    stop: async () => {
      timers.forEach(clearInterval)
      // The last acts before the end are signed too; a database that is gone is signed by the next process.
      await sign().catch(() => undefined)
    },
  }
}

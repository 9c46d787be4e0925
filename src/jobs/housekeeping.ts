/** Forgets what has served its time. */
import type { Logger } from 'pino'
import type { Pools } from '../db/database.ts'
import { forgetExpiredKeys } from '../repositories/access/idempotency-keys.ts'

const EVERY_MS = 10 * 60_000

export const startHousekeeping = (pools: Pools, clock: () => Date, logger: Logger): { stop: () => void } => {
  const timer = setInterval(() => {
    forgetExpiredKeys(pools.owner, clock().toISOString()).catch((error: unknown) => {
      logger.warn({ cause: (error as { code?: string }).code }, 'housekeeping')
    })
  }, EVERY_MS)
  timer.unref()
  return {
    stop: () => {
      clearInterval(timer)
    },
  }
}

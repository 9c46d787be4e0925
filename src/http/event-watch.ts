/** Who waits for something to happen: one look at the database for all of them, however many they are. */
import type { Db } from '../db/database.ts'
import { newestEvents } from '../repositories/exchange/events.ts'

const LOOK_EVERY_MS = 500

interface Waiter {
  readonly institutionId: string
  readonly after: number
  readonly done: (newest: number) => void
}

export interface EventWatch {
  /** The newest place, once it is beyond `after`, or when the time is over or the process ends. */
  readonly beyond: (institutionId: string, after: number, ms: number) => Promise<number>
  readonly close: () => void
}

export const eventWatch = (read: Db): EventWatch => {
  const waiters = new Set<Waiter>()
  let timer: NodeJS.Timeout | null = null

  const look = async (): Promise<void> => {
    const newest = await newestEvents(read, [...new Set([...waiters].map(({ institutionId }) => institutionId))])
    for (const waiter of waiters) {
      const place = newest.get(waiter.institutionId) ?? 0
      if (place > waiter.after) waiter.done(place)
    }
  }
  const schedule = (): void => {
    // A database that does not answer is asked again; who waits is told nothing new meanwhile.
    timer ??= setTimeout(() => {
      void look()
        .catch(() => undefined)
        .then(() => {
          timer = null
          if (waiters.size > 0) schedule()
        })
    }, LOOK_EVERY_MS).unref()
  }
  return {
    beyond: (institutionId, after, ms) =>
      new Promise((resolve) => {
        const done = (newest: number): void => {
          clearTimeout(over)
          waiters.delete(waiter)
          resolve(newest)
        }
        const over = setTimeout(() => {
          done(after)
        }, ms)
        const waiter = { institutionId, after, done }
        waiters.add(waiter)
        schedule()
      }),
    close: () => {
      for (const waiter of waiters) waiter.done(waiter.after)
    },
  }
}

/** When an event that could not be delivered is tried again, and when no more. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** After the first attempt, the second, …; the last one again and again. */
const WAITS = [5 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR]
const LAST_WAIT = 8 * HOUR
/** More than fit into a day: for clocks that do not agree. */
const MAX_ATTEMPTS = 15

/** Standard Webhooks: trying ends a day after it began. */
export const LONGEST_MS = 24 * HOUR

/** So that what failed together does not come back together. */
const JITTER = 0.2

export type Fault = 'address' | 'forbidden' | 'unreachable' | 'timeout' | 'tooLarge'

/** What an attempt met: an answer, or none. */
export type Outcome = { readonly status: number } | { readonly fault: Fault }

export const isDelivered = (outcome: Outcome): boolean =>
  'status' in outcome && outcome.status >= 200 && outcome.status < 300

/** The receiver says that it is no more (Standard Webhooks). */
export const isGone = (outcome: Outcome): boolean => 'status' in outcome && outcome.status === 410

/**
 * `attempt` is the one that failed, from 1; `random` of [0, 1). The last one comes 24 hours after `begunAt`; null when
 * that is over.
 */
export const nextAttemptAt = (attempt: number, begunAt: string, now: string, random: number): string | null => {
  const [at, end] = [Date.parse(now), Date.parse(begunAt) + LONGEST_MS]
  const wait = (WAITS[attempt - 1] ?? LAST_WAIT) * (1 - JITTER + 2 * JITTER * random)
  return at >= end || attempt >= MAX_ATTEMPTS ? null : new Date(Math.min(at + wait, end)).toISOString()
}

/** An endpoint that has failed for a whole day, whatever it was sent, is told nothing more. */
export const hasFailedLong = (failingSince: string, now: string): boolean =>
  Date.parse(now) - Date.parse(failingSince) >= LONGEST_MS - HOUR

/** Events: raised with the act they tell of, read by whoever may read what they tell of. */
import type { Tx } from '../../db/transaction.ts'
import {
  cloudEventOf,
  EVENT_NAMES,
  eventOf,
  EVENTS,
  type CloudEvent,
  type EventName,
} from '../../domain/exchange/events.ts'
import type { Facts } from '../../domain/errors.ts'
import { mayEverywhere, type Actor } from '../../domain/policy.ts'
import { appendEntry } from '../access/audit-chain.ts'
import { insertEvent, listEvents } from '../../repositories/exchange/events.ts'

export interface Raised {
  readonly institutionId: string
  /** Operation, or kind of job. */
  readonly act: string
  readonly resourceId: string | undefined
  readonly facts: Facts
  readonly at: string
}

/** After the audit entry, under the same lock: the order of the feed is the order of the chain. */
export const raise = async (tx: Tx, newId: () => string, { institutionId, act, resourceId, facts, at }: Raised) => {
  const event = eventOf(act, resourceId, facts)
  if (event) await insertEvent(tx, institutionId, { ...event, id: newId(), at })
}

export interface Announcing {
  readonly tx: Tx
  readonly institutionId: string
  readonly now: string
  readonly newId: () => string
  readonly secret: Buffer
}

/** What happened by itself: an entry that names nobody, and the event of it. */
export const announce = async (
  { tx, institutionId, now, newId, secret }: Announcing,
  { action, act, resourceId, facts }: { action: string; act: string; resourceId: string; facts: Facts },
): Promise<void> => {
  const entry = { id: newId(), at: now, actorId: null, action, resourceId, facts, requestId: '' }
  await appendEntry(tx, secret, institutionId, entry)
  await raise(tx, newId, { institutionId, act, resourceId, facts, at: now })
}

/** Types of which somebody may know. */
export const readableTypes = (actor: Parameters<typeof mayEverywhere>[0]): EventName[] =>
  EVENT_NAMES.filter((name) => mayEverywhere(actor, EVENTS[name].read))

export interface Feed {
  readonly items: readonly CloudEvent[]
  /** Where to go on. */
  readonly next: string
}

export interface FeedRequest {
  readonly after: number
  readonly types: readonly EventName[] | undefined
  readonly limit: number
}

/** The types that are asked for and may be known. `newest` is the newest place that is committed: nothing before it can still come. */
export const readFeed = async (
  db: Parameters<typeof listEvents>[0],
  actor: Actor,
  { after, types, limit }: FeedRequest,
  newest: number,
): Promise<Feed> => {
  const readable = readableTypes(actor).filter((name) => types === undefined || types.includes(name))
  const events = await listEvents(db, actor.institutionId, readable, after, limit)
  const last = events.at(-1)?.sequence ?? after
  const isWhole = events.length < limit
  return {
    items: events.map((event) => cloudEventOf(actor.institutionId, event)),
    next: String(isWhole ? Math.max(last, newest) : last),
  }
}

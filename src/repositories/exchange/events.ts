/** The outbox: events are written in the transaction of what they tell of, with the deliveries that they owe. */
import { sql } from 'kysely'
import { DEFERRED, type Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { EventName, StoredEvent } from '../../domain/exchange/events.ts'
import type { Facts } from '../../domain/errors.ts'

/**
 * Under the lock of the audit chain's end. One statement, which travels with COMMIT: the event at the next place, and a
 * delivery for each endpoint that asked for its type. A ping goes to its own endpoint alone.
 */
export const insertEvent = async (
  tx: Tx,
  institutionId: string,
  { id, type, subject, data, at }: Omit<StoredEvent, 'sequence'>,
): Promise<void> => {
  await sql`
    with place as (
      insert into event_places (institution_id, last) values (${institutionId}, 1)
      on conflict (institution_id) do update set last = event_places.last + 1 returning last),
    event as (
      insert into events (institution_id, sequence, id, type, subject, data, at)
      select ${institutionId}, last, ${id}, ${type}, ${subject}, ${JSON.stringify(data)}, ${at} from place),
    owed as (
      insert into webhook_deliveries (institution_id, id, endpoint_id, sequence, state, begun_at, next_attempt_at)
      select ${institutionId}, gen_random_uuid(), w.id, place.last, 'queued', ${at}, ${at} from webhook_endpoints w, place
      where w.institution_id = ${institutionId} and w.disabled_at is null
        and case when ${type} = 'webhookEndpoint.pinged' then w.id = ${subject} else w.types is null or ${type} = any(w.types) end
      returning id)
    select enqueue_delivery(${institutionId}, id, now()) from owed ${sql.raw(DEFERRED)}`.execute(tx)
}

const COLUMNS = ['id', 'sequence', 'type', 'subject', 'data', 'at'] as const

interface Row {
  readonly id: string
  readonly sequence: number
  readonly type: string
  readonly subject: string | null
  readonly data: unknown
  readonly at: string
}

const storedOf = ({ type, subject, data, ...row }: Row): StoredEvent => ({
  ...row,
  type: type as EventName,
  subject: subject ?? '',
  data: data as Facts,
})

/** In the order in which they were committed. */
export const listEvents = async (
  db: Db,
  institutionId: string,
  types: readonly EventName[],
  after: number,
  limit: number,
): Promise<StoredEvent[]> => {
  const rows = await db
    .selectFrom('events')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('sequence', '>', after)
    .where(sql<boolean>`type = any(${[...types]})`)
    .orderBy('sequence')
    .limit(limit)
    .execute()
  return rows.map(storedOf)
}

export const findEvent = async (db: Db, institutionId: string, sequence: number): Promise<StoredEvent | undefined> => {
  const row = await db
    .selectFrom('events')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('sequence', '=', sequence)
    .executeTakeFirst()
  return row && storedOf(row)
}

/** The newest place of each institution; one of which nothing was told yet is absent. */
export const newestEvents = async (db: Db, institutionIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await db
    .selectFrom('event_places')
    .select(['institution_id as institutionId', 'last'])
    .where(sql<boolean>`institution_id = any(${[...institutionIds]})`)
    .execute()
  return new Map(rows.map(({ institutionId, last }): [string, number] => [institutionId, last]))
}

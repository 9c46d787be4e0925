/** Deliveries of events to endpoints, and the log of their attempts. */
import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from '../../db/database.ts'
import { instantText } from '../../db/instants.ts'
import type { Tx } from '../../db/transaction.ts'
import type { EventName } from '../../domain/exchange/events.ts'
import type { Outcome } from '../../domain/exchange/deliveries.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

export interface AttemptRow {
  readonly attempt: number
  readonly at: string
  readonly status: number | null
  readonly fault: string | null
  readonly ms: number
}

const attempts = sql<AttemptRow[]>`coalesce((
  select json_agg(json_build_object('attempt', a.attempt, 'at', ${sql.raw(instantText('a.at'))},
    'status', a.status, 'fault', a.fault, 'ms', a.ms) order by a.at, a.attempt)
  from webhook_attempts a where a.institution_id = d.institution_id and a.delivery_id = d.id), '[]'::json)`

const COLUMNS = [
  'd.id',
  'd.endpoint_id as endpointId',
  'd.sequence',
  'd.state',
  'd.attempts as tries',
  'd.begun_at as begunAt',
  'd.next_attempt_at as nextAttemptAt',
  'd.settled_at as settledAt',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('webhook_deliveries as d')
    .innerJoin('events as e', (join) =>
      join.onRef('e.institution_id', '=', 'd.institution_id').onRef('e.sequence', '=', 'd.sequence'),
    )
    .select(COLUMNS)
    .select(['e.id as eventId', sql<EventName>`e.type`.as('eventType'), attempts.as('attempts')])
    .where('d.institution_id', '=', institutionId)

export type DeliveryRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type DeliveryState = DeliveryRow['state']

export const findDelivery = (db: Db, institutionId: string, id: string) =>
  query(db, institutionId).where('d.id', '=', id).executeTakeFirst()

export const listDeliveries = async (
  db: Db,
  institutionId: string,
  endpointId: string,
  state: DeliveryState | undefined,
  page: PageRequest,
): Promise<Page<DeliveryRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('d.endpoint_id', '=', endpointId)
      .$if(state !== undefined, (all) => all.where('d.state', '=', state ?? 'dead'))
      .where('d.id', '>', page.after ?? FIRST_ID)
      .orderBy('d.id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface OwedDelivery {
  readonly id: string
  readonly endpointId: string
  readonly sequence: number
  readonly state: DeliveryState
  readonly attempts: number
  readonly begunAt: string
}

export const lockDelivery = (tx: Tx, institutionId: string, id: string): Promise<OwedDelivery | undefined> =>
  tx
    .selectFrom('webhook_deliveries')
    .select(['id', 'endpoint_id as endpointId', 'sequence', 'state', 'attempts', 'begun_at as begunAt'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export interface DeliveryChange {
  readonly state: DeliveryState
  readonly attempts?: number
  readonly nextAttemptAt: string | null
  readonly settledAt: string | null
}

export const updateDelivery = async (
  tx: Tx,
  institutionId: string,
  id: string,
  change: DeliveryChange,
): Promise<void> => {
  await tx
    .updateTable('webhook_deliveries')
    .set({
      state: change.state,
      ...(change.attempts !== undefined && { attempts: change.attempts }),
      next_attempt_at: change.nextAttemptAt,
      settled_at: change.settledAt,
    })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
  if (change.nextAttemptAt !== null)
    await sql`select enqueue_delivery(${institutionId}, ${id}, ${change.nextAttemptAt})`.execute(tx)
}

export const insertAttempt = async (
  tx: Tx,
  institutionId: string,
  deliveryId: string,
  attempt: { readonly attempt: number; readonly at: string; readonly outcome: Outcome; readonly ms: number },
): Promise<void> => {
  const { outcome } = attempt
  await tx
    .insertInto('webhook_attempts')
    .values({
      institution_id: institutionId,
      delivery_id: deliveryId,
      attempt: attempt.attempt,
      at: attempt.at,
      status: 'status' in outcome ? outcome.status : null,
      fault: 'fault' in outcome ? outcome.fault : null,
      ms: attempt.ms,
    })
    .execute()
}

/** Begins anew: another day of trying. */
export const restartDelivery = async (tx: Tx, institutionId: string, id: string, now: string): Promise<void> => {
  await tx
    .updateTable('webhook_deliveries')
    .set({ state: 'queued', attempts: 0, begun_at: now, next_attempt_at: now, settled_at: null })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
  await sql`select enqueue_delivery(${institutionId}, ${id}, now())`.execute(tx)
}

/** A delivery for each of the first events after a place, whether it was delivered before or not. Returns how many. */
export const owe = async (
  tx: Tx,
  institutionId: string,
  endpoint: { readonly id: string; readonly types: readonly EventName[] },
  after: number,
  limit: number,
  now: string,
): Promise<number> => {
  const { rows } = await sql<{ owed: number }>`
    with owed as (
      insert into webhook_deliveries (institution_id, id, endpoint_id, sequence, state, begun_at, next_attempt_at)
      select ${institutionId}, gen_random_uuid(), ${endpoint.id}, e.sequence, 'queued', ${now}, ${now} from events e
      where e.institution_id = ${institutionId} and e.sequence > ${after} and e.type = any(${[...endpoint.types]})
      order by e.sequence limit ${limit} returning id),
    queued as materialized (select enqueue_delivery(${institutionId}, id, now()) from owed)
    select count(*)::int as owed from queued`.execute(tx)
  return rows[0]?.owed ?? 0
}

/** Settled ones past their time, with their log; the events stay. Returns how many. */
export const forgetDeliveries = async (owner: pg.Pool, before: string): Promise<number> => {
  const { rowCount } = await owner.query(
    `delete from webhook_deliveries where ctid = any(array(
       select ctid from webhook_deliveries where settled_at is not null and settled_at < $1 limit 5000))`,
    [before],
  )
  return rowCount ?? 0
}

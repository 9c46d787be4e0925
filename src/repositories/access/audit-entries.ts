/** The audit trail: appended by the door in the transaction of the act, never changed. */
import { sql } from 'kysely'
import { DEFERRED, type Db } from '../../db/database.ts'
import { whenOver } from '../../db/endings.ts'
import { hot } from '../../db/hot.ts'
import type { Tx } from '../../db/transaction.ts'
import type { ChainedEntry } from '../../domain/access/audit-chain.ts'
import type { Facts } from '../../domain/errors.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

export interface SealedEntry extends ChainedEntry {
  readonly hash: string
  readonly mac: string
}

export interface ChainHead {
  readonly seq: number
  readonly hash: string
  readonly mac: string
}

/** Every institution has one from its first moment on. */
export const findHead = (db: Db, institutionId: string): Promise<ChainHead> =>
  db
    .selectFrom('audit_heads')
    .select(['seq', 'hash', 'mac'])
    .where('institution_id', '=', institutionId)
    .executeTakeFirstOrThrow()

const locked = hot<ChainHead, [institutionId: string]>(1, (db, institutionId) =>
  sql<ChainHead>`select seq, hash, mac from audit_heads where institution_id = ${institutionId}::uuid for update`.compile(
    db,
  ),
)

/** Other writes of the institution wait from here to the end of the transaction: take it last. */
export const lockHead = async (tx: Tx, institutionId: string): Promise<ChainHead> => {
  const [head] = await locked(tx, institutionId)
  if (!head) throw new Error('an institution without an audit chain')
  return head
}

/** `listener` is told whether what is appended in the transaction was committed. */
export const whenAppended = (tx: Tx, listener: (isCommitted: boolean) => void): void => {
  whenOver(tx, listener)
}

type Appended = [
  institutionId: string,
  id: string,
  at: string,
  actorId: string | null,
  action: string,
  resourceId: string | null,
  facts: string,
  requestId: string,
  seq: number,
  hash: string,
  mac: string,
  headMac: string,
  lastSeq: number,
  lastHash: string,
]

const append = hot<never, Appended>(14, (db, institutionId, id, at, actorId, action, resourceId, ...rest) => {
  const [facts, requestId, seq, hash, mac, headMac, lastSeq, lastHash] = rest
  return sql<never>`
    with moved as (
      update audit_heads set seq = ${seq}::bigint, hash = ${hash}, mac = ${headMac}
      where institution_id = ${institutionId}::uuid and seq = ${lastSeq}::bigint and hash = ${lastHash} returning 1)
    insert into audit_entries (institution_id, id, at, actor_id, action, resource_id, facts, request_id, seq, hash, mac)
    select ${institutionId}::uuid, ${id}::uuid, ${at}::timestamptz, ${actorId}::uuid, ${action}, ${resourceId}::uuid, ${facts},
      ${requestId}, ${seq}::bigint, ${hash}, ${mac}
    where chain_continues((select count(*) from moved)) ${sql.raw(DEFERRED)}`.compile(db)
})

/**
 * One statement, which travels with COMMIT. Written out, since every write of the product pays for it. COMMIT fails with
 * a serialization failure when the chain does not end with `last` any more. The head is the entry's place and hash.
 */
export const insertAuditEntry = async (
  tx: Tx,
  entry: SealedEntry,
  headMac: string,
  last: Pick<ChainHead, 'seq' | 'hash'>,
): Promise<void> => {
  const { institutionId, id, at, actorId, action, resourceId, facts, requestId, seq, hash, mac } = entry
  const written = [institutionId, id, at, actorId, action, resourceId, facts, requestId, seq, hash, mac] as const
  await append(tx, ...written, headMac, last.seq, last.hash)
}

const ENTRY = [
  'id',
  'at',
  'actor_id as actorId',
  'action',
  'resource_id as resourceId',
  'facts',
  'request_id as requestId',
] as const

/** Entries from a place on, in the order of the chain. Rows without hash or mac come back with empty ones. */
export const listChained = async (
  db: Db,
  institutionId: string,
  after: number,
  limit: number,
): Promise<SealedEntry[]> => {
  const rows = await db
    .selectFrom('audit_entries')
    .select(ENTRY)
    .select((eb) => [
      eb.ref('seq').$notNull().as('seq'),
      eb.fn.coalesce('hash', sql.lit('')).as('hash'),
      eb.fn.coalesce('mac', sql.lit('')).as('mac'),
    ])
    .where('institution_id', '=', institutionId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, institutionId }))
}

/** Of what stands outside the chain: as found now, and as it was when the chain began. */
export const unchainedDigests = async (db: Db, institutionId: string): Promise<{ found: string; recorded: string }> => {
  const { rows } = await sql<{ found: string; recorded: string }>`
    select unchained_digest(${institutionId}) as found, begun_with as recorded from audit_heads
    where institution_id = ${institutionId}`.execute(db)
  return rows[0] ?? { found: '', recorded: '' }
}

/** What raters did appears with the day after, so that nobody can watch them answer. */
export const listAuditEntries = async (
  db: Db,
  institutionId: string,
  filter: { action?: string },
  now: string,
  page: PageRequest,
) => {
  const rows = await db
    .selectFrom('audit_entries')
    .select(ENTRY)
    .where('institution_id', '=', institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .where((eb) => eb.or([eb('actor_id', 'is not', null), eb('at', '<', `${now.slice(0, 10)}T00:00:00.000Z`)]))
    .$if(filter.action !== undefined, (query) => query.where('action', '=', filter.action ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  const entries = rows.map((row) => ({ ...row, facts: JSON.parse(row.facts) as Facts }))
  return pageOf(entries, page) satisfies Page<(typeof entries)[number]>
}

/** Stored answers of POSTs, one per identity and key. */
import { sql } from 'kysely'
import type pg from 'pg'
import { DEFERRED } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import { sqlState, type Tx } from '../../db/transaction.ts'
import type { Actor } from '../../domain/policy.ts'

export interface StoredAnswer {
  readonly requestDigest: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly expiresAt: string
}

export interface Claim {
  /** False when another transaction holds the key right now: its duplicate must not wait for it on a connection. */
  readonly claimed: boolean
  readonly stored: Omit<StoredAnswer, 'expiresAt'> | null
}

interface ClaimRow extends Omit<StoredAnswer, 'headers' | 'expiresAt'> {
  readonly claimed: boolean
  /** Null where nothing is stored. */
  readonly headers: string | null
  readonly expired: boolean | null
}

type Key = [institutionId: string, identityId: string, key: string]

/** By an advisory lock, so that a duplicate need not wait. Kept to the end of the transaction. */
const lockOf = (...[institutionId, identityId, key]: Key) => sql<boolean>`pg_try_advisory_xact_lock(
  hashtextextended(${institutionId}::text || '/' || ${identityId}::text || '/' || ${key}::text, 0))`

const isRowOf = (...[institutionId, identityId, key]: Key) =>
  sql<boolean>`k.institution_id = ${institutionId}::uuid and k.identity_id = ${identityId}::uuid and k.key = ${key}::text`

const claim = hot<ClaimRow, [...Key, now: string]>(4, (db, institutionId, identityId, key, now) =>
  sql<ClaimRow>`
    select ${lockOf(institutionId, identityId, key)} as claimed,
      k.request_digest as "requestDigest", k.status, k.headers, k.body, k.expires_at <= ${now}::timestamptz as expired
    from (select) asked left join idempotency_keys k on ${isRowOf(institutionId, identityId, key)}`.compile(db),
)

const claimNew = hot<never, Key>(3, (db, ...key) =>
  sql<never>`
    select claim_new_key(${lockOf(...key)}, exists (select from idempotency_keys k where ${isRowOf(...key)})) ${sql.raw(DEFERRED)}`.compile(
    db,
  ),
)

const KEY_IS_NOT_NEW = 'KP001'

export const isKeyNotNew = (error: unknown): boolean => sqlState(error) === KEY_IS_NOT_NEW

/** Travels with the next statement: that fails, and all after it and COMMIT, where the key is held or known (`isKeyNotNew`). */
export const claimNewKey = async (tx: Tx, { institutionId, identityId }: Actor, key: string): Promise<void> => {
  await claimNew(tx, institutionId, identityId, key)
}

/** Throws what the claim of a new key failed with, if nobody was told yet. */
export const confirmClaim = async (tx: Tx): Promise<void> => {
  await sql`select`.execute(tx)
}

/**
 * Takes the key and looks for its answer in one statement. A duplicate that commits between the two is not seen here;
 * then the insert of `storeAnswer` meets its row, and the whole transaction is undone. An answer past its day makes way.
 */
export const claimKey = async (tx: Tx, actor: Actor, key: string, now: string): Promise<Claim> => {
  const [row] = await claim(tx, actor.institutionId, actor.identityId, key, now)
  if (row?.claimed && row.expired) await forgetExpired(tx, actor, key, now)
  if (!row?.headers || row.expired) return { claimed: row?.claimed === true, stored: null }
  const { claimed, requestDigest, status, body } = row
  return {
    claimed,
    stored: { requestDigest, status, body, headers: JSON.parse(row.headers) as Record<string, string> },
  }
}

const forgetExpired = async (tx: Tx, actor: Actor, key: string, now: string): Promise<void> => {
  await tx
    .deleteFrom('idempotency_keys')
    .where('institution_id', '=', actor.institutionId)
    .where('identity_id', '=', actor.identityId)
    .where('key', '=', key)
    .where('expires_at', '<=', now)
    .execute()
}

type Stored = [
  institutionId: string,
  identityId: string,
  key: string,
  digest: string,
  status: number,
  headers: string,
  body: string,
  expiresAt: string,
]

const store = hot<never, Stored>(
  8,
  (db, institution_id, identity_id, key, request_digest, status, headers, body, expires_at) =>
    db
      .insertInto('idempotency_keys')
      .values({ institution_id, identity_id, key, request_digest, status, headers, body, expires_at })
      .modifyEnd(sql.raw(DEFERRED))
      .compile(),
)

/** One of today collides with `idempotency_keys_pkey`. */
export const storeAnswer = async (
  tx: Tx,
  { institutionId, identityId }: Actor,
  key: string,
  { requestDigest, status, headers, body, expiresAt }: StoredAnswer,
): Promise<void> => {
  await store(tx, institutionId, identityId, key, requestDigest, status, JSON.stringify(headers), body, expiresAt)
}

/** Forgets keys past their day, in every institution; a few at a time, so that no lock is held long. Returns how many. */
export const forgetExpiredKeys = async (owner: pg.Pool, now: string): Promise<number> => {
  const { rowCount } = await owner.query(
    'delete from idempotency_keys where ctid = any(array(select ctid from idempotency_keys where expires_at <= $1 limit 5000))',
    [now],
  )
  return rowCount ?? 0
}

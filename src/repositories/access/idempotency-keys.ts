/** Stored answers of POSTs, one per identity and key. */
import { sql } from 'kysely'
import type pg from 'pg'
import { DEFERRED } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
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

/**
 * Takes the key and looks for its answer in one statement. A duplicate that commits between the two is not seen here;
 * then the insert of `storeAnswer` meets its row, and the whole transaction is undone.
 */
export const claimKey = async (tx: Tx, actor: Actor, key: string, now: string): Promise<Claim> => {
  const { institutionId, identityId } = actor
  interface Row extends Omit<StoredAnswer, 'headers' | 'expiresAt'> {
    readonly claimed: boolean
    readonly headers: string | null
  }
  const { rows } = await sql<Row>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${institutionId}/${identityId}/${key}`}, 0)) as claimed,
      k.request_digest as "requestDigest", k.status, k.headers, k.body
    from (select) asked left join idempotency_keys k on k.institution_id = ${institutionId} and k.identity_id = ${identityId}
      and k.key = ${key} and k.expires_at > ${now}`.execute(tx)
  const [row] = rows
  if (!row?.headers) return { claimed: row?.claimed === true, stored: null }
  const headers = JSON.parse(row.headers) as Record<string, string>
  return { claimed: row.claimed, stored: { ...row, headers } }
}

/** Replaces an answer past its day; one of today collides with `idempotency_keys_pkey`. */
export const storeAnswer = async (
  tx: Tx,
  actor: Actor,
  key: string,
  answer: StoredAnswer,
  now: string,
): Promise<void> => {
  await tx
    .deleteFrom('idempotency_keys')
    .where('institution_id', '=', actor.institutionId)
    .where('identity_id', '=', actor.identityId)
    .where('key', '=', key)
    .where('expires_at', '<=', now)
    .modifyEnd(sql.raw(DEFERRED))
    .execute()
  await tx
    .insertInto('idempotency_keys')
    .values({
      institution_id: actor.institutionId,
      identity_id: actor.identityId,
      key,
      request_digest: answer.requestDigest,
      status: answer.status,
      headers: JSON.stringify(answer.headers),
      body: answer.body,
      expires_at: answer.expiresAt,
    })
    .modifyEnd(sql.raw(DEFERRED))
    .execute()
}

/** Forgets keys past their day, in every institution; a few at a time, so that no lock is held long. Returns how many. */
export const forgetExpiredKeys = async (owner: pg.Pool, now: string): Promise<number> => {
  const { rowCount } = await owner.query(
    'delete from idempotency_keys where ctid = any(array(select ctid from idempotency_keys where expires_at <= $1 limit 5000))',
    [now],
  )
  return rowCount ?? 0
}

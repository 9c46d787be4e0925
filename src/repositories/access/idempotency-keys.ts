/** Stored answers of POSTs, one per identity and key. */
import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from '../../db/transaction.ts'
import type { Actor } from '../../domain/policy.ts'

/** False when another transaction holds the key right now: its duplicate must not wait for it on a connection. */
export const claimKey = async (tx: Tx, actor: Actor, key: string): Promise<boolean> => {
  const { rows } = await sql<{ claimed: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${actor.institutionId}/${actor.identityId}/${key}`}, 0)) as claimed`.execute(
    tx,
  )
  return rows[0]?.claimed === true
}

export const findStoredAnswer = async (tx: Tx, actor: Actor, key: string, now: string) => {
  const row = await tx
    .selectFrom('idempotency_keys')
    .select(['request_digest as requestDigest', 'status', 'headers', 'body'])
    .where('institution_id', '=', actor.institutionId)
    .where('identity_id', '=', actor.identityId)
    .where('key', '=', key)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && { ...row, headers: JSON.parse(row.headers) as Record<string, string> }
}

export interface StoredAnswer {
  readonly requestDigest: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly expiresAt: string
}

export const storeAnswer = async (tx: Tx, actor: Actor, key: string, answer: StoredAnswer): Promise<void> => {
  await tx
    .deleteFrom('idempotency_keys')
    .where('institution_id', '=', actor.institutionId)
    .where('identity_id', '=', actor.identityId)
    .where('key', '=', key)
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

/** Checkpoints of the audit chains. Signed and written by the process under the owning role, which no request has. */
import type pg from 'pg'
import type { Db } from '../../db/database.ts'
import type { Checkpoint } from '../../domain/access/audit-chain.ts'
import type { ChainHead } from './audit-entries.ts'

/** Of the places after `after`, up to `through`. */
export const listCheckpoints = async (
  db: Db,
  institutionId: string,
  after: number,
  through: number,
): Promise<Checkpoint[]> => {
  const rows = await db
    .selectFrom('audit_checkpoints')
    .select(['seq', 'hash', 'signed_at as signedAt', 'key_id as keyId', 'signature'])
    .where('institution_id', '=', institutionId)
    .where('seq', '>', after)
    .where('seq', '<=', through)
    .orderBy('seq')
    .execute()
  return rows.map((row) => ({ ...row, institutionId }))
}

/** Heads that have moved since they were last signed. */
export const listUnsignedHeads = async (
  owner: pg.Pool,
): Promise<(ChainHead & { readonly institutionId: string })[]> => {
  const { rows } = await owner.query<ChainHead & { institutionId: string }>(
    `select h.institution_id as "institutionId", h.seq, h.hash, h.mac from audit_heads h
     where h.seq > coalesce((select max(c.seq) from audit_checkpoints c where c.institution_id = h.institution_id), 0)
     order by 1 limit 1000`,
  )
  return rows
}

/** One that exists stays. */
export const insertCheckpoint = async (owner: pg.Pool, checkpoint: Checkpoint): Promise<void> => {
  const { institutionId, seq, hash, signedAt, keyId, signature } = checkpoint
  await owner.query(
    `insert into audit_checkpoints (institution_id, seq, hash, signed_at, key_id, signature)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
    [institutionId, seq, hash, signedAt, keyId, signature],
  )
}

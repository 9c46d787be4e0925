/** What the token endpoint reads and leaves: a client by its id, its live credentials, assertions used, tokens taken back. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { CLIENT_ISSUER, type PublicJwk } from '../../domain/access/api-clients.ts'
import type { Scope } from '../../domain/policy.ts'

export interface TokenClient {
  readonly id: string
  readonly institutionId: string
  readonly scopes: readonly Scope[]
  readonly generation: number
  readonly actsForPersons: boolean
}

/** Before it is known whose it is. */
export const findTokenClient = async (read: Db, id: string): Promise<TokenClient | undefined> => {
  const row = await read
    .selectFrom('identities')
    .select([
      'id',
      'institution_id as institutionId',
      'scopes',
      'token_generation as generation',
      'acts_for_persons as actsForPersons',
    ])
    .where('issuer', '=', CLIENT_ISSUER)
    .where('subject', '=', id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row && { ...row, scopes: row.scopes as Scope[] }
}

export interface LiveCredential {
  readonly id: string
  readonly secretDigest: string | null
  readonly publicJwk: PublicJwk | null
}

export const liveCredentials = async (tx: Tx, institutionId: string, identityId: string): Promise<LiveCredential[]> => {
  const rows = await tx
    .selectFrom('client_credentials')
    .select(['id', 'secret_digest as secretDigest', 'public_jwk as publicJwk'])
    .where('institution_id', '=', institutionId)
    .where('identity_id', '=', identityId)
    .where('revoked_at', 'is', null)
    .execute()
  return rows.map((row) => ({ ...row, publicJwk: row.publicJwk as PublicJwk | null }))
}

export const touchCredential = async (tx: Tx, institutionId: string, id: string, now: string): Promise<void> => {
  await tx
    .updateTable('client_credentials')
    .set({ last_used_at: now })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

/** Returns whether this was its first use. */
export const useAssertion = async (
  tx: Tx,
  institutionId: string,
  identityId: string,
  digest: string,
  expiresAt: string,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('used_assertions')
    .values({ institution_id: institutionId, identity_id: identityId, digest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

export const revokeToken = async (tx: Tx, institutionId: string, digest: string, expiresAt: string): Promise<void> => {
  await tx
    .insertInto('revoked_tokens')
    .values({ institution_id: institutionId, digest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const generationOf = async (tx: Tx, institutionId: string, id: string): Promise<number> => {
  const { generation } = await tx
    .selectFrom('identities')
    .select('token_generation as generation')
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return generation
}

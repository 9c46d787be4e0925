/** API clients: identities that the service itself gives tokens to, and their credentials. */
import { sql, type ExpressionBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import { instantText } from '../../db/instants.ts'
import type { Database } from '../../db/schema.ts'
import type { Tx } from '../../db/transaction.ts'
import { CLIENT_ISSUER, type PublicJwk } from '../../domain/access/api-clients.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Scope } from '../../domain/policy.ts'

export interface CredentialRow {
  readonly id: string
  readonly kind: 'secret' | 'key'
  /** Of a key, as the client names it in its assertions. */
  readonly kid: string | null
  readonly createdAt: string
  readonly lastUsedAt: string | null
  readonly revokedAt: string | null
  readonly version: number
}

const instant = (column: string) => sql.raw(instantText(`c.${column}`))

const credentials = sql<CredentialRow[]>`coalesce((
  select json_agg(json_build_object('id', c.id, 'kind', c.kind, 'kid', c.public_jwk ->> 'kid', 'createdAt', ${instant('created_at')},
    'lastUsedAt', ${instant('last_used_at')}, 'revokedAt', ${instant('revoked_at')}, 'version', c.version) order by c.id)
  from client_credentials c where c.institution_id = identities.institution_id and c.identity_id = identities.id), '[]'::json)`

const COLUMNS = [
  'id',
  'label',
  sql<Scope[]>`scopes`.as('scopes'),
  'rate_limit as rateLimit',
  'acts_for_persons as actsForPersons',
  'last_used_at as lastUsedAt',
  'disabled_at as disabledAt',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
  credentials.as('credentials'),
] as const

const isClient = (eb: ExpressionBuilder<Database, 'identities'>) => eb('issuer', '=', CLIENT_ISSUER)

const query = (db: Db, institutionId: string) =>
  db.selectFrom('identities').select(COLUMNS).where('institution_id', '=', institutionId).where(isClient)

export type ApiClientRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findApiClient = (db: Db, institutionId: string, id: string): Promise<ApiClientRow | undefined> =>
  query(db, institutionId).where('id', '=', id).executeTakeFirst()

export const findApiClientForUpdate = (tx: Tx, institutionId: string, id: string): Promise<ApiClientRow | undefined> =>
  query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()

export const listApiClients = async (db: Db, institutionId: string, page: PageRequest): Promise<Page<ApiClientRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface ApiClientValues {
  readonly label: string
  readonly scopes: readonly Scope[]
  readonly rateLimit: number | null
  readonly actsForPersons: boolean
}

const columnsOf = ({ label, scopes, rateLimit, actsForPersons }: ApiClientValues) => ({
  label,
  scopes: [...scopes],
  rate_limit: rateLimit,
  acts_for_persons: actsForPersons,
})

export const insertApiClient = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: ApiClientValues,
  now: string,
): Promise<void> => {
  await tx
    .insertInto('identities')
    .values({
      institution_id: institutionId,
      id,
      issuer: CLIENT_ISSUER,
      subject: id,
      kind: 'client',
      ...columnsOf(values),
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export const updateApiClient = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: ApiClientValues & { readonly disabledAt: string | null },
  now: string,
): Promise<void> => {
  await tx
    .updateTable('identities')
    .set((eb) => ({
      ...columnsOf(values),
      disabled_at: values.disabledAt,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

/** Every token that is out ends with the next request that carries it. */
export const endTokens = async (tx: Tx, institutionId: string, id: string, now: string): Promise<void> => {
  await tx
    .updateTable('identities')
    .set((eb) => ({
      token_generation: eb('token_generation', '+', 1),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

export type NewCredential = { readonly id: string; readonly identityId: string } & (
  { readonly kind: 'secret'; readonly digest: string } | { readonly kind: 'key'; readonly jwk: PublicJwk }
)

export const insertCredential = async (
  tx: Tx,
  institutionId: string,
  credential: NewCredential,
  now: string,
): Promise<void> => {
  await tx
    .insertInto('client_credentials')
    .values({
      institution_id: institutionId,
      id: credential.id,
      identity_id: credential.identityId,
      kind: credential.kind,
      secret_digest: credential.kind === 'secret' ? credential.digest : null,
      public_jwk: credential.kind === 'key' ? JSON.stringify(credential.jwk) : null,
      created_at: now,
    })
    .execute()
}

export const findCredentialForUpdate = (tx: Tx, institutionId: string, id: string) =>
  tx
    .selectFrom('client_credentials')
    .select(['id', 'identity_id as identityId', 'kind', 'revoked_at as revokedAt', 'version'])
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export const revokeCredential = async (tx: Tx, institutionId: string, id: string, now: string): Promise<void> => {
  await tx
    .updateTable('client_credentials')
    .set((eb) => ({ revoked_at: now, version: eb('version', '+', 1) }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

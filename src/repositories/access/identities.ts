/** Identities: who may sign in, and as whom. `findActor` is the read of every request. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Actor, Role, Scope } from '../../domain/policy.ts'
import { isRevoked } from './token-keys.ts'

/** The service writes known scopes alone. */
const COLUMNS = [
  'id',
  'issuer',
  'subject',
  'kind',
  'employee_id as employeeId',
  'label',
  sql<Scope[]>`scopes`.as('scopes'),
  'disabled_at as disabledAt',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const actors = (db: Db) =>
  db
    .selectFrom('identities as i')
    .innerJoin('institutions as n', 'n.id', 'i.institution_id')
    .select([
      'i.id as identityId',
      'i.institution_id as institutionId',
      'n.timezone',
      'i.kind',
      'i.employee_id as employeeId',
      'i.scopes',
      sql<
        Role[]
      >`array(select role from role_grants g where g.institution_id = i.institution_id and g.identity_id = i.id
        and g.revoked_at is null order by role)`.as('roles'),
      'i.rate_limit as rateLimit',
      'i.last_used_at as lastUsedAt',
    ])
    .where('i.disabled_at', 'is', null)

export interface KnownActor extends Actor {
  /** To the minute; null for one that never asked for anything. */
  readonly lastUsedAt: string | null
}

/** Roles are read with every request and never cached, so that a revocation holds for the next one. */
export const findActor = async (db: Db, issuer: string, subject: string): Promise<KnownActor | undefined> => {
  const row = await actors(db).where('i.issuer', '=', issuer).where('i.subject', '=', subject).executeTakeFirst()
  return row && { ...row, scopes: row.scopes as Scope[], through: null }
}

/** What a token of the service's own says of its bearer; `digest` is its SHA-256. */
export interface OwnBearer {
  readonly id: string
  readonly generation: number
  readonly through: { readonly id: string; readonly generation: number } | null
  readonly digest: string
}

/** Nobody when the token was taken back, or its generation is over: the bearer's, or that of the client acting for it. */
export const findOwnActor = async (
  db: Db,
  { id, generation, through, digest }: OwnBearer,
): Promise<KnownActor | undefined> => {
  const row = await actors(db)
    .where('i.id', '=', id)
    .where('i.token_generation', '=', generation)
    .where(sql<boolean>`not ${isRevoked(digest)}`)
    .$if(through !== null, (query) =>
      query.where(
        sql<boolean>`exists (select from identities c where c.institution_id = i.institution_id and c.id = ${through?.id ?? null}
          and c.token_generation = ${through?.generation ?? 0} and c.acts_for_persons and c.disabled_at is null)`,
      ),
    )
    .executeTakeFirst()
  return row && { ...row, scopes: row.scopes as Scope[], through: through?.id ?? null }
}

/** To the minute is enough to see who is still there, and spares the row. */
export const touchIdentity = async (tx: Tx, institutionId: string, id: string, now: string): Promise<void> => {
  await tx
    .updateTable('identities')
    .set({ last_used_at: now })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

export const findIdentity = (db: Db, institutionId: string, id: string) =>
  db
    .selectFrom('identities')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst()

export const findIdentityForUpdate = (tx: Tx, institutionId: string, id: string) =>
  tx
    .selectFrom('identities')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()

export type IdentityRow = NonNullable<Awaited<ReturnType<typeof findIdentity>>>

export const listIdentities = async (db: Db, institutionId: string, page: PageRequest): Promise<Page<IdentityRow>> =>
  pageOf(
    await db
      .selectFrom('identities')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface NewIdentity {
  readonly id: string
  readonly issuer: string
  readonly subject: string
  readonly kind: 'person' | 'client'
  readonly employeeId: string | null
  readonly label: string
  readonly scopes: readonly string[]
}

export const insertIdentity = (
  tx: Tx,
  institutionId: string,
  identity: NewIdentity,
  now: string,
): Promise<IdentityRow> =>
  tx
    .insertInto('identities')
    .values({
      institution_id: institutionId,
      id: identity.id,
      issuer: identity.issuer,
      subject: identity.subject,
      kind: identity.kind,
      employee_id: identity.employeeId,
      label: identity.label,
      scopes: [...identity.scopes],
      created_at: now,
      updated_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export interface IdentityChange {
  readonly label: string
  readonly scopes: readonly string[]
  readonly disabledAt: string | null
}

export const updateIdentity = (
  tx: Tx,
  institutionId: string,
  id: string,
  change: IdentityChange,
  now: string,
): Promise<IdentityRow> =>
  tx
    .updateTable('identities')
    .set((eb) => ({
      label: change.label,
      scopes: [...change.scopes],
      disabled_at: change.disabledAt,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

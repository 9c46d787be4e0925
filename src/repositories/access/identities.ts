/** Identities: who may sign in, and as whom. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Scope } from '../../domain/policy.ts'

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

/** Role grants: never deleted, only revoked, so that who could do what remains answerable. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Role } from '../../domain/policy.ts'

const COLUMNS = [
  'id',
  'identity_id as identityId',
  'role',
  'granted_at as grantedAt',
  'revoked_at as revokedAt',
  'version',
] as const

export const findRoleGrant = (db: Db, institutionId: string, id: string) =>
  db
    .selectFrom('role_grants')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst()

export type RoleGrantRow = NonNullable<Awaited<ReturnType<typeof findRoleGrant>>>

export const listRoleGrants = async (db: Db, institutionId: string, page: PageRequest): Promise<Page<RoleGrantRow>> =>
  pageOf(
    await db
      .selectFrom('role_grants')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export const insertRoleGrant = (
  tx: Tx,
  institutionId: string,
  grant: { id: string; identityId: string; role: Role },
  now: string,
): Promise<RoleGrantRow> =>
  tx
    .insertInto('role_grants')
    .values({
      institution_id: institutionId,
      id: grant.id,
      identity_id: grant.identityId,
      role: grant.role,
      granted_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const revokeRoleGrant = (tx: Tx, institutionId: string, id: string, now: string) =>
  tx
    .updateTable('role_grants')
    .set((eb) => ({ revoked_at: now, version: eb('version', '+', 1) }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()

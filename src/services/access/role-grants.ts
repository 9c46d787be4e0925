/** Role grants. Revocation holds from the next request on. */
import { refuseUnless, DomainError } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Role } from '../../domain/policy.ts'
import { findIdentity } from '../../repositories/access/identities.ts'
import * as roleGrants from '../../repositories/access/role-grants.ts'
import type { RoleGrantRow } from '../../repositories/access/role-grants.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export const createRoleGrant = async (
  context: WriteContext,
  body: { identityId: string; role: Role },
): Promise<RoleGrantRow> => {
  const { institutionId, roles } = context.actor
  // Nobody hands out a role of the platform from within an institution, or the other way round.
  refuseUnless((body.role === 'platform_admin') === roles.includes('platform_admin'), 'roleGrant.platformOnly', {
    role: body.role,
  })
  const identity = await findIdentity(context.tx, institutionId, body.identityId)
  refuseUnless(identity?.kind === 'person', 'roleGrant.identityUnknown')
  const id = context.newId()
  record(context, id, { role: body.role, identity: body.identityId })
  return roleGrants.insertRoleGrant(context.tx, institutionId, { id, ...body }, context.now)
}

export const listRoleGrants = (context: Context, page: PageRequest): Promise<Page<RoleGrantRow>> =>
  roleGrants.listRoleGrants(context.db, context.actor.institutionId, page)

export const getRoleGrant = async (context: Context, id: string): Promise<RoleGrantRow> =>
  found(await roleGrants.findRoleGrant(context.db, context.actor.institutionId, id))

export const revokeRoleGrant = async (context: WriteContext, id: string): Promise<null> => {
  const { institutionId } = context.actor
  const row = found(await roleGrants.findRoleGrant(context.tx, institutionId, id))
  if (row.revokedAt !== null) return null
  checkVersion(context, row)
  const { numUpdatedRows } = await roleGrants.revokeRoleGrant(context.tx, institutionId, id, context.now)
  if (numUpdatedRows === 0n) throw new DomainError('request.conditionFailed')
  record(context, id, { role: row.role })
  return null
}

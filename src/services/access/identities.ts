/** Identities: who may sign in to the institution, as an employee or as an API client. */
import { CLIENT_ISSUER } from '../../domain/access/api-clients.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Scope } from '../../domain/policy.ts'
import * as identities from '../../repositories/access/identities.ts'
import type { IdentityRow } from '../../repositories/access/identities.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export interface CreateIdentity {
  readonly issuer: string
  readonly subject: string
  readonly kind: 'person' | 'client'
  readonly label: string
  readonly employeeId?: string | null
  readonly scopes?: readonly Scope[]
}
export interface UpdateIdentity {
  readonly label?: string
  readonly scopes?: readonly Scope[]
  readonly disabled?: boolean
}

export const createIdentity = async (context: WriteContext, body: CreateIdentity): Promise<IdentityRow> => {
  const { institutionId } = context.actor
  const { employeeId = null, scopes = [] } = body
  const isConsistent = body.kind === 'client' ? employeeId === null : scopes.length === 0
  refuseUnless(isConsistent, 'identity.scopesOnPerson')
  refuseUnless(body.issuer !== CLIENT_ISSUER, 'identity.issuerReserved')
  const id = context.newId()
  record(context, id, { kind: body.kind })
  return identities.insertIdentity(context.tx, institutionId, { ...body, id, employeeId, scopes }, context.now)
}

export const listIdentities = (context: Context, page: PageRequest): Promise<Page<IdentityRow>> =>
  identities.listIdentities(context.db, context.actor.institutionId, page)

export const getIdentity = async (context: Context, id: string): Promise<IdentityRow> =>
  found(await identities.findIdentity(context.db, context.actor.institutionId, id))

/** Disabling holds from the next request on, whatever tokens are out. */
export const updateIdentity = async (
  context: WriteContext,
  id: string,
  change: UpdateIdentity,
): Promise<IdentityRow> => {
  const { institutionId } = context.actor
  const row = found(await identities.findIdentityForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const scopes = change.scopes ?? row.scopes
  refuseUnless(row.kind === 'client' || scopes.length === 0, 'identity.scopesOnPerson')
  const disabledAt = change.disabled === undefined ? row.disabledAt : change.disabled ? context.now : null
  record(context, id, { disabled: disabledAt !== null })
  return identities.updateIdentity(
    context.tx,
    institutionId,
    id,
    { label: change.label ?? row.label, scopes, disabledAt },
    context.now,
  )
}

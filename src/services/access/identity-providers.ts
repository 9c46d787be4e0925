/** Identity providers: named by the platform, since whoever names an issuer says whose signatures are believed. */
import { refuseUnless } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { PLATFORM_ID } from '../../repositories/access/bootstrap.ts'
import * as providers from '../../repositories/access/identity-providers.ts'
import type { IdentityProviderRow, Match } from '../../repositories/access/identity-providers.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export interface CreateIdentityProvider {
  readonly institutionId: string
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly exchangeAudiences?: readonly string[]
  readonly claim: string
  readonly matches: Match
}
export type UpdateIdentityProvider = Partial<Omit<CreateIdentityProvider, 'institutionId' | 'issuer'>> & {
  readonly disabled?: boolean
}

/** The platform sees the providers of all institutions, an institution its own. */
const scopeOf = ({ actor }: Context): string | null =>
  actor.institutionId === PLATFORM_ID ? null : actor.institutionId

export const createIdentityProvider = (
  context: WriteContext,
  body: CreateIdentityProvider,
): Promise<IdentityProviderRow> => {
  const isPlain = URL.canParse(body.issuer) && new URL(body.issuer).search === '' && new URL(body.issuer).hash === ''
  refuseUnless(isPlain, 'identityProvider.issuerInvalid')
  const id = context.newId()
  record(context, id, { institution: body.institutionId, claim: body.claim, matches: body.matches })
  return providers.insertIdentityProvider(context.tx, id, { exchangeAudiences: [], ...body }, context.now)
}

export const listIdentityProviders = (context: Context, page: PageRequest): Promise<Page<IdentityProviderRow>> =>
  providers.listIdentityProviders(context.db, scopeOf(context), page)

export const getIdentityProvider = async (context: Context, id: string): Promise<IdentityProviderRow> =>
  found(await providers.findIdentityProvider(context.db, scopeOf(context), id))

/** Disabled, it signs nobody in, on every node within seconds. */
export const updateIdentityProvider = async (
  context: WriteContext,
  id: string,
  change: UpdateIdentityProvider,
): Promise<IdentityProviderRow> => {
  const row = found(await providers.findIdentityProviderForUpdate(context.tx, id))
  checkVersion(context, row)
  const disabledAt = change.disabled === undefined ? row.disabledAt : change.disabled ? context.now : null
  record(context, id, { institution: row.institutionId, disabled: disabledAt !== null })
  return providers.updateIdentityProvider(context.tx, id, { ...row, ...change, disabledAt }, context.now)
}

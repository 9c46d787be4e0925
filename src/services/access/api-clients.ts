/** API clients: who they are, what they may do, and the credentials by which they get their tokens. */
import { createPublicKey, randomBytes } from 'node:crypto'
import { isWholeKey, MAX_LIVE_SECRETS, SECRET_PREFIX, type PublicJwk } from '../../domain/access/api-clients.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Scope } from '../../domain/policy.ts'
import * as clients from '../../repositories/access/api-clients.ts'
import type { ApiClientRow } from '../../repositories/access/api-clients.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { hmac } from './keys.ts'

export interface CreateApiClient {
  readonly label: string
  readonly scopes: readonly Scope[]
  readonly rateLimit?: number | null
  readonly actsForPersons?: boolean
}
export type UpdateApiClient = Partial<CreateApiClient> & { readonly disabled?: boolean }

export interface IssuedSecret {
  readonly id: string
  readonly clientId: string
  readonly clientSecret: string
}

/** Of 256 random bits: what is stored is of no use to whoever has the database without the installation's secret. */
export const secretDigest = (secret: Buffer, clientSecret: string): string =>
  hmac(secret, `client-secret/${clientSecret}`).toString('hex')

const issueSecret = async (context: WriteContext, clientId: string): Promise<IssuedSecret> => {
  const clientSecret = `${SECRET_PREFIX}${randomBytes(32).toString('base64url')}`
  const id = context.newId()
  await clients.insertCredential(
    context.tx,
    context.actor.institutionId,
    { id, identityId: clientId, kind: 'secret', digest: secretDigest(context.secret, clientSecret) },
    context.now,
  )
  return { id, clientId, clientSecret }
}

const load = async (context: WriteContext, id: string): Promise<ApiClientRow> =>
  found(await clients.findApiClientForUpdate(context.tx, context.actor.institutionId, id))

export const createApiClient = async (context: WriteContext, body: CreateApiClient): Promise<IssuedSecret> => {
  const id = context.newId()
  const values = { rateLimit: null, actsForPersons: false, ...body }
  await clients.insertApiClient(context.tx, context.actor.institutionId, id, values, context.now)
  record(context, id, { client: id, scopes: body.scopes.join(' ') })
  return issueSecret(context, id)
}

export const listApiClients = (context: Context, page: PageRequest): Promise<Page<ApiClientRow>> =>
  clients.listApiClients(context.db, context.actor.institutionId, page)

export const getApiClient = async (context: Context, id: string): Promise<ApiClientRow> =>
  found(await clients.findApiClient(context.db, context.actor.institutionId, id))

/** Scopes hold from the next request on, whatever a token says; disabling ends all tokens, and enabling revives none. */
export const updateApiClient = async (
  context: WriteContext,
  id: string,
  change: UpdateApiClient,
): Promise<ApiClientRow> => {
  const { institutionId } = context.actor
  const row = await load(context, id)
  checkVersion(context, row)
  const disabledAt = change.disabled === undefined ? row.disabledAt : change.disabled ? context.now : null
  record(context, id, { disabled: disabledAt !== null, scopes: (change.scopes ?? row.scopes).join(' ') })
  await clients.updateApiClient(context.tx, institutionId, id, { ...row, ...change, disabledAt }, context.now)
  if (change.disabled === true) await clients.endTokens(context.tx, institutionId, id, context.now)
  return load(context, id)
}

/** A second secret while the first is still used; revoke the first once the client has changed over. */
export const addClientSecret = async (context: WriteContext, id: string): Promise<IssuedSecret> => {
  const { credentials } = await load(context, id)
  const live = credentials.filter(({ kind, revokedAt }) => kind === 'secret' && revokedAt === null).length
  refuseUnless(live < MAX_LIVE_SECRETS, 'apiClient.tooManySecrets', { live, most: MAX_LIVE_SECRETS })
  const issued = await issueSecret(context, id)
  record(context, id, { credential: issued.id })
  return issued
}

const isReadable = (jwk: PublicJwk): boolean => {
  try {
    createPublicKey({ key: jwk as unknown as Record<string, string>, format: 'jwk' })
    return true
  } catch {
    return false
  }
}

/** The public half of a pair whose private half never leaves the client (`private_key_jwt`, RFC 7523). */
export const addClientKey = async (context: WriteContext, id: string, jwk: PublicJwk): Promise<ApiClientRow> => {
  const { credentials } = await load(context, id)
  refuseUnless(isWholeKey(jwk) && isReadable(jwk), 'apiClient.keyUnusable')
  const isTaken = credentials.some(({ kid, revokedAt }) => kid === jwk.kid && revokedAt === null)
  refuseUnless(!isTaken, 'apiClient.keyNameTaken', { kid: jwk.kid })
  const credential = { id: context.newId(), identityId: id, kind: 'key' as const, jwk }
  record(context, id, { credential: credential.id })
  await clients.insertCredential(context.tx, context.actor.institutionId, credential, context.now)
  return load(context, id)
}

/** Ends the credential and, since nobody knows who got them, every token that is out. */
export const revokeCredential = async (context: WriteContext, id: string): Promise<null> => {
  const { institutionId } = context.actor
  const row = found(await clients.findCredentialForUpdate(context.tx, institutionId, id))
  if (row.revokedAt !== null) return null
  checkVersion(context, row)
  record(context, row.identityId, { credential: id, revoked: true })
  await clients.revokeCredential(context.tx, institutionId, id, context.now)
  await clients.endTokens(context.tx, institutionId, row.identityId, context.now)
  return null
}

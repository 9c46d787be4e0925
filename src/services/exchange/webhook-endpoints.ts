/** Webhook endpoints of API clients: made, changed, pinged, given new secrets, replayed. */
import { refuseUnless } from '../../domain/errors.ts'
import type { EventName } from '../../domain/exchange/events.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Scope } from '../../domain/policy.ts'
import { findApiClient } from '../../repositories/access/api-clients.ts'
import * as deliveries from '../../repositories/exchange/webhook-deliveries.ts'
import type { DeliveryRow, DeliveryState } from '../../repositories/exchange/webhook-deliveries.ts'
import * as endpoints from '../../repositories/exchange/webhook-endpoints.ts'
import type { WebhookEndpointRow } from '../../repositories/exchange/webhook-endpoints.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { hmac } from '../access/keys.ts'
import { readableTypes } from './events.ts'

/** The old secret signs beside the new one for so long. */
const CHANGE_OVER_MS = 24 * 3_600_000
/** More are better taken from the feed. */
const MAX_REPLAYED = 1_000

export interface CreateEndpoint {
  readonly clientId?: string
  readonly url: string
  readonly label: string
  readonly types?: readonly EventName[] | null
}
export interface UpdateEndpoint {
  readonly url?: string
  readonly label?: string
  readonly types?: readonly EventName[] | null
  readonly disabled?: boolean
}

/** In the form of Standard Webhooks. Derived: no table holds it, and each version is another one. */
export const webhookSecret = (secret: Buffer, endpointId: string, version: number): string =>
  `whsec_${hmac(secret, `webhook/${endpointId}/${String(version)}`).toString('base64')}`

/** What an API client may know of, whoever looks: an endpoint is told what its client may read. */
export const typesOfClient = ({ scopes }: { readonly scopes: readonly Scope[] }): EventName[] =>
  readableTypes({ kind: 'client', roles: [], scopes })

/** Own endpoints alone for a client; all of the institution for people. */
const own = ({ actor }: Context): string | null => (actor.kind === 'client' ? actor.identityId : null)

const mine = (context: Context, row: WebhookEndpointRow | undefined): WebhookEndpointRow => {
  const endpoint = found(row)
  return found(own(context) === null || own(context) === endpoint.clientId ? endpoint : undefined)
}

const checkAddress = (url: string): void => {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const isPlain = parsed?.username === '' && parsed.password === '' && parsed.hash === ''
  refuseUnless(isPlain && /^https?:$/.test(parsed.protocol), 'webhookEndpoint.addressRefused')
}

const clientOf = async (context: WriteContext, clientId: string) => {
  const client = await findApiClient(context.tx, context.actor.institutionId, clientId)
  refuseUnless(client !== undefined && client.disabledAt === null, 'webhookEndpoint.clientUnknown')
  return client
}

const checkTypes = async (
  context: WriteContext,
  clientId: string,
  types: readonly EventName[] | null,
): Promise<void> => {
  const client = await clientOf(context, clientId)
  const readable = typesOfClient(client)
  const hidden = types?.find((type) => !readable.includes(type))
  refuseUnless(hidden === undefined, 'webhookEndpoint.typeUnknown', { type: hidden ?? '' })
}

const load = async (context: WriteContext, id: string): Promise<WebhookEndpointRow> =>
  mine(context, await endpoints.findEndpointForUpdate(context.tx, context.actor.institutionId, id))

export interface SignedEndpoint {
  readonly id: string
  readonly secret: string
}

/** A client makes endpoints of its own; an HR officer names the client. */
export const createEndpoint = async (context: WriteContext, body: CreateEndpoint): Promise<SignedEndpoint> => {
  const clientId = own(context) ?? body.clientId ?? ''
  refuseUnless(clientId !== '' && (body.clientId ?? clientId) === clientId, 'webhookEndpoint.clientUnknown')
  checkAddress(body.url)
  await checkTypes(context, clientId, body.types ?? null)
  const id = context.newId()
  record(context, id, { client: clientId })
  const values = { id, clientId, url: body.url, label: body.label, types: body.types ?? null }
  await endpoints.insertEndpoint(context.tx, context.actor.institutionId, values, context.now)
  return { id, secret: webhookSecret(context.secret, id, 1) }
}

export const listEndpoints = (context: Context, page: PageRequest): Promise<Page<WebhookEndpointRow>> =>
  endpoints.listEndpoints(context.db, context.actor.institutionId, own(context), page)

export const getEndpoint = async (context: Context, id: string): Promise<WebhookEndpointRow> =>
  mine(context, await endpoints.findEndpoint(context.db, context.actor.institutionId, id))

export const updateEndpoint = async (
  context: WriteContext,
  id: string,
  { disabled, ...change }: UpdateEndpoint,
): Promise<WebhookEndpointRow> => {
  const row = await load(context, id)
  checkVersion(context, row)
  if (change.url !== undefined) checkAddress(change.url)
  if (change.types !== undefined) await checkTypes(context, row.clientId, change.types)
  record(context, id, { ...(disabled !== undefined && { disabled }) })
  const state =
    disabled === undefined ? {} : { disabled: disabled ? { at: context.now, reason: 'asked' as const } : null }
  return endpoints.updateEndpoint(context.tx, context.actor.institutionId, id, { ...change, ...state }, context.now)
}

/** The secret before signs beside the new one for a day. */
export const rotateSecret = async (context: WriteContext, id: string): Promise<SignedEndpoint> => {
  const row = await load(context, id)
  const secretVersion = row.secretVersion + 1
  const previousSecretUntil = new Date(Date.parse(context.now) + CHANGE_OVER_MS).toISOString()
  record(context, id, { secret: secretVersion })
  const change = { secretVersion, previousSecretUntil }
  await endpoints.updateEndpoint(context.tx, context.actor.institutionId, id, change, context.now)
  return { id, secret: webhookSecret(context.secret, id, secretVersion) }
}

const checkEnabled = ({ disabledReason }: WebhookEndpointRow): void => {
  refuseUnless(disabledReason === null, 'webhookEndpoint.disabled', { reason: disabledReason ?? '' })
}

/** The event comes about with the act, and goes to this endpoint alone. */
export const pingEndpoint = async (context: WriteContext, id: string): Promise<WebhookEndpointRow> => {
  const row = await load(context, id)
  checkEnabled(row)
  record(context, id, { ping: true })
  return row
}

/** Everything after a place once more, as far as the client may read it now. */
export const replayEndpoint = async (context: WriteContext, id: string, after: number): Promise<{ queued: number }> => {
  const { institutionId } = context.actor
  const row = await load(context, id)
  checkEnabled(row)
  const readable = typesOfClient(await clientOf(context, row.clientId))
  const types = readable.filter((type) => row.types === null || row.types.includes(type))
  const queued = await deliveries.owe(context.tx, institutionId, { id, types }, after, MAX_REPLAYED + 1, context.now)
  refuseUnless(queued <= MAX_REPLAYED, 'webhookEndpoint.tooManyEvents', { after, most: MAX_REPLAYED })
  record(context, id, { after, queued })
  return { queued }
}

export const listDeliveries = async (
  context: Context,
  endpointId: string,
  state: DeliveryState | undefined,
  page: PageRequest,
): Promise<Page<DeliveryRow>> => {
  await getEndpoint(context, endpointId)
  return deliveries.listDeliveries(context.db, context.actor.institutionId, endpointId, state, page)
}

/** Dead or delivered, it is tried again for another day. */
export const replayDelivery = async (context: WriteContext, id: string): Promise<DeliveryRow> => {
  const { institutionId } = context.actor
  const row = found(await deliveries.lockDelivery(context.tx, institutionId, id))
  checkEnabled(await load(context, row.endpointId))
  record(context, row.endpointId, { delivery: id })
  await deliveries.restartDelivery(context.tx, institutionId, id, context.now)
  return found(await deliveries.findDelivery(context.tx, institutionId, id))
}

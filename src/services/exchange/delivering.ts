/** One delivery: what is to be sent, and what becomes of it. Between the two no transaction is open. */
import { cloudEventOf } from '../../domain/exchange/events.ts'
import { hasFailedLong, isDelivered, isGone, nextAttemptAt, type Outcome } from '../../domain/exchange/deliveries.ts'
import { findApiClient } from '../../repositories/access/api-clients.ts'
import { findEvent } from '../../repositories/exchange/events.ts'
import * as deliveries from '../../repositories/exchange/webhook-deliveries.ts'
import type { OwedDelivery } from '../../repositories/exchange/webhook-deliveries.ts'
import * as endpoints from '../../repositories/exchange/webhook-endpoints.ts'
import type { JobContext } from '../job-context.ts'
import { announce } from './events.ts'
import { typesOfClient, webhookSecret } from './webhook-endpoints.ts'

export type DeliveryContext = Pick<JobContext, 'institutionId' | 'tx' | 'now' | 'newId' | 'secret'>

export interface Message {
  readonly url: string
  readonly eventId: string
  readonly body: string
  /** The newest first. */
  readonly secrets: readonly string[]
}

const settle = (context: DeliveryContext, id: string, state: 'withheld' | 'dead'): Promise<void> =>
  deliveries.updateDelivery(context.tx, context.institutionId, id, {
    state,
    nextAttemptAt: null,
    settledAt: context.now,
  })

/**
 * What to send now; null when nothing is to be sent. An endpoint that is disabled is sent nothing, and a client nothing
 * that it may not read at this moment.
 */
export const prepareDelivery = async (context: DeliveryContext, id: string): Promise<Message | null> => {
  const { tx, institutionId, now, secret } = context
  const delivery = await deliveries.lockDelivery(tx, institutionId, id)
  if (delivery?.state !== 'queued') return null
  const endpoint = await endpoints.findEndpoint(tx, institutionId, delivery.endpointId)
  const event = await findEvent(tx, institutionId, delivery.sequence)
  if (!endpoint || !event) return null
  const client = await findApiClient(tx, institutionId, endpoint.clientId)
  const mayKnow = client?.disabledAt === null && typesOfClient(client).includes(event.type)
  if (!mayKnow || endpoint.disabledAt !== null) {
    await settle(context, id, mayKnow ? 'dead' : 'withheld')
    return null
  }
  const { secretVersion, previousSecretUntil } = endpoint
  const isChangingOver = previousSecretUntil !== null && previousSecretUntil > now
  const versions = isChangingOver ? [secretVersion, secretVersion - 1] : [secretVersion]
  return {
    url: endpoint.url,
    eventId: event.id,
    body: JSON.stringify(cloudEventOf(institutionId, event)),
    secrets: versions.map((version) => webhookSecret(secret, endpoint.id, version)),
  }
}

/** The notice: an entry in the trail and an event in the feed, in the transaction that disables it. */
const disable = async (context: DeliveryContext, endpointId: string, reason: 'failing' | 'gone'): Promise<void> => {
  const { tx, institutionId, now } = context
  await endpoints.updateEndpoint(tx, institutionId, endpointId, { disabled: { at: now, reason } }, now)
  const told = { action: 'webhookEndpoint.disable', act: 'webhook.disable', resourceId: endpointId, facts: { reason } }
  await announce(context, told)
}

const failed = async (
  context: DeliveryContext,
  delivery: OwedDelivery,
  outcome: Outcome,
  random: number,
): Promise<void> => {
  const { tx, institutionId, now } = context
  const attempts = delivery.attempts + 1
  const endpoint = await endpoints.findEndpointForUpdate(tx, institutionId, delivery.endpointId)
  const since = endpoint?.failingSince ?? now
  await endpoints.markFailing(tx, institutionId, delivery.endpointId, since)
  const next = isGone(outcome) ? null : nextAttemptAt(attempts, delivery.begunAt, now, random)
  await deliveries.updateDelivery(tx, institutionId, delivery.id, {
    state: next === null ? 'dead' : 'queued',
    attempts,
    nextAttemptAt: next,
    settledAt: next === null ? now : null,
  })
  const isLasting = isGone(outcome) || (next === null && hasFailedLong(since, now))
  if (isLasting && endpoint?.disabledAt === null)
    await disable(context, delivery.endpointId, isGone(outcome) ? 'gone' : 'failing')
}

/** `random` of [0, 1) spreads what failed together. */
export const settleDelivery = async (
  context: DeliveryContext,
  id: string,
  sent: { readonly outcome: Outcome; readonly at: string; readonly ms: number },
  random: number,
): Promise<void> => {
  const { tx, institutionId, now } = context
  const delivery = await deliveries.lockDelivery(tx, institutionId, id)
  if (!delivery) return
  await deliveries.insertAttempt(tx, institutionId, id, { attempt: delivery.attempts + 1, ...sent })
  if (!isDelivered(sent.outcome)) return failed(context, delivery, sent.outcome, random)
  await endpoints.markFailing(tx, institutionId, delivery.endpointId, null)
  const attempts = delivery.attempts + 1
  await deliveries.updateDelivery(tx, institutionId, id, {
    state: 'delivered',
    attempts,
    nextAttemptAt: null,
    settledAt: now,
  })
}

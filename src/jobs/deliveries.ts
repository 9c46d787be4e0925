/** Tells endpoints what happened, signed as Standard Webhooks has it; nothing waits for a receiver but its own delivery. */
import { v7 } from 'uuid'
import type pg from 'pg'
import { Webhook } from 'standardwebhooks'
import type { Logger as PinoLogger } from 'pino'
import type { Pools } from '../db/database.ts'
import { inTransaction, nobodyOf, type Tx } from '../db/transaction.ts'
import type { Outcome } from '../domain/exchange/deliveries.ts'
import { OutboundError, type Outbound } from '../domain/outbound.ts'
import { prepareDelivery, settleDelivery, type DeliveryContext, type Message } from '../services/exchange/delivering.ts'
import { startQueue } from './queue.ts'

const AT_ONCE = 4
const TIMEOUT_MS = 10_000
/** Nothing of an answer is kept; a receiver may still be chatty. */
const MAX_BYTES = 64 * 1_024

export interface DeliveriesDeps {
  readonly pools: Pools
  readonly secret: Buffer
  readonly clock: () => Date
  readonly logger: PinoLogger
  readonly outbound: Outbound
}

interface Payload {
  readonly institutionId: string
  readonly deliveryId: string
}

const headersOf = ({ eventId, body, secrets }: Message, now: Date): Record<string, string> => ({
  'content-type': 'application/cloudevents+json; charset=utf-8',
  'user-agent': 'Kompeten-Webhooks',
  'webhook-id': eventId,
  'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
  'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(eventId, now, body)).join(' '),
})

const send = async ({ outbound, clock }: DeliveriesDeps, message: Message): Promise<Outcome> => {
  const request = { method: 'POST' as const, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, cut: true as const }
  try {
    const { status } = await outbound(message.url, {
      ...request,
      headers: headersOf(message, clock()),
      body: message.body,
    })
    return { status }
  } catch (error) {
    if (error instanceof OutboundError) return { fault: error.fault }
    throw error
  }
}

const within = <T>(
  deps: DeliveriesDeps,
  { institutionId }: Payload,
  work: (context: DeliveryContext) => Promise<T>,
): Promise<T> =>
  inTransaction(deps.pools.app, nobodyOf(institutionId), 'read write', (tx: Tx) => {
    const now = deps.clock()
    const newId = (): string => v7({ msecs: now.getTime() })
    return work({ institutionId, tx, now: now.toISOString(), newId, secret: deps.secret })
  })

const deliver = async (deps: DeliveriesDeps, payload: Payload): Promise<void> => {
  const message = await within(deps, payload, (context) => prepareDelivery(context, payload.deliveryId))
  if (!message) return
  const at = deps.clock().toISOString()
  const began = performance.now()
  const outcome = await send(deps, message)
  const sent = { outcome, at, ms: Math.round(performance.now() - began) }
  await within(deps, payload, (context) => settleDelivery(context, payload.deliveryId, sent, Math.random()))
}

/** Several at once, apart from other jobs: a receiver that is slow keeps nobody's results waiting. */
export const startDeliveries = (deps: DeliveriesDeps, owner: pg.Pool): Promise<{ stop(): Promise<void> }> =>
  startQueue(owner, deps.logger, { deliver_webhook: (payload) => deliver(deps, payload as Payload) }, AT_ONCE)

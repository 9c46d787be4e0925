import Type from 'typebox'
import { closed, component, Flag, Id, Instant, nullable, oneOf, pageOf, text, Version, whole, word } from '../common.ts'
import { EventType, Place } from './events.ts'

const values = {
  url: Type.String({
    minLength: 10,
    maxLength: 500,
    pattern: '^https?://[^\\s\\u0000-\\u001f]+$',
    description: 'Asked by POST; https, and no address inside unless the operator allows it.',
    examples: ['https://simpeg.medan.example/kompeten-events'],
  }),
  label: text(200, 'SIMPEG Kota Medan'),
  types: nullable(
    Type.Array(EventType, { minItems: 1, maxItems: 100, uniqueItems: true, examples: [['cycle.published']] }),
  ),
}

export const WebhookEndpoint = component(
  'WebhookEndpoint',
  'An address of an API client that is told what happened, as far as the client may read it. `types` null: everything.',
  closed({
    id: Id,
    clientId: Id,
    ...values,
    previousSecretUntil: nullable(Instant),
    disabledAt: nullable(Instant),
    disabledReason: nullable(oneOf(['asked', 'failing', 'gone'] as const)),
    failingSince: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const WebhookEndpointPage = pageOf('WebhookEndpoint', WebhookEndpoint)

export const CreateWebhookEndpoint = component(
  'CreateWebhookEndpoint',
  'A new endpoint. A client makes one for itself; an HR officer names the client.',
  closed(
    {
      clientId: Type.Optional(Id),
      url: values.url,
      label: values.label,
      types: Type.Optional(values.types),
    },
    {
      examples: [
        {
          clientId: '01980a5e-7c1b-7000-8000-000000000001',
          url: 'https://simpeg.medan.example/kompeten-events',
          label: 'SIMPEG Kota Medan',
          types: ['cycle.published', 'import.finished'],
        },
      ],
    },
  ),
)
export const UpdateWebhookEndpoint = component(
  'UpdateWebhookEndpoint',
  'A merge patch; `disabled: false` enables again.',
  closed(
    {
      url: Type.Optional(values.url),
      label: Type.Optional(values.label),
      types: Type.Optional(values.types),
      disabled: Type.Optional(Flag('Is told nothing while disabled.')),
    },
    { examples: [{ disabled: false }] },
  ),
)
export const SignedWebhookEndpoint = component(
  'SignedWebhookEndpoint',
  'The secret by which the receiver verifies signatures (Standard Webhooks). It is told this once.',
  closed({ id: Id, secret: word('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDplTvPmyxDRI=') }),
)
export const ReplayEvents = component(
  'ReplayEvents',
  'Which events are delivered once more: those after a place of the feed.',
  closed({ after: Place }, { examples: [{ after: '1287' }] }),
)
export const ReplayedEvents = component(
  'ReplayedEvents',
  'How many deliveries were queued.',
  closed({ queued: whole(12) }),
)

export const DELIVERY_STATES = ['queued', 'delivered', 'dead', 'withheld'] as const
export const WebhookDelivery = component(
  'WebhookDelivery',
  'An event on its way to an endpoint. `dead` after 24 hours; `withheld` where the client may not read the event any more.',
  closed({
    id: Id,
    endpointId: Id,
    eventId: Id,
    eventType: EventType,
    state: oneOf(DELIVERY_STATES),
    attempts: Type.Array(
      closed({
        attempt: whole(1),
        at: Instant,
        status: nullable(whole(200)),
        fault: nullable(word('timeout', 'Why there was no answer: address, forbidden, unreachable, timeout.')),
        ms: whole(84),
      }),
    ),
    begunAt: Instant,
    nextAttemptAt: nullable(Instant),
    settledAt: nullable(Instant),
  }),
)
export const WebhookDeliveryPage = pageOf('WebhookDelivery', WebhookDelivery)

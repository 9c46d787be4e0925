import Type from 'typebox'
import { EVENT_NAMES } from '../../domain/exchange/events.ts'
import { closed, component, Id, Instant, oneOf, word } from '../common.ts'

export const EventType = oneOf(EVENT_NAMES, 'More may come: ignore those that you do not know.')

/** A place in the feed. */
export const Place = Type.String({ pattern: '^\\d{1,15}$', maxLength: 15, examples: ['1287'] })

export const CloudEvent = component(
  'CloudEvent',
  'Something that happened (CloudEvents 1.0). It tells what and where, never names or figures: read the resource for those.',
  Type.Object(
    {
      specversion: word('1.0'),
      id: { ...Id, description: 'Tells duplicates: an event can be delivered twice, and has the same id then.' },
      source: word('/v1/institutions/01980a5e-7c1b-7000-8000-000000000001'),
      type: EventType,
      subject: Id,
      time: Instant,
      datacontenttype: word('application/json'),
      sequence: Place,
      data: Type.Object(
        { url: word('/v1/cycles/01980a5e-7c1b-7000-8000-000000000001', 'Where to read what it is about.') },
        {
          additionalProperties: { type: ['string', 'number', 'boolean'] },
          examples: [{ url: '/v1/cycles/01980a5e-7c1b-7000-8000-000000000001' }],
        },
      ),
    },
    { additionalProperties: false },
  ),
)

export const EventFeed = component(
  'EventFeed',
  'Events in the order in which they were committed. Ask again with `after=next`; nothing can appear before it later.',
  closed({ items: Type.Array({ $ref: 'CloudEvent#' }, { maxItems: 200 }), next: Place }),
)

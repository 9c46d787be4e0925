/** The feed of events. Whoever asks for what has not happened yet may wait for it, holding neither connection nor place. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { DomainError, refuseUnless } from '../domain/errors.ts'
import type { EventName } from '../domain/exchange/events.ts'
import { mayAtAll } from '../domain/policy.ts'
import { newestEvents } from '../repositories/exchange/events.ts'
import { closed, ref } from '../schemas/common.ts'
import { EventFeed, EventType, Place } from '../schemas/exchange/events.ts'
import { readFeed, type Feed } from '../services/exchange/events.ts'
import { eventWatch, type EventWatch } from './event-watch.ts'
import type { Door } from './execute.ts'
import { waits } from './overload.ts'
import { described } from './operation.ts'
import { problemResponses } from './problem-responses.ts'
import { checker, coercion } from './validation.ts'

const LONGEST_WAIT_S = 25
const MAX_WAITING = 500

const QUERY = closed({
  after: Type.Optional({ ...Place, description: '`next` of the answer before; from the first event on unless given.' }),
  type: Type.Optional({ ...EventType, description: 'Events of this type alone.' }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Events per answer, 50 unless given.' })),
  wait: Type.Optional(
    Type.Integer({ minimum: 0, maximum: LONGEST_WAIT_S, description: 'Seconds to wait where there is nothing new.' }),
  ),
})

interface Query {
  readonly after?: string
  readonly type?: EventName
  readonly limit?: number
  readonly wait?: number
}

const checkQuery = checker(QUERY, '#query')
const readQuery = coercion(QUERY)

const queryOf = (request: FastifyRequest): Query => {
  const query = readQuery(request.query as Record<string, unknown>)
  checkQuery(query)
  return query
}

/** What is new, at once or within the time asked for. */
const follow = async (
  door: Door,
  watch: EventWatch,
  { actor, raw }: FastifyRequest,
  reply: FastifyReply,
  { after = '0', type, limit = 50, wait = 0 }: Query,
): Promise<Feed> => {
  if (!actor) throw new DomainError('token.missing')
  const { read } = door.pools
  const until = Date.now() + wait * 1_000
  const types = type && [type]
  let place = Number(after)
  let newest = (await newestEvents(read, [actor.institutionId])).get(actor.institutionId) ?? 0
  for (;;) {
    const feed = await readFeed(read, actor, { after: place, types, limit }, newest)
    const left = until - Date.now()
    if (feed.items.length > 0 || left <= 0 || raw.destroyed) return feed
    place = Number(feed.next)
    waits(reply.raw)
    const found = await watch.beyond(actor.institutionId, place, left)
    if (found <= place) return feed
    newest = found
  }
}

export const registerEventFeed = (app: FastifyInstance, door: Door): void => {
  const watch = eventWatch(door.pools.read)
  let waiting = 0
  app.addHook('preClose', (done) => {
    watch.close()
    done()
  })
  app.get('/v1/events', {
    config: { deadlineMs: (LONGEST_WAIT_S + 10) * 1_000 },
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      const actor = await door.authenticate(request)
      request.actor = actor
      door.quota.admit(request, reply)
      refuseUnless(mayAtAll(actor, 'event.read'), 'access.denied', { action: 'event.read' })
    },
    schema: {
      operationId: 'readEvents',
      tags: ['exchange'],
      summary: 'Follow events',
      description:
        'Everything that the caller may know of, in the order in which it was committed, from the first event on. Keep `next` and ask again with `after`; `wait` holds the answer until something happens.',
      security: [{ bearer: [] }],
      querystring: described(QUERY),
      response: {
        200: { ...ref(EventFeed), description: 'Events' },
        ...problemResponses({ method: 'GET' }),
      },
    },
    handler: async (request, reply) => {
      const query = queryOf(request)
      const isRoom = waiting < MAX_WAITING
      waiting += 1
      try {
        const feed = await follow(door, watch, request, reply, isRoom ? query : { ...query, wait: 0 })
        return await reply.header('cache-control', 'no-store').send(feed)
      } finally {
        waiting -= 1
      }
    },
  })
}

/** A job followed as server-sent events. Between two looks no database connection is held. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { setTimeout as sleep } from 'node:timers/promises'
import { DomainError } from '../domain/errors.ts'
import { mayEverywhere } from '../domain/policy.ts'
import { findJob, type JobRow } from '../repositories/appraisal/jobs.ts'
import { PathId } from '../schemas/common.ts'
import type { Door } from './execute.ts'
import { described } from './operation.ts'
import { problemResponses } from './problem-responses.ts'
import { checker } from './validation.ts'

const INTERVAL_MS = 500
const LONGEST_MS = 10 * 60_000

const isOver = ({ state }: JobRow): boolean => state === 'succeeded' || state === 'failed' || state === 'cancelled'

const eventOf = ({ id, kind, state, done, total, progress, problem, version }: JobRow): string =>
  `id: ${String(version)}\nevent: ${isOver({ state } as JobRow) ? 'end' : 'progress'}\ndata: ${JSON.stringify({ id, kind, state, done, total, progress, problem })}\n\n`

const checkPath = checker(PathId, '#path')

const lookUp = async (door: Door, request: FastifyRequest): Promise<JobRow> => {
  const { actor } = request
  checkPath(request.params)
  const { id } = request.params as { id: string }
  const job = actor ? await findJob(door.pools.read, actor.institutionId, id) : undefined
  if (!actor || !job || (job.requestedBy !== actor.identityId && !mayEverywhere(actor, 'job.read')))
    throw new DomainError('resource.notFound')
  return job
}

const follow = async (
  door: Door,
  request: FastifyRequest,
  { raw }: FastifyReply,
  first: JobRow,
  isClosing: () => boolean,
): Promise<void> => {
  const until = Date.now() + LONGEST_MS
  let job = first
  let told = 0
  while (!raw.destroyed && !isClosing() && Date.now() < until) {
    if (job.version !== told) raw.write(eventOf(job))
    told = job.version
    if (isOver(job)) break
    await sleep(INTERVAL_MS)
    job = await lookUp(door, request)
  }
  raw.end()
}

export const registerJobEvents = (app: FastifyInstance, door: Door): void => {
  let closing = false
  app.addHook('preClose', (done) => {
    closing = true
    done()
  })
  app.get('/v1/jobs/:id/events', {
    config: { deadlineMs: LONGEST_MS + 60_000 },
    onRequest: async (request: FastifyRequest) => {
      request.actor = await door.authenticate(request)
    },
    schema: {
      operationId: 'followJob',
      tags: ['appraisal'],
      summary: 'Follow a job',
      description: 'Server-sent events: `progress` while it runs, one `end` when it is over.',
      security: [{ bearer: [] }],
      params: described(PathId),
      response: {
        200: { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } },
        ...problemResponses({ method: 'GET' }),
      },
    },
    handler: async (request, reply) => {
      const job = await lookUp(door, request)
      reply.hijack()
      reply.raw.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        'x-request-id': request.id,
      })
      // The answer has begun: whatever fails from here on can only end it.
      await follow(door, request, reply, job, () => closing).catch(() => reply.raw.end())
    },
  })
}

/** Sheds load before any work is done: a cap on requests in flight, counted down on answer and on abort alike. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'

const ALWAYS_SERVED = new Set(['/livez', '/readyz'])

/** Of the cap, what one institution may hold at a time, so that the others always find room (hardening.md E2). */
const SHARE = 0.6

/**
 * Counts a request to its institution once that is known. Throws `service.overloaded` above the institution's share.
 */
export const institutionQuota = (limit: number): ((request: FastifyRequest, reply: FastifyReply) => void) => {
  const share = Math.max(1, Math.floor(limit * SHARE))
  const inFlight = new Map<string, number>()
  return ({ actor }, reply) => {
    if (!actor) return
    const { institutionId } = actor
    const now = (inFlight.get(institutionId) ?? 0) + 1
    if (now > share) throw new DomainError('service.overloaded')
    inFlight.set(institutionId, now)
    reply.raw.once('close', () => {
      const left = (inFlight.get(institutionId) ?? 1) - 1
      if (left > 0) inFlight.set(institutionId, left)
      else inFlight.delete(institutionId)
    })
  }
}

/** 503 + Retry-After above `limit` (about 3 × the pool: hardening.md §4.7). Health answers always. */
export const registerOverload = (app: FastifyInstance, limit: number): void => {
  let inFlight = 0
  app.addHook('onRequest', (request, reply, done) => {
    if (ALWAYS_SERVED.has(request.url)) {
      done()
      return
    }
    inFlight += 1
    // `close` fires once per response, finished or aborted.
    reply.raw.once('close', () => {
      inFlight -= 1
    })
    done(inFlight > limit ? new DomainError('service.overloaded') : undefined)
  })
}

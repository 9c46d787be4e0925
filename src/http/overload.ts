/** Sheds load before any work is done: a cap on requests in flight, counted down on answer and on abort alike. */
import type { FastifyInstance } from 'fastify'
import { DomainError } from '../domain/errors.ts'

const ALWAYS_SERVED = new Set(['/livez', '/readyz'])

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

/** Reads begin while it is found out who asks: as whoever came with the same token last time. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isSameActor, type Actor } from '../domain/policy.ts'
import { remember } from '../domain/remembering.ts'
import type { Answer } from './idempotency.ts'

const REMEMBERED = 10_000

/** Whoever hears one of these is not let in, or not now; any other answer was worth beginning. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 429, 503])

/** What was begun before it was known who asks. */
interface Begun {
  readonly as: Actor
  /** null: it was none that can be begun so. */
  readonly answer: Promise<Answer | null>
}

declare module 'fastify' {
  interface FastifyRequest {
    begun: Begun | null
  }
}

export interface Foresight {
  /** Who came with the same token before and was not refused since. */
  readonly lastTime: (request: FastifyRequest) => Actor | null
  /** `work` may have no effect: whatever it finds or fails with is dropped unless it turns out to be asked by the same. */
  readonly begin: (request: FastifyRequest, work: (as: Actor) => Promise<Answer | null>) => void
  /** What was begun, if everything that decides what `actor` may do and see is as it was taken to be; else null. */
  readonly answerFor: (actor: Actor, request: FastifyRequest) => Promise<Answer | null> | null
}

/**
 * Roles are read with each request all the same. After a refusal nothing is begun for a token until one of its requests was
 * answered, so that whoever is beyond a limit costs no more than before.
 */
export const registerForesight = (app: FastifyInstance): Foresight => {
  const lastTime = new Map<string, Actor>()
  app.decorateRequest('begun', null)
  app.addHook('onResponse', ({ headers: { authorization }, actor }, { statusCode }, done) => {
    if (authorization !== undefined && REFUSALS.has(statusCode)) lastTime.delete(authorization)
    else if (authorization !== undefined && actor) remember(lastTime, REMEMBERED, authorization, actor)
    done()
  })
  const lastTimeOf: Foresight['lastTime'] = ({ headers }) => lastTime.get(headers.authorization ?? '') ?? null
  return {
    lastTime: lastTimeOf,
    begin: (request, work) => {
      const as = lastTimeOf(request)
      if (!as) return
      const answer = work(as)
      // Whether anybody waits for it is not known yet.
      answer.catch(() => undefined)
      request.begun = { as, answer }
    },
    answerFor: (actor, { begun }) => (begun && isSameActor(begun.as, actor) ? begun.answer : null),
  }
}

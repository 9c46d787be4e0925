/** Ends what takes too long to answer. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { DomainError } from '../domain/errors.ts'

const LONGEST_MS = 5_000

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How long an answer may take, where that is not as long as any other. */
    deadlineMs?: number
  }
}

/** What has begun to be sent can only be cut off; nothing is said of what was said. */
const end = (reply: FastifyReply): void => {
  if (reply.sent) return
  if (reply.raw.headersSent) reply.raw.destroy()
  else void reply.send(new DomainError('service.unavailable'))
}

const TIMER = Symbol('timer')
type Timed = FastifyReply & { [TIMER]?: NodeJS.Timeout }

/**
 * Answers 503 when the time is over. Fastify's own `handlerTimeout` makes a controller for each request and aborts it even
 * when all is well, which costs more than many an answer.
 */
export const registerDeadline = (app: FastifyInstance, longestMs: number = LONGEST_MS): void => {
  app.addHook('onRequest', (_request, reply: Timed, done) => {
    reply[TIMER] = setTimeout(end, reply.routeOptions.config.deadlineMs ?? longestMs, reply).unref()
    done()
  })
  app.addHook('onResponse', (_request, reply: Timed, done) => {
    clearTimeout(reply[TIMER])
    done()
  })
}

/** Limits of the server against slow, idle and greedy clients, with the headers that tell a caller where it stands. */
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import type { Socket } from 'node:net'
import { DomainError } from '../domain/errors.ts'
import { API_VERSION } from './openapi.ts'

export const SERVER_OPTIONS = {
  bodyLimit: 64 * 1_024,
  // Long enough for a file; other bodies are held to BODY_TIMEOUT_MS.
  requestTimeout: 10 * 60_000,
  connectionTimeout: 30_000,
  keepAliveTimeout: 65_000,
  routerOptions: { maxParamLength: 200 },
  http: { headersTimeout: 5_000, connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 },
} as const satisfies FastifyServerOptions & Record<string, unknown>

const ANSWERS = Symbol('answers')
type Counting = Socket & { [ANSWERS]?: number }

const MOST_ANSWERS = 10_000

/**
 * Ends a connection with its ten thousandth answer: behind a balancer, whoever never hangs up comes to another process
 * now and then. Node's own `maxRequestsPerSocket` announces the end, and then refuses instead of hanging up.
 */
export const registerHangUp = (app: FastifyInstance): void => {
  app.addHook('onRequest', ({ raw }, reply, done) => {
    const socket: Counting = raw.socket
    socket[ANSWERS] = (socket[ANSWERS] ?? 0) + 1
    if (socket[ANSWERS] >= MOST_ANSWERS) void reply.header('connection', 'close')
    done()
  })
}

/** Per identity, or per address of those who are not signed in. Answers 429 with Retry-After, RateLimit and RateLimit-Policy. */
export const registerRateLimit = async (app: FastifyInstance, perMinute: number): Promise<void> => {
  await app.register(rateLimit, {
    max: ({ actor }) => actor?.rateLimit ?? perMinute,
    timeWindow: 60_000,
    cache: 20_000,
    enableDraftSpec: true,
    keyGenerator: ({ actor, ip }) => actor?.identityId ?? ip,
    errorResponseBuilder: () => new DomainError('request.rateLimited'),
    allowList: ({ url }) => url === '/livez' || url === '/readyz',
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    const remaining = reply.getHeader('ratelimit-remaining')
    if (remaining !== undefined) {
      const [limit, reset] = [reply.getHeader('ratelimit-limit'), reply.getHeader('ratelimit-reset')]
      void reply.header('ratelimit-policy', `"default";q=${String(limit)};w=60`)
      void reply.header('ratelimit', `"default";r=${String(remaining)};t=${String(reset)}`)
    }
    void reply.header('x-content-type-options', 'nosniff')
    void reply.header('api-version', API_VERSION)
    void reply.header('x-request-id', _request.id)
    done(null, payload)
  })
}

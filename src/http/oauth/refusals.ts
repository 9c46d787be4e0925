/** Refusals of the token endpoint: what RFC 6749 §5.2 asks for and what this service's own clients branch on, in one body. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DomainError, type ErrorCode } from '../../domain/errors.ts'
import { domainErrorOf, problemOf, sendProblem } from '../problems.ts'

const ERRORS: Partial<Record<ErrorCode, string>> = {
  'oauth.requestInvalid': 'invalid_request',
  'oauth.grantUnsupported': 'unsupported_grant_type',
  'oauth.clientInvalid': 'invalid_client',
  'oauth.clientUnauthorised': 'unauthorized_client',
  'oauth.scopeInvalid': 'invalid_scope',
  // RFC 8693 §2.2.2
  'oauth.subjectTokenInvalid': 'invalid_request',
}

const MAX_FAILURES = 10
const WINDOW_MS = 60_000

/**
 * Of wrong proofs a handful a minute and address, and a handful a minute and client: more are told to wait. A right one is
 * never kept waiting by somebody else's wrong ones.
 */
const failureLimit = (app: FastifyInstance): ((request: FastifyRequest, clientId: string) => Promise<boolean>) => {
  const named = new WeakMap<FastifyRequest, string>()
  const byAddress = app.createRateLimit({ max: MAX_FAILURES, timeWindow: WINDOW_MS, keyGenerator: ({ ip }) => ip })
  const byClient = app.createRateLimit({
    max: MAX_FAILURES,
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => named.get(request) ?? '',
  })
  return async (request, clientId) => {
    named.set(request, clientId)
    const counts = [await byAddress(request), ...(clientId === '' ? [] : [await byClient(request)])]
    return counts.some((count) => !count.isAllowed && count.isExceeded)
  }
}

export type Refuse = (
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  clientId: string,
) => Promise<FastifyReply>

export const refuser = (app: FastifyInstance): Refuse => {
  const isTooMany = failureLimit(app)
  return async (thrown, request, reply, clientId) => {
    const error = domainErrorOf(thrown)
    const name = ERRORS[error.code]
    if (error.code === 'oauth.clientInvalid' && (await isTooMany(request, clientId))) {
      void reply.header('retry-after', String(WINDOW_MS / 1_000))
      return sendProblem(new DomainError('request.rateLimited'), request, reply)
    }
    if (name === undefined) return sendProblem(thrown, request, reply)
    const problem = problemOf(error, request)
    // In the scheme that the client tried (RFC 6749 §5.2).
    if (problem.status === 401 && request.headers.authorization !== undefined)
      void reply.header('www-authenticate', 'Basic realm="kompeten"')
    return reply
      .code(problem.status)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send({ error: name, error_description: problem.detail, ...problem })
  }
}

/** Every error answer: RFC 9457 problem+json with a stable code, in the language asked for, and nothing internal. */
import { errorCodes, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { databaseError } from '../db/constraints.ts'
import { TransactionLostError } from '../db/database.ts'
import { DomainError, ERROR_KINDS, type ErrorCode, type ErrorKind, type FieldError } from '../domain/errors.ts'
import { fieldText, languageOf, problemText, type Language } from '../i18n/index.ts'
import type { Problem } from '../schemas/common.ts'

export const STATUS: Record<ErrorKind, number> = {
  malformed: 400,
  unauthenticated: 401,
  forbidden: 403,
  notFound: 404,
  methodNotAllowed: 405,
  notAcceptable: 406,
  conflict: 409,
  conditionFailed: 412,
  tooLarge: 413,
  unsupportedMediaType: 415,
  unprocessable: 422,
  conditionMissing: 428,
  rateLimited: 429,
  internal: 500,
  unavailable: 503,
}

export const statusOf = (code: ErrorCode): number => STATUS[ERROR_KINDS[code]]

export const MAX_REFLECTED = 200

const worded = ({ pointer, code, facts = {} }: FieldError, language: Language): Problem['errors'][number] => ({
  pointer: pointer.slice(0, MAX_REFLECTED),
  code,
  detail: fieldText(code, facts, language).slice(0, MAX_REFLECTED),
})

export const problemBody = (
  { code, facts, errors }: DomainError,
  language: Language,
  about: Pick<Problem, 'instance' | 'requestId'>,
): Problem => {
  const { title, detail } = problemText(code, facts, language)
  return {
    type: `urn:kompeten:problem:${code}`,
    title,
    status: statusOf(code),
    detail,
    instance: about.instance,
    code,
    errors: errors.map((field) => worded(field, language)),
    facts,
    requestId: about.requestId,
  }
}

export const problemOf = (error: DomainError, request: FastifyRequest): Problem =>
  problemBody(error, languageOf(request.headers['accept-language']), {
    instance: (request.url.split('?')[0] ?? '').slice(0, MAX_REFLECTED),
    requestId: request.id,
  })

const BY_FASTIFY_CODE: Record<string, ErrorCode> = {
  [errorCodes.FST_ERR_CTP_BODY_TOO_LARGE().code]: 'request.tooLarge',
  [errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE().code]: 'request.unsupportedMediaType',
  [errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY().code]: 'request.malformed',
  [errorCodes.FST_ERR_CTP_INVALID_CONTENT_LENGTH().code]: 'request.malformed',
  [errorCodes.FST_ERR_BAD_URL().code]: 'request.malformed',
  [errorCodes.FST_ERR_ASYNC_CONSTRAINT().code]: 'request.malformed',
}

/** Each known cause as the refusal it is; everything else, whatever its message says, is one bare internal error. */
export const domainErrorOf = (error: unknown): DomainError => {
  if (error instanceof DomainError) return error
  if (error instanceof TransactionLostError) return new DomainError('service.internalError')
  const { code = '', statusCode } = error as Partial<FastifyError>
  const known = BY_FASTIFY_CODE[code]
  if (known)
    return new DomainError(known, known === 'request.malformed' ? { reason: 'the request is not well formed' } : {})
  // Only Fastify itself gives 503: the service is closing.
  if (statusCode === 503) return new DomainError('service.unavailable')
  return databaseError(error) ?? new DomainError('service.internalError')
}

/** What a log may know of an error: its code, and for our own faults the stack. Never pg's `detail` or parameters. */
const logged = (error: unknown, problem: Problem): Record<string, unknown> => {
  const { code, constraint, stack } = error as { code?: unknown; constraint?: unknown; stack?: unknown }
  const isOurs = problem.status === 500 && typeof code !== 'string'
  return { problem: problem.code, cause: code, constraint, ...(isOurs ? { stack } : {}) }
}

const RETRY_AFTER: Partial<Record<ErrorKind, string>> = { unavailable: '1' }

export const sendProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
  const problem = problemOf(domainErrorOf(error), request)
  // A refusal for want of room is no fault: the line of its request tells of it, and a line of its own would cost more room.
  const isFault = problem.status >= 500 && problem.code !== 'service.overloaded'
  if (isFault) request.log.error(logged(error, problem), 'request failed')
  const retryAfter =
    RETRY_AFTER[ERROR_KINDS[problem.code as ErrorCode]] ?? (problem.code === 'idempotency.inProgress' ? '1' : null)
  if (retryAfter !== null) void reply.header('retry-after', retryAfter)
  if (problem.status === 401)
    void reply.header('www-authenticate', problem.code === 'token.missing' ? 'Bearer' : 'Bearer error="invalid_token"')
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .header('vary', 'Accept-Language')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problem)
}

/** Methods by the shape of a path, so that a wrong method is told from a wrong address. */
const collectMethods = (app: FastifyInstance): ((path: string) => string[]) => {
  const known: { pattern: RegExp; method: string }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    // Preflights are answered everywhere, which makes no address exist.
    if (url === '*') return
    const pattern = new RegExp(`^${url.replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`)
    for (const name of [method].flat()) known.push({ pattern, method: name })
  })
  return (path) => [...new Set(known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))]
}

export const registerProblems = (app: FastifyInstance): void => {
  const methodsOf = collectMethods(app)
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(request.url.split('?')[0] ?? '')
    if (allowed.length === 0) return sendProblem(new DomainError('resource.notFound'), request, reply)
    void reply.header('allow', allowed.join(', '))
    return sendProblem(new DomainError('request.methodNotAllowed', { method: request.method }), request, reply)
  })
}

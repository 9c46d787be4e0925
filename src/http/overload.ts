/** Sheds load before any work is done: a cap on requests in flight, and of it a share for each institution. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest, FastifyServerFactory } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { remember } from '../domain/remembering.ts'
import { languageOf } from '../i18n/index.ts'
import type { SERVER_OPTIONS } from './limits.ts'
import { API_VERSION } from './openapi.ts'
import { MAX_REFLECTED, problemBody } from './problems.ts'

const ALWAYS_SERVED = new Set(['/livez', '/readyz'])

/** Made once: an error writes down where it was made, which costs more than the refusal. */
const OVERLOADED = new DomainError('service.overloaded')

/** Of the cap, what one institution may hold at a time, so that the others always find room (hardening.md E2). */
const SHARE = 0.6

/** What is to be done when a request gives its place to others; kept with it, since weak maps of short lives are dear to collect. */
const LEAVING = Symbol('leaving')
type Leaving = ServerResponse & { [LEAVING]?: (() => void)[] }

/** A request that from here on only waits for something to happen gives its place to others. */
export const waits = (response: Leaving): void => {
  for (const work of response[LEAVING]?.splice(0) ?? []) work()
}

/** When the answer is there, the client has gone, or nothing is done for it any more: once. */
const onceOver = (response: Leaving, work: () => void): void => {
  if (response[LEAVING]) {
    response[LEAVING].push(work)
    return
  }
  response[LEAVING] = [work]
  response.once('close', () => {
    waits(response)
  })
}

const REMEMBERED = 10_000

/** The institution that a request is counted to. */
const COUNTED = Symbol('counted')
type Counted = IncomingMessage & { [COUNTED]?: string }

/** What each institution may have in flight. */
export interface Quota {
  /** Counts a request to the institution of whoever came with the same token before: no identity moves to another one. False: it is at its share. */
  readonly arrive: (request: Counted, response: ServerResponse) => boolean
  /** Counts a request to its institution once that is known for sure. Throws `service.overloaded` above the institution's share. */
  readonly admit: (request: FastifyRequest, reply: FastifyReply) => void
  readonly wouldAdmit: (request: FastifyRequest, institutionId: string) => boolean
}

export const institutionQuota = (limit: number): Quota => {
  const share = Math.max(1, Math.floor(limit * SHARE))
  const inFlight = new Map<string, number>()
  const institutions = new Map<string, string>()
  const countOf = (institutionId: string): number => inFlight.get(institutionId) ?? 0
  const hasRoom = (request: Counted, institutionId: string): boolean =>
    request[COUNTED] === institutionId || countOf(institutionId) < share
  /** Once for each request. False: the institution is at its share. */
  const take = (request: Counted, response: ServerResponse, institutionId: string): boolean => {
    if (request[COUNTED] === institutionId) return true
    if (!hasRoom(request, institutionId)) return false
    request[COUNTED] = institutionId
    inFlight.set(institutionId, countOf(institutionId) + 1)
    onceOver(response, () => {
      const left = countOf(institutionId) - 1
      if (left > 0) inFlight.set(institutionId, left)
      else inFlight.delete(institutionId)
    })
    return true
  }
  return {
    arrive: (request, response) => {
      const institutionId = institutions.get(request.headers.authorization ?? '')
      return institutionId === undefined || take(request, response, institutionId)
    },
    admit: ({ actor, headers, raw }, reply) => {
      if (!actor) return
      const { institutionId } = actor
      remember(institutions, REMEMBERED, headers.authorization ?? '', institutionId)
      if (!take(raw, reply.raw, institutionId)) throw OVERLOADED
    },
    wouldAdmit: ({ raw }, institutionId) => hasRoom(raw, institutionId),
  }
}

const tellOverload = (request: IncomingMessage, response: ServerResponse): void => {
  const requestId = randomUUID()
  const instance = request.url?.split('?')[0]?.slice(0, MAX_REFLECTED) ?? ''
  const problem = problemBody(OVERLOADED, languageOf(request.headers['accept-language']), { instance, requestId })
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'retry-after': '1',
    'cache-control': 'no-store',
    'api-version': API_VERSION,
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
  })
  response.end(JSON.stringify(problem))
}

const BODY_TIMEOUT_MS = 15_000
const isUpload = ({ method, url = '' }: IncomingMessage): boolean =>
  method === 'POST' && /^\/v1\/imports(\?|$)/.test(url)

/** A body that takes too long ends its connection; a file may take as long as the server allows. */
const hurry = (request: IncomingMessage): void => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if ((length === undefined && encoding === undefined) || isUpload(request)) return
  const timer = setTimeout(() => request.destroy(), BODY_TIMEOUT_MS)
  request.once('close', () => {
    clearTimeout(timer)
  })
}

/**
 * A server that answers 503 + Retry-After above `limit` requests in flight (about 3 × the pool: hardening.md §4.7), or
 * above the share of an institution, before Fastify hears of them: a refusal that cost as much as an answer would not help.
 * `onShed` hears how many were refused, once a second at most. Counted down on answer and on abort alike; health answers always.
 */
export const sheddingServer =
  (limit: number, { arrive }: Quota, onShed: (refused: number) => void): FastifyServerFactory =>
  (handler, options) => {
    let [inFlight, refused, told] = [0, 0, 0]
    const shed = (request: IncomingMessage, response: ServerResponse): void => {
      tellOverload(request, response)
      refused += 1
      if (Date.now() - told < 1_000) return
      onShed(refused)
      ;[refused, told] = [0, Date.now()]
    }
    const { http, keepAliveTimeout, requestTimeout, connectionTimeout } = options as typeof SERVER_OPTIONS
    const server = createServer(http, (request, response) => {
      if (ALWAYS_SERVED.has(request.url ?? '')) handler(request, response)
      else if (inFlight >= limit || !arrive(request, response)) shed(request, response)
      else {
        hurry(request)
        inFlight += 1
        onceOver(response, () => (inFlight -= 1))
        handler(request, response)
      }
    })
    // What Fastify sets on a server of its own making.
    server.setTimeout(connectionTimeout)
    return Object.assign(server, { keepAliveTimeout, requestTimeout })
  }

/** The one door: every handler runs inside `execute`, which alone opens transactions, retries safely, and leaves the audit entry. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { v7 } from 'uuid'
import { randomUUID } from 'node:crypto'
import type { Spool } from '../db/spool.ts'
import type { Anchors } from '../db/anchors.ts'
import type { Db, Pools } from '../db/database.ts'
import { inTransaction } from '../db/transaction.ts'
import { DomainError } from '../domain/errors.ts'
import { DEFAULT_LIMIT } from '../domain/pages.ts'
import { ANONYMOUS_ACTIONS, mayEverywhere, SECRET_ACTIONS, type Actor } from '../domain/policy.ts'
import { Written } from '../domain/written.ts'
import { languageOf } from '../i18n/index.ts'
import { confirmActor } from '../repositories/access/actors.ts'
import { isKeyNotNew } from '../repositories/access/idempotency-keys.ts'
import type { Context, WitnessedContext, WriteContext } from '../services/context.ts'
import { audit } from './audit.ts'
import { allowedActs } from './allowed-acts.ts'
import { bytesOf, checkThere, headersOf, type Attachment } from './attachments.ts'
import type { Authentication } from './authenticate.ts'
import type { AnyEndpoint, Bound, Input, Outcome } from './contract.ts'
import type { Foresight } from './foresight.ts'
import { firstTime, keyOf, once, PLAIN, sealed, type Answer, type Claiming, type Keeping } from './idempotency.ts'
import type { Quota } from './overload.ts'
import { readCursor, writeCursor } from './pagination.ts'
import { settled, wouldBeAdmitted } from './supposing.ts'

export interface Door {
  readonly pools: Pools
  readonly authenticate: Authentication['authenticate']
  readonly named: Authentication['named']
  readonly clock: () => Date
  /** Signs cursors and commitments; shared by every process of one installation. */
  readonly secret: Buffer
  readonly anchors: Anchors
  readonly spool: Spool
  readonly quota: Quota
  readonly foresight: Foresight
}

const etagOf = (version: unknown): string | null => (typeof version === 'number' ? `"${String(version)}"` : null)

const expectedVersion = (endpoint: AnyEndpoint, request: FastifyRequest): number | null => {
  if (!endpoint.conditional) return null
  const header = request.headers['if-match']
  if (header === undefined) throw new DomainError('request.conditionMissing')
  const version = /^"(\d{1,9})"$/.exec(header)?.[1]
  if (version === undefined) throw new DomainError('request.conditionFailed')
  return Number(version)
}

/** For reads; a write adds the transaction that it writes in. */
const contextOf = (
  door: Door,
  endpoint: AnyEndpoint,
  actor: Actor,
  request: FastifyRequest,
  db: Db,
): WitnessedContext => {
  const now = door.clock()
  return {
    actor,
    action: endpoint.action,
    now: now.toISOString(),
    language: languageOf(request.headers['accept-language']),
    db,
    newId: () => v7({ msecs: now.getTime() }),
    newRandomId: () => randomUUID(),
    secret: door.secret,
    spool: door.spool.id,
    anchored: door.anchors.read,
    expectedVersion: expectedVersion(endpoint, request),
    settled: mayEverywhere(actor, endpoint.action),
    relations: null,
    audited: {},
  }
}

const linkNext = (request: FastifyRequest, next: Readonly<Record<string, string>>): string => {
  const url = new URL(request.url, 'http://localhost')
  for (const [name, value] of Object.entries(next)) url.searchParams.set(name, value)
  return `<${url.pathname}${url.search}>; rel="next"`
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** What can be done with the resource that is read. */
  readonly acts: readonly AnyEndpoint[]
}

const attachedAnswer = ({ status }: AnyEndpoint, attachment: Attachment, { request }: Exchange): Answer => {
  const link = attachment.next && { link: linkNext(request, attachment.next) }
  return { status, headers: { ...headersOf(attachment), ...link }, body: '', attachment }
}

interface Looks {
  readonly version?: unknown
  readonly next?: string | null
}

const looksOf = (outcome: Outcome): Looks => (outcome instanceof Written ? outcome.seen : (outcome ?? {})) as Looks

const bodyOf = ({ status }: AnyEndpoint, outcome: Outcome, reply: FastifyReply): string => {
  if (outcome instanceof Written) return outcome.text
  // The response schema decides what leaves the process: a member that it does not name is dropped.
  const serialize = reply.getSerializationFunction(String(status)) as (value: unknown) => string
  return serialize(outcome)
}

const answerOf = (endpoint: AnyEndpoint, outcome: Outcome, exchange: Exchange): Answer => {
  if (endpoint.produces) return attachedAnswer(endpoint, outcome as Attachment, exchange)
  const { request, reply } = exchange
  const headers: Record<string, string> = {}
  const { version, next } = looksOf(outcome)
  const etag = etagOf(version)
  if (etag !== null && endpoint.status !== 202) headers.etag = etag
  if (endpoint.paged && typeof next === 'string') headers.link = linkNext(request, { cursor: next })
  const location = endpoint.location?.(outcome as never)
  if (location !== undefined) headers.location = location
  return { status: endpoint.status, headers, body: endpoint.status === 204 ? '' : bodyOf(endpoint, outcome, reply) }
}

/** A relation-bound action must have been authorised by the service; forgetting it is our fault, not an answer. */
const assertSettled = (context: { settled: boolean }, endpoint: AnyEndpoint): void => {
  if (!context.settled) throw new Error(`${endpoint.operationId} answered without authorising ${endpoint.action}`)
}

const run = async (endpoint: AnyEndpoint, context: Context, input: Input, exchange: Exchange): Promise<Answer> => {
  const outcome = await endpoint.run(context as never, input as never)
  assertSettled(context, endpoint)
  const answer = answerOf(endpoint, outcome, exchange)
  if (exchange.acts.length === 0) return answer
  const { state } = outcome as { state?: unknown }
  const allowed = allowedActs(context.actor, exchange.acts, context.relations, state).join(', ')
  return { ...answer, headers: { ...answer.headers, 'allowed-operations': allowed } }
}

const keepingOf = ({ secret }: Door, { action }: AnyEndpoint): Keeping =>
  ANONYMOUS_ACTIONS.has(action) || SECRET_ACTIONS.has(action) ? sealed(secret) : PLAIN

const write = async (
  door: Door,
  endpoint: AnyEndpoint,
  actor: Actor,
  exchange: Exchange,
  input: Input,
): Promise<Answer> => {
  const { request } = exchange
  const key = request.method === 'POST' ? keyOf(request) : null
  const attempt = (claiming: Claiming): Promise<Answer> =>
    inTransaction(door.pools.app, actor, 'read write', async (tx) => {
      if (request.supposed) await confirmActor(tx, request.supposed, actor)
      const writing: WriteContext = { ...contextOf(door, endpoint, actor, request, tx), tx }
      const work = async (): Promise<Answer> => {
        const answer = await run(endpoint, writing, input, exchange)
        await audit(tx, writing, endpoint, request)
        return answer
      }
      if (key === null) return work()
      return claiming(tx, { actor, key, request, now: new Date(writing.now), keeping: keepingOf(door, endpoint) }, work)
    })
  try {
    return await attempt(firstTime)
  } catch (error) {
    if (isKeyNotNew(error)) return attempt(once)
    throw error
  }
}

/** The entry commits with the answer: what could not be recorded is not shown. */
const witnessed = (
  door: Door,
  endpoint: AnyEndpoint,
  actor: Actor,
  exchange: Exchange,
  input: Input,
): Promise<Answer> =>
  inTransaction(door.pools.app, actor, 'read write', async (tx) => {
    const reading = contextOf(door, endpoint, actor, exchange.request, tx)
    const answer = await run(endpoint, reading, input, exchange)
    if (reading.audited.resourceId !== undefined) await audit(tx, reading, endpoint, exchange.request)
    return answer
  })

const isOneStatement = ({ mode, action }: AnyEndpoint, actor: Actor): boolean =>
  mode === 'read' || (mode === 'related' && mayEverywhere(actor, action))

const read = (door: Door, endpoint: AnyEndpoint, actor: Actor, exchange: Exchange, input: Input): Promise<Answer> => {
  if (endpoint.mode === 'witnessed') return witnessed(door, endpoint, actor, exchange, input)
  const runOn = (db: Db): Promise<Answer> =>
    run(endpoint, contextOf(door, endpoint, actor, exchange.request, db), input, exchange)
  return isOneStatement(endpoint, actor)
    ? runOn(door.pools.read)
    : inTransaction(door.pools.app, actor, 'snapshot', runOn)
}

/** What makes a list the same list: operation, asker and filters, but neither page size nor position. */
const listName = (endpoint: AnyEndpoint, actor: Actor, query: Record<string, unknown>): string => {
  const filters = Object.entries(query).filter(([name]) => name !== 'cursor' && name !== 'limit')
  return JSON.stringify([endpoint.operationId, actor.identityId, filters.sort()])
}

const inputOf = (door: Door, endpoint: AnyEndpoint, actor: Actor, request: FastifyRequest): Input => {
  const query = request.query as Record<string, unknown> & { cursor?: string; limit?: number }
  const list = endpoint.paged ? listName(endpoint, actor, query) : ''
  return {
    params: request.params as Record<string, unknown>,
    query,
    body: request.body,
    page: {
      limit: query.limit ?? DEFAULT_LIMIT,
      after: query.cursor === undefined ? null : readCursor(door.secret, list, query.cursor),
      write: (after) => writeCursor(door.secret, list, after),
    },
  }
}

/** RFC 9745 and RFC 8594: a client learns of the end from every answer. */
const deprecationHeaders = ({ deprecation }: AnyEndpoint): Record<string, string> => {
  if (!deprecation) return {}
  const { since, sunset, successor } = deprecation
  return {
    deprecation: `@${String(Date.parse(`${since}T00:00:00Z`) / 1_000)}`,
    sunset: new Date(`${sunset}T00:00:00Z`).toUTCString(),
    link: `<${successor}>; rel="successor-version"`,
  }
}

const send = (door: Door, endpoint: AnyEndpoint, answer: Answer, { request, reply }: Exchange): FastifyReply => {
  if (answer.attachment) checkThere(door.spool, answer.attachment)
  const { link, ...announced } = deprecationHeaders(endpoint)
  const links = [link, answer.headers.link].filter((one) => one !== undefined)
  void reply
    .headers({ ...announced, ...answer.headers, ...(links.length > 0 && { link: links.join(', ') }) })
    .header('cache-control', 'no-store')
    .code(answer.status)
  const isUnchanged = answer.headers.etag !== undefined && request.headers['if-none-match'] === answer.headers.etag
  if (endpoint.method === 'GET' && isUnchanged) return reply.code(304).send()
  if (answer.status === 204) return reply.send()
  if (answer.attachment) return reply.send(bytesOf(door.spool, answer.attachment))
  return reply.type('application/json; charset=utf-8').send(answer.body)
}

/** Before it is known who asks: what one statement answers, for whoever it probably is. */
export const foresee = (
  door: Door,
  { endpoint, check, acts }: Bound,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  if (endpoint.method !== 'GET') return
  door.foresight.begin(request, async (as) => {
    if (!isOneStatement(endpoint, as) || !wouldBeAdmitted(door, endpoint, request, as)) return null
    check(request)
    return read(door, endpoint, as, { request, reply, acts }, inputOf(door, endpoint, as, request))
  })
}

/** The actor was authenticated, or supposed, before the body was read. */
export const execute = async (
  door: Door,
  { endpoint, check, acts }: Bound,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const exchange = { request, reply, acts }
  const answer = await settled(door, endpoint, request, async (actor) => {
    const foreseen = await door.foresight.answerFor(actor, request)
    if (foreseen) return foreseen
    check(request)
    const input = inputOf(door, endpoint, actor, request)
    return (endpoint.mode === 'write' ? write : read)(door, endpoint, actor, exchange, input)
  })
  return send(door, endpoint, answer, exchange)
}

/** What a route must declare, and how a declaration becomes a Fastify route and an operation of the contract. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type, { type Static, type TObject, type TSchema } from 'typebox'
import { DomainError, refuseUnless } from '../domain/errors.ts'
import type { Page, PageRequest } from '../domain/pages.ts'
import { mayAtAll, type Action, type Actor } from '../domain/policy.ts'
import { writtenPage, type Written } from '../domain/written.ts'
import { Problem } from '../schemas/common.ts'
import type { Context, WitnessedContext, WriteContext } from '../services/context.ts'
import { actsOf } from './allowed-acts.ts'
import { execute, foresee, type Door } from './execute.ts'
import { checkAcceptable } from './framing.ts'
import { suppose } from './supposing.ts'
import { schemaOf } from './operation.ts'
import { DOWNLOAD_TIMEOUT_MS } from './attachments.ts'
import { MAX_UPLOAD, registerUploads, UPLOAD_TIMEOUT_MS } from './uploads.ts'
import { checker, coercion, type Check } from './validation.ts'

export type Mode = 'read' | 'related' | 'snapshot' | 'witnessed' | 'write'
export type Outcome = unknown

/** What a service returns may be frozen at every depth; the contract's types are not. */
export type DeepReadonly<T> = T extends (infer I)[]
  ? readonly DeepReadonly<I>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T

export interface PageInput extends PageRequest {
  readonly write: (after: string) => string
}

export interface Input {
  readonly params: Record<string, unknown>
  readonly query: Record<string, unknown>
  readonly body: unknown
  readonly page: PageInput
}

type Tag = 'organisation' | 'competency' | 'appraisal' | 'feedback' | 'development' | 'exchange' | 'access'

export interface Deprecation {
  readonly since: string
  readonly sunset: string
  readonly successor: string
}

interface Common {
  readonly operationId: string
  readonly action: Action
  readonly tag: Tag
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly summary: string
  readonly description: string
  /**
   * read: one statement, outside a transaction · snapshot: several that must agree · write: everything else ·
   * related: one statement for whom a role suffices, a snapshot for whom a relation must be found ·
   * witnessed: a read that may have to be recorded in the audit trail.
   */
  readonly mode: Mode
  readonly status: 200 | 201 | 202 | 204
  /** Needs If-Match with the version that the client has seen. */
  readonly conditional?: true
  readonly paged?: true
  /** A read whose question may be against a rule or a state. */
  readonly refuses?: true
  /** Announces the end: from when, until when (days), and the path to use instead. */
  readonly deprecation?: Deprecation
  /** The answer is a file of one of these media types. */
  readonly produces?: readonly string[]
  /** The body is a file, kept in the folder of files before the handler runs. */
  readonly upload?: true
  /** Bytes of body taken, where the server's own limit is too small. */
  readonly bodyLimit?: number
}

interface Declaration<
  M extends Mode,
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  R extends TSchema,
> extends Common {
  readonly mode: M
  readonly params?: P
  readonly query?: Q
  readonly body?: B
  readonly response?: R
  readonly location?: (view: Static<R>) => string
  readonly run: (
    context: M extends 'write' ? WriteContext : M extends 'witnessed' ? WitnessedContext : Context,
    input: { params: Static<P>; query: Static<Q>; body: Static<B>; page: PageInput },
  ) => Promise<DeepReadonly<Static<R>> | Written<DeepReadonly<Static<R>> & object>>
}

export interface AnyEndpoint extends Common {
  readonly params: TObject | undefined
  readonly query: TObject | undefined
  readonly body: TSchema | undefined
  readonly response: TSchema | undefined
  readonly location: ((view: never) => string) | undefined
  readonly run: (context: never, input: never) => Promise<Outcome>
}

/** Ties the types of a declaration together; what it returns has forgotten them. */
export const endpoint = <
  const M extends Mode,
  P extends TObject,
  Q extends TObject,
  B extends TSchema,
  R extends TSchema,
>(
  declaration: Declaration<M, P, Q, B, R>,
): AnyEndpoint => ({
  params: undefined,
  query: undefined,
  body: undefined,
  response: undefined,
  location: undefined,
  ...declaration,
})

const nextOf = (nextAfter: string | null, page: PageInput): string | null =>
  nextAfter === null ? null : page.write(nextAfter)

/** A page of the service as the body of a list. */
export const toPage = <T>({ items, nextAfter }: Page<T>, page: PageInput): { items: T[]; next: string | null } => ({
  items: [...items],
  next: nextOf(nextAfter, page),
})

export const toWrittenPage = <T extends object>(
  { items, nextAfter }: Page<Written<T>>,
  page: PageInput,
): ReturnType<typeof writtenPage<T>> => writtenPage(items, nextOf(nextAfter, page))

export interface Bound {
  readonly endpoint: AnyEndpoint
  readonly acts: readonly AnyEndpoint[]
  readonly check: (request: FastifyRequest) => void
}

const NOTHING = Type.Object({}, { additionalProperties: false })

/** `ref()` names a component; the validator wants the component itself, at every depth. */
const resolved = (schema: TSchema, components: ReadonlyMap<string, TSchema>): TSchema => {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk)
    if (typeof node !== 'object' || node === null) return node
    const { $ref } = node as { $ref?: unknown }
    if (typeof $ref === 'string') return walk(components.get($ref.replace('#', '')) ?? NOTHING)
    return Object.fromEntries(
      Object.entries(node).flatMap(([key, value]) => (key === '$id' ? [] : [[key, walk(value)]])),
    )
  }
  return walk(schema) as TSchema
}

/** Checks path, query and body in this order, after who is asking is known. Throws `request.invalid`. */
const inputCheck = (
  route: AnyEndpoint,
  components: ReadonlyMap<string, TSchema>,
): ((request: FastifyRequest) => void) => {
  const [params, query] = [route.params ?? NOTHING, route.query ?? NOTHING]
  const [readParams, readQuery] = [coercion(params), coercion(query)]
  const checkParams: Check = checker(params, '#path')
  const checkQuery: Check = checker(query, '#query')
  const checkBody: Check | null = route.body ? checker(resolved(route.body, components), '') : null
  return (request) => {
    request.params = readParams(request.params as Record<string, unknown>)
    request.query = readQuery(request.query as Record<string, unknown>)
    checkParams(request.params)
    checkQuery(request.query)
    if (route.upload) refuseUnless(request.body != null, 'request.unsupportedMediaType')
    else if (checkBody) checkBody(request.body)
    else if (request.body !== undefined && request.body !== null)
      throw new DomainError('request.invalid', { faults: 1 }, [{ pointer: '', code: 'unknownMember' }])
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file. */
    upload?: true
  }
  interface FastifyRequest {
    actor: Actor | null
  }
}

/** Throws while booting when a declaration lacks what the contract needs. */
const assertDeclared = (route: AnyEndpoint, seen: Set<string>): void => {
  const faults = [
    seen.has(route.operationId) && 'operationId is taken',
    route.summary === '' && 'no summary',
    route.description === '' && 'no description',
    route.status !== 204 && !route.response && 'no response schema',
    route.method === 'GET' && route.mode === 'write' && 'a GET that writes',
    route.method !== 'GET' &&
      route.mode !== 'write' &&
      !/^(verify|simulate)/.test(route.operationId) &&
      'a write without transaction',
    ['PUT', 'PATCH', 'DELETE'].includes(route.method) && !route.conditional && 'no If-Match',
    route.operationId.startsWith('list') !== (route.paged === true) && 'a list without pages',
  ].filter((fault) => fault !== false)
  if (faults.length > 0) throw new Error(`${route.operationId}: ${faults.join(', ')}`)
  seen.add(route.operationId)
}

interface Registration {
  readonly door: Door
  readonly components: ReadonlyMap<string, TSchema>
  readonly endpoints: readonly AnyEndpoint[]
}

const bind = (app: FastifyInstance, route: AnyEndpoint, { door, components, endpoints }: Registration): void => {
  if (route.upload) registerUploads(app, door)
  const acts = actsOf(route, endpoints)
  const bound: Bound = { endpoint: route, acts, check: inputCheck(route, components) }
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route, components, acts),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    ...(route.produces ? { config: { deadlineMs: DOWNLOAD_TIMEOUT_MS } } : {}),
    ...(route.upload ? { config: { upload: true, deadlineMs: UPLOAD_TIMEOUT_MS }, bodyLimit: MAX_UPLOAD } : {}),
    // Before the body is read: a stranger costs nothing but a signature.
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
      foresee(door, bound, request, reply)
      const actor = (await suppose(door, route, request)) ?? (await door.authenticate(request))
      request.actor = actor
      door.quota.admit(request, reply)
      checkAcceptable(request, route.produces)
      refuseUnless(mayAtAll(actor, route.action), 'access.denied', { action: route.action })
    },
    handler: (request: FastifyRequest, reply: FastifyReply) => execute(door, bound, request, reply),
  })
}

export const registerEndpoints = (
  app: FastifyInstance,
  door: Door,
  endpoints: readonly AnyEndpoint[],
  components: readonly TSchema[],
): void => {
  const byName = new Map(components.map((schema) => [(schema as { $id?: string }).$id ?? '', schema]))
  for (const schema of [Problem, ...components]) app.addSchema(schema)
  app.decorateRequest('actor', null)
  app.decorateRequest('supposed', null)
  // Input is checked at the door, after authentication; Fastify's own order would tell strangers about shapes first.
  app.setValidatorCompiler(() => () => true)
  const seen = new Set<string>()
  const registration = { door, components: byName, endpoints }
  for (const route of endpoints) {
    assertDeclared(route, seen)
    if (route.upload)
      void app.register((scope, _options, done) => {
        bind(scope, route, registration)
        done()
      })
    else bind(app, route, registration)
  }
}

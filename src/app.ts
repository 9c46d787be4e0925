/** buildApp: the whole service without a process around it. Tests and production build it the same way. */
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { randomUUID } from 'node:crypto'
import type { Anchors } from './db/anchors.ts'
import type { Outbound } from './domain/outbound.ts'
import type { Spool } from './db/spool.ts'
import type { Pools } from './db/database.ts'
import { registerAuthentication } from './http/authenticate.ts'
import { registerEndpoints, type AnyEndpoint } from './http/contract.ts'
import type { Door } from './http/execute.ts'
import { registerFraming } from './http/framing.ts'
import { registerDeadline } from './http/deadline.ts'
import { registerDrain } from './http/drain.ts'
import { registerForesight } from './http/foresight.ts'
import { healthOf } from './http/health.ts'
import { REQUEST } from './http/logger.ts'
import { registerHangUp, registerRateLimit, SERVER_OPTIONS } from './http/limits.ts'
import { registerOAuth } from './http/oauth/tokens.ts'
import { registerContract } from './http/openapi.ts'
import { ownTokens } from './http/own-tokens.ts'
import { institutionQuota, sheddingServer } from './http/overload.ts'
import type { Metrics } from './http/metrics.ts'
import type { Tracing } from './http/tracing.ts'
import { registerCors } from './http/cors.ts'
import { registerProblems } from './http/problems.ts'
import { providersOf } from './http/providers.ts'
import { lazySerializers } from './http/serializers.ts'
import type { TrustedKey } from './http/trust.ts'
import { registerHealth } from './routes/health.ts'
import { components, endpoints } from './routes/index.ts'
import { registerEventFeed } from './http/event-feed.ts'
import { registerGuides } from './http/guides.ts'
import { registerJobEvents } from './http/job-events.ts'

export interface Deps {
  readonly pools: Pools
  readonly keys: ReadonlyMap<string, TrustedKey>
  readonly audience: string
  /** Where clients reach the service, without a slash at the end: the issuer of its tokens. */
  readonly publicUrl: string
  readonly outbound: Outbound
  readonly secret: Buffer
  readonly anchors: Anchors
  readonly spool: Spool
  readonly clock: () => Date
  readonly inFlightLimit: number
  readonly rateLimit: number
  readonly durable: boolean
  readonly trustProxy: readonly string[]
  readonly logger: FastifyBaseLogger
  readonly corsOrigins?: readonly string[]
  readonly metrics?: Metrics
  readonly tracing?: Tracing
  /** What is served; all of routes/index.ts unless others are named. */
  readonly endpoints?: readonly AnyEndpoint[]
}

export interface App {
  readonly server: FastifyInstance
  /** Answers what was accepted, refuses what comes, then closes. */
  readonly close: () => Promise<void>
}

const REQUEST_ID = /^[\w-]{1,64}$/

export const buildApp = async (deps: Deps): Promise<App> => {
  const quota = institutionQuota(deps.inFlightLimit)
  const server = fastify({
    ...SERVER_OPTIONS,
    serverFactory: sheddingServer(deps.inFlightLimit, quota, (refused) => {
      deps.logger.warn({ refused }, 'overloaded')
      deps.metrics?.shed(refused)
    }),
    loggerInstance: deps.logger,
    trustProxy: deps.trustProxy.length > 0 ? [...deps.trustProxy] : false,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: ({ headers }) => {
      const given = String(headers['x-request-id'] ?? '')
      return REQUEST_ID.test(given) ? given : randomUUID()
    },
    schemaController: { compilersFactory: { buildSerializer: lazySerializers } },
    return503OnClosing: true,
    forceCloseConnections: 'idle',
  }) as unknown as FastifyInstance
  await deps.tracing?.register(server)
  registerProblems(server)
  await registerCors(server, deps.corsOrigins ?? [])
  registerDeadline(server)
  registerHangUp(server)
  registerFraming(server)
  deps.metrics?.register(server)
  await registerRateLimit(server, deps.rateLimit)
  const drain = registerDrain(server)
  await registerContract(server, components)
  server.addHook('onResponse', (request, reply, done) => {
    // Static message, allow-listed fields, no query string: it may carry what nobody should log.
    const operation = request.routeOptions.schema as { operationId?: string } | undefined
    request.log.info(
      {
        operation: operation?.operationId,
        method: request.method,
        status: reply.statusCode,
        institution: request.actor?.institutionId,
        ms: Math.round(reply.elapsedTime),
      },
      REQUEST,
    )
    done()
  })
  const { pools, clock, secret, anchors, spool } = deps
  const own = ownTokens(pools.read, secret, deps.publicUrl, deps.audience, () => clock().getTime())
  const providers = providersOf(pools.read, deps.outbound, () => clock().getTime())
  const rules = { keys: deps.keys, audience: deps.audience }
  const authentication = { rules, own, providers, pools, secret, clock }
  const { authenticate, named, ...verifying } = await registerAuthentication(server, authentication)
  const foresight = registerForesight(server)
  const door: Door = { pools, authenticate, named, clock, secret, anchors, spool, quota, foresight }
  const health = healthOf(deps.pools.read, deps.durable)
  registerEndpoints(server, door, deps.endpoints ?? endpoints, components)
  registerHealth(server, health)
  registerJobEvents(server, door)
  registerEventFeed(server, door)
  registerOAuth(server, { ...authentication, ...verifying })
  registerGuides(server)
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger())
  await server.ready()
  const close = (): Promise<void> => {
    health.drain()
    return drain()
  }
  return { server, close }
}

/** The process around the service: database, migrations, worker, listening, and a graceful end. */
import closeWithGrace from 'close-with-grace'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import type { Logger } from 'pino'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { anchorsIn } from './db/anchors.ts'
import { openSpool } from './db/spool.ts'
import { openPools, type Pools } from './db/database.ts'
import { startEmbedded } from './db/embedded/server.ts'
import { migrate } from './db/migrate.ts'
import { localKey, LOCAL_ISSUER, localSecret, readIssuers } from './http/keys.ts'
import { startDeliveries } from './jobs/deliveries.ts'
import { outbound } from './jobs/outbound.ts'
import { loggerOf } from './http/logger.ts'
import { startMetrics } from './http/metrics.ts'
import { API_VERSION } from './http/openapi.ts'
import { startTracing } from './http/tracing.ts'
import type { TrustedKey } from './http/trust.ts'
import { startWorker } from './jobs/worker.ts'
import { renewTokenKeys, startHousekeeping } from './jobs/housekeeping.ts'
import { ensurePlatformAdmin } from './repositories/access/bootstrap.ts'

const program = (path: string): string => fileURLToPath(new URL(`./jobs/${path}.js`, import.meta.url))
const PROGRAMS = {
  reader: program('reader/main'),
  writer: program('writer/main'),
  reporter: program('writer/reports'),
}
const GRACE_MS = 10_000
/**
 * V8 takes the places in the code whose objects outlived the start for places of the long-lived, and puts what requests
 * make there among the old, which only a full collection clears: a quarter of the work of a page of fifty.
 */
const NOTHING_IS_BORN_OLD = '--no-allocation-site-pretenuring'
/** hardening.md §4.7: fewer leave the database idle, more wait for it. */
const IN_FLIGHT_PER_CONNECTION = 3

export interface Service {
  readonly address: string
  readonly pools: Pools
  readonly logger: Logger
  /** Once, however often it is asked: drains requests, hands jobs back, closes the pools and stops the embedded database. */
  readonly stop: () => Promise<void>
}

interface OpenDatabase {
  readonly url: string
  readonly stop: () => Promise<void>
}

export const secretOf = (config: Config): Buffer =>
  config.secret === null ? localSecret(config.dataFolder) : Buffer.from(config.secret, 'hex')

/** `share` joins the embedded server of a running service instead of refusing it. */
export const openDatabase = async (
  config: Config,
  logger: Logger,
  options: { readonly share?: true } = {},
): Promise<OpenDatabase> => {
  if (config.databaseUrl !== null) return { url: config.databaseUrl, stop: () => Promise.resolve() }
  const server = await startEmbedded(config.dataFolder, options)
  logger.info({ folder: server.folder, adopted: server.adopted }, 'embedded database')
  return server
}

const trustedKeys = (config: Config): ReadonlyMap<string, TrustedKey> => {
  const keys = config.issuersFile === null ? new Map<string, TrustedKey>() : readIssuers(config.issuersFile)
  if (config.localIssuer) {
    const key = localKey(config.dataFolder)
    keys.set(key.kid, key)
  }
  return keys
}

/** Everything up to listening. Throws with one line to show when the database cannot be used. */
export const startService = async (config: Config): Promise<Service> => {
  setFlagsFromString(NOTHING_IS_BORN_OLD)
  const logger = loggerOf(config.logLevel)
  // Before the database is touched: what is wrong in the settings is told first.
  const keys = trustedKeys(config)
  const secret = secretOf(config)
  const database = await openDatabase(config, logger)
  /** What was started, each with its end; they end in the opposite order, also where the start itself fails. */
  const ends: (() => unknown)[] = [database.stop]
  const endAll = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) await end()
  }
  let isClosing = false
  const pools = openPools(database.url, config.poolSize, (error) => {
    // The server ends with us: what it cuts last is no news.
    if (isClosing) return
    logger.warn({ cause: (error as { code?: string }).code }, 'database connection lost')
  })
  ends.push(() => {
    isClosing = true
    return pools.close()
  })
  try {
    const applied = await migrate(pools.owner)
    if (applied.length > 0) logger.info({ applied }, 'migrated')
    if (config.localIssuer) await ensurePlatformAdmin(pools.owner, LOCAL_ISSUER, 'local:platform_admin')
    const clock = (): Date => new Date()
    await renewTokenKeys(pools.owner, clock())
    const anchors = anchorsIn(config.anchorFolder)
    const spool = openSpool(config.spoolFolder)
    const ask = outbound(config.outboundAllow)
    const metrics =
      config.metricsPort === null ? undefined : await startMetrics(pools, config.metricsHost, config.metricsPort)
    if (metrics) ends.push(metrics.stop)
    const tracing = config.tracing ? await startTracing(API_VERSION) : undefined
    if (tracing) ends.push(() => tracing.stop().catch(() => undefined))
    const app = await buildApp({
      pools,
      keys,
      audience: config.audience,
      publicUrl: config.publicUrl,
      outbound: ask,
      secret,
      anchors,
      spool,
      clock,
      inFlightLimit: IN_FLIGHT_PER_CONNECTION * pools.serving,
      rateLimit: config.rateLimit,
      durable: true,
      trustProxy: config.trustProxy,
      logger,
      corsOrigins: config.corsOrigins,
      ...(metrics && { metrics }),
      ...(tracing && { tracing }),
    })
    ends.push(startHousekeeping({ pools, spool, secret, anchors, clock, logger }).stop)
    const queues = [
      startDeliveries({ pools, secret, clock, logger, outbound: ask }, pools.owner),
      startWorker({ pools, secret, anchors, clock, logger, spool, programs: PROGRAMS }, pools.owner),
    ]
    ends.push(() => Promise.allSettled(queues.map(async (queue) => (await queue).stop())))
    ends.push(() => app.close())
    await Promise.all(queues)
    let stopped: Promise<void> | undefined
    const address = await app.server.listen({ host: config.host, port: config.port })
    return {
      address,
      pools,
      logger,
      stop: () => (stopped ??= endAll()),
    }
  } catch (error) {
    // What is told is why it could not start, whatever else cannot end.
    while (ends.length > 0) await endAll().catch(() => undefined)
    throw error
  }
}

/** Ends on SIGTERM, SIGINT or a fault nobody caught; the last exits non-zero, since nothing may live on half dead. */
export const serve = async (config: Config): Promise<Service> => {
  const service = await startService(config)
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) service.logger.fatal({ stack: err.stack }, 'uncaught')
    await service.stop()
  })
  service.logger.info({ address: service.address }, 'ready')
  return service
}

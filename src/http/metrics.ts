/** Prometheus metrics: rate, errors and duration per operation; pools, event loop, jobs and outbox at the time of asking. */
import type { FastifyInstance } from 'fastify'
import { createServer, type Server } from 'node:http'
import type { Gauge, Registry } from 'prom-client'
import { backlogOf, type Backlog } from '../db/backlog.ts'
import type { Pools } from '../db/database.ts'

/** From a cached read to the 5 s after which a handler is ended. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export interface Metrics {
  readonly register: (app: FastifyInstance) => void
  readonly shed: (count: number) => void
  /** In the text format of Prometheus. */
  readonly text: () => Promise<string>
  readonly contentType: string
}

/** Names are few: operations of the contract, and one for everything else. */
const operationOf = (schema: unknown): string => (schema as { operationId?: string } | undefined)?.operationId ?? 'none'

type Prometheus = typeof import('prom-client')

const requests = ({ Counter, Histogram }: Prometheus, registers: Registry[]) => {
  const counted = new Counter({
    name: 'kompeten_http_requests_total',
    help: 'Requests answered, by operation of the contract and status.',
    labelNames: ['operation', 'status'],
    registers,
  })
  const timed = new Histogram({
    name: 'kompeten_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last of its answer.',
    labelNames: ['operation'],
    buckets: BUCKETS,
    registers,
  })
  return (operation: string, status: number, seconds: number): void => {
    counted.inc({ operation, status })
    timed.observe({ operation }, seconds)
  }
}

const poolGauge = ({ Gauge }: Prometheus, pools: Pools, registers: Registry[]): Gauge =>
  new Gauge({
    name: 'kompeten_pool_connections',
    help: 'Connections to the database by pool: open, of those idle, and requests that wait for one.',
    labelNames: ['pool', 'state'],
    registers,
    collect() {
      for (const { name, open, idle, waiting } of pools.connections())
        for (const [state, value] of Object.entries({ open, idle, waiting })) this.set({ pool: name, state }, value)
    },
  })

const backlogGauges = ({ Gauge }: Prometheus, registers: Registry[]): ((backlog: Backlog | null) => void) => {
  const gauge = <T extends string>(name: string, help: string, labelNames: T[] = []): Gauge<T> =>
    new Gauge({ name, help, labelNames, registers })
  const up = gauge('kompeten_database_up', 'Whether the database answered when it was asked for the figures below.')
  const jobs = gauge('kompeten_jobs', 'Background jobs in the queue: waiting, running, or failed for good.', ['state'])
  const jobAge = gauge('kompeten_jobs_oldest_seconds', 'How long the oldest job that is due has been waiting.')
  const outboxAge = gauge(
    'kompeten_outbox_oldest_seconds',
    'How long the oldest delivery that is due has been waiting.',
  )
  const owed = gauge('kompeten_deliveries', 'Deliveries of events to webhook endpoints.', ['state'])
  return (backlog) => {
    up.set(backlog ? 1 : 0)
    // What is not known is not shown: an old figure would look like a quiet day.
    for (const one of [jobs, jobAge, outboxAge, owed]) one.reset()
    if (!backlog) return
    for (const [state, count] of Object.entries(backlog.jobs)) jobs.set({ state }, count)
    for (const [state, count] of Object.entries(backlog.deliveries)) owed.set({ state }, count)
    jobAge.set(backlog.oldestJobSeconds)
    outboxAge.set(backlog.oldestDeliverySeconds)
  }
}

const metricsOf = (prometheus: Prometheus, pools: Pools): Metrics => {
  const registry = new prometheus.Registry()
  prometheus.collectDefaultMetrics({ register: registry })
  const seen = requests(prometheus, [registry])
  poolGauge(prometheus, pools, [registry])
  const show = backlogGauges(prometheus, [registry])
  const refused = new prometheus.Counter({
    name: 'kompeten_http_requests_shed_total',
    help: 'Requests refused before any work was done for them, because too many were in flight.',
    registers: [registry],
  })
  return {
    register: (app) => {
      app.addHook('onResponse', (request, reply, done) => {
        seen(operationOf(request.routeOptions.schema), reply.statusCode, reply.elapsedTime / 1_000)
        done()
      })
    },
    shed: (count) => {
      refused.inc(count)
    },
    text: async () => {
      show(await backlogOf(pools.owner).catch(() => null))
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

const serve = (metrics: Metrics, host: string, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url !== '/metrics') {
        response.writeHead(404).end()
        return
      }
      metrics.text().then(
        (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
        () => response.writeHead(503).end(),
      )
    })
    server.once('error', reject)
    server.listen(port, host, () => {
      resolve(server)
    })
  })

/** On a port of its own: who may ask the service need not know how it is. The library is loaded where it is asked for. */
export const startMetrics = async (
  pools: Pools,
  host: string,
  port: number,
): Promise<Metrics & { readonly stop: () => void }> => {
  const metrics = metricsOf((await import('prom-client')).default, pools)
  const server = await serve(metrics, host, port)
  return {
    ...metrics,
    stop: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

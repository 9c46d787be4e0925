/** Traces by OpenTelemetry, where the standard environment variables ask for them; nothing of it is loaded otherwise. */
import type { FastifyInstance } from 'fastify'

export interface Tracing {
  /** Before routes are registered. */
  readonly register: (app: FastifyInstance) => Promise<void>
  /** Sends what is left, within its own time. */
  readonly stop: () => Promise<void>
}

const pathOf = (url: string): string => url.split('?')[0] ?? ''

/**
 * Exporter, sampler, batches and names are set by `OTEL_*` variables, which the libraries read. A span holds the operation
 * and the path, no query string, no body, and of an error that it was one: messages of a database quote rows.
 */
export const startTracing = async (version: string): Promise<Tracing> => {
  const [{ FastifyOtelInstrumentation }, { OTLPTraceExporter }, resources, { BatchSpanProcessor, NodeTracerProvider }] =
    await Promise.all([
      import('@fastify/otel'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/sdk-trace-node'),
    ])
  const named = resources.resourceFromAttributes({ 'service.name': 'kompeten', 'service.version': version })
  const given = resources.detectResources({ detectors: [resources.envDetector] })
  const provider = new NodeTracerProvider({
    resource: resources.defaultResource().merge(named).merge(given),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  provider.register()
  const instrumentation = new FastifyOtelInstrumentation({
    recordExceptions: false,
    instrumentHooks: false,
    ignorePaths: ({ url }) => url === '/livez' || url === '/readyz',
    requestHook: (span, request) => {
      const { operationId } = (request.routeOptions.schema ?? {}) as { operationId?: string }
      span.setAttribute('url.path', pathOf(request.url))
      if (operationId === undefined) return
      span.setAttribute('kompeten.operation', operationId)
      span.updateName(operationId)
    },
  })
  instrumentation.setTracerProvider(provider)
  return {
    register: async (app) => {
      await app.register(instrumentation.plugin())
    },
    stop: () => provider.shutdown(),
  }
}

/** Environment → one frozen, validated configuration. The only reader of process.env; every fault is named at once. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import ipaddr from 'ipaddr.js'

export interface Config {
  readonly host: string
  readonly port: number
  /** null: the embedded PostgreSQL under `dataFolder`. */
  readonly databaseUrl: string | null
  readonly dataFolder: string
  /** Path of a JSON file: [{ issuer, jwks: { keys: [...] } }]. */
  readonly issuersFile: string | null
  /** Whether tokens of `npm run token` are taken. On with the embedded database, off with a server unless asked for. */
  readonly localIssuer: boolean
  readonly audience: string
  /** Where clients reach the service: the issuer of its own tokens, the same on every node. */
  readonly publicUrl: string
  /** Ranges of addresses beside the public ones that the service may ask or tell something. */
  readonly outboundAllow: readonly string[]
  /** Hex, shared by every process of one installation; null: made once under `dataFolder`. */
  readonly secret: string | null
  /** Signed heads of the audit chains are kept here, outside the database. */
  readonly anchorFolder: string
  /** Files that are being imported; shared by processes that may take over each other's work. */
  readonly spoolFolder: string
  readonly poolSize: number
  /** Requests per minute and caller. */
  readonly rateLimit: number
  readonly logLevel: string
  /** Where metrics are served; null: nowhere. */
  readonly metricsPort: number | null
  readonly metricsHost: string
  /** Origins of front ends in a browser that may call the service. */
  readonly corsOrigins: readonly string[]
  /** Whether the variables of OpenTelemetry ask for traces. */
  readonly tracing: boolean
  /** Addresses of proxies whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[]
}

export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>

/** More backends than twice the cores only take the processor from the service beside them. */
const DEFAULT_POOL = Math.min(10, Math.max(4, 2 * availableParallelism()))

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Values are never repeated in a fault: one of them may be a secret in the wrong place. */
const reader = (environment: Environment) => {
  const faults: string[] = []
  const text = (name: string): string | null => environment[name]?.trim() || null
  const checked = (name: string, fallback: string, valid: (value: string) => boolean, needed: string): string => {
    const value = text(name) ?? fallback
    if (!valid(value)) faults.push(`${name} must be ${needed}`)
    return value
  }
  const integer = (name: string, fallback: number, least: number, most: number): number => {
    const valid = (value: string): boolean => /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
    return Number(checked(name, String(fallback), valid, `a whole number from ${String(least)} to ${String(most)}`))
  }
  return { faults, text, checked, integer }
}

const isPostgresUrl = (value: string): boolean =>
  value === '' || (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value))
const isPublicUrl = (value: string): boolean =>
  /^https?:\/\/[^\s?#]+$/.test(value) && URL.canParse(value) && new URL(value).pathname === '/' && !value.endsWith('/')
const listOf = (value: string | null): string[] =>
  (value ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
/** As the specification of OpenTelemetry has it; all that it sets besides is read by its libraries. */
const isTraced = (environment: Environment): boolean =>
  Boolean(environment.OTEL_EXPORTER_OTLP_ENDPOINT ?? environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) &&
  environment.OTEL_SDK_DISABLED !== 'true' &&
  environment.OTEL_TRACES_EXPORTER !== 'none'
const isSwitch = (value: string): boolean => value === 'on' || value === 'off'

/** Throws ConfigError with one line per fault. */
export const readConfig = (environment: Environment): Config => {
  const { faults, text, checked, integer } = reader(environment)
  const databaseUrl = checked('DATABASE_URL', '', isPostgresUrl, 'a postgres:// address') || null
  const localIssuer =
    checked('KOMPETEN_LOCAL_ISSUER', databaseUrl === null ? 'on' : 'off', isSwitch, 'on or off') === 'on'
  const issuersFile = text('KOMPETEN_ISSUERS')
  if (!localIssuer && issuersFile === null)
    faults.push('KOMPETEN_ISSUERS must name a file while KOMPETEN_LOCAL_ISSUER is off')
  const host = text('HOST') ?? '127.0.0.1'
  const port = integer('PORT', 3000, 0, 65_535)
  const config: Config = {
    host,
    port,
    publicUrl: checked(
      'KOMPETEN_PUBLIC_URL',
      `http://${host.includes(':') ? `[${host}]` : host}:${String(port || 0)}`,
      isPublicUrl,
      'an address like https://kompeten.example, without a path',
    ),
    outboundAllow: listOf(
      checked(
        'KOMPETEN_OUTBOUND_ALLOW',
        '',
        (value) => listOf(value).every((range) => ipaddr.isValidCIDR(range)),
        'ranges of addresses like 10.0.0.0/8, separated by commas',
      ),
    ),
    databaseUrl,
    dataFolder: text('KOMPETEN_DATA') ?? './data',
    issuersFile,
    localIssuer,
    audience: text('KOMPETEN_AUDIENCE') ?? 'kompeten',
    secret:
      checked(
        'KOMPETEN_SECRET',
        '',
        (value) => value === '' || (/^[0-9a-f]{64,}$/.test(value) && !/^(.{1,32})\1+$/.test(value)),
        'at least 64 hex digits that are not a repetition',
      ) || null,
    anchorFolder: text('KOMPETEN_ANCHORS') ?? join(text('KOMPETEN_DATA') ?? './data', 'anchors'),
    spoolFolder: text('KOMPETEN_SPOOL') ?? join(text('KOMPETEN_DATA') ?? './data', 'spool'),
    poolSize: integer('KOMPETEN_POOL_SIZE', DEFAULT_POOL, 1, 200),
    rateLimit: integer('KOMPETEN_RATE_LIMIT', 6_000, 1, 1_000_000),
    logLevel: checked('LOG_LEVEL', 'info', (value) => LOG_LEVELS.includes(value), LOG_LEVELS.join(', ')),
    metricsPort: text('KOMPETEN_METRICS_PORT') === null ? null : integer('KOMPETEN_METRICS_PORT', 0, 0, 65_535),
    metricsHost: text('KOMPETEN_METRICS_HOST') ?? '127.0.0.1',
    corsOrigins: listOf(
      checked(
        'KOMPETEN_CORS_ORIGINS',
        '',
        (value) => listOf(value).every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
        'origins like https://portal.example, separated by commas',
      ),
    ),
    tracing: isTraced(environment),
    trustProxy: listOf(text('KOMPETEN_TRUST_PROXY')),
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
  return Object.freeze(config)
}

/** Opens the pools. Times and dates stay text from PostgreSQL to JSON; every statement text becomes a named statement. */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Database } from './schema.ts'

const { builtins } = pg.types

/** "2026-01-02 03:04:05.678+00" → "2026-01-02T03:04:05.678Z". Sessions run in UTC. */
const instant = (text: string): string => `${text.slice(0, 10)}T${text.slice(11).replace('+00', 'Z')}`

const PARSERS = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, instant],
  [builtins.DATE, (text) => text],
  [builtins.INT8, Number],
  [1005, (text) => text], // smallint[]: packed ratings are read by hand (speed.md)
])

type FindParser = (oid: number, format?: 'text') => unknown
const otherParser = pg.types.getTypeParser as FindParser
const parserOf: FindParser = (oid, format) => PARSERS.get(oid) ?? otherParser(oid, format)

const types: pg.CustomTypesConfig = { getTypeParser: parserOf as typeof pg.types.getTypeParser }

const MAX_NAMED = 1_000

/** Names by statement text. Lists are passed as one array parameter, so the number of texts is that of the code paths. */
const nameStatements = () => {
  const names = new Map<string, string>()
  return (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MAX_NAMED) return known
    const name = `k${String(names.size)}`
    names.set(text, name)
    return name
  }
}

export class TransactionLostError extends Error {}

/** The part of a pool that Kysely uses, with named statements and a COMMIT that cannot lie. */
const named = (pool: pg.Pool): PostgresPool => {
  const nameOf = nameStatements()
  const wrap = (client: pg.PoolClient): PostgresPoolClient =>
    ({
      query: async (text: string, values: unknown[]) => {
        const isControl = values.length === 0 && text.length < 60
        const name = isControl ? undefined : nameOf(text)
        const result = await client.query(name === undefined ? { text, values } : { name, text, values })
        // COMMIT of a failed transaction answers ROLLBACK without an error.
        if (text === 'commit' && result.command !== 'COMMIT')
          throw new TransactionLostError('the transaction was rolled back')
        return result
      },
      release: () => {
        client.release(broken.has(client))
      },
    }) as unknown as PostgresPoolClient
  return {
    connect: async () => wrap(await pool.connect()),
    end: () => pool.end(),
  }
}

/** Clients that lost their connection: never handed out again. */
const broken = new WeakSet<object>()

export interface Limits {
  readonly max: number
  readonly statementTimeoutMs: number
}

const openPool = (url: string, role: string | null, limits: Limits, onError: (error: Error) => void): pg.Pool => {
  const settings = [
    ...(role === null ? [] : [`-c role=${role}`]),
    `-c statement_timeout=${String(limits.statementTimeoutMs)}`,
    '-c lock_timeout=1000',
    '-c idle_in_transaction_session_timeout=5000',
    '-c client_connection_check_interval=1000',
    '-c timezone=UTC',
    '-c jit=off',
  ]
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.max,
    types,
    options: settings.join(' '),
    connectionTimeoutMillis: 1_000,
    query_timeout: limits.statementTimeoutMs + 1_000,
    keepAlive: true,
  })
  pool.on('error', onError)
  // Without it a client that loses its server while checked out ends the process (hardening.md §4.5).
  pool.on('connect', (client) => {
    client.on('error', (error) => {
      broken.add(client)
      onError(error)
    })
  })
  return pool
}

export type Db = Kysely<Database>

export interface Pools {
  /** Row-level security, all writes and snapshots. */
  readonly app: Db
  /** Single-statement reads by predicate alone, on the tables that migrations list as `readable`. */
  readonly read: Db
  /** Row-level security with a long statement timeout, for jobs. */
  readonly jobs: Db
  /** The login role itself: migrations and the job queue. */
  readonly owner: pg.Pool
  close(): Promise<void>
}

const kysely = (pool: pg.Pool): Db => new Kysely<Database>({ dialect: new PostgresDialect({ pool: named(pool) }) })

export const openPools = (url: string, poolSize: number, onError: (error: Error) => void): Pools => {
  const short = { max: poolSize, statementTimeoutMs: 2_000 }
  const long = { max: 2, statementTimeoutMs: 120_000 }
  const app = kysely(openPool(url, 'kompeten_app', short, onError))
  const read = kysely(openPool(url, 'kompeten_read', short, onError))
  const jobs = kysely(openPool(url, 'kompeten_app', long, onError))
  const owner = openPool(url, null, { max: 4, statementTimeoutMs: 120_000 }, onError)
  return {
    app,
    read,
    jobs,
    owner,
    close: async () => {
      await Promise.all([app.destroy(), read.destroy(), jobs.destroy(), owner.end()])
    },
  }
}

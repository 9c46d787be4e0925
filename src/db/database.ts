/** Opens the pools. Times and dates stay text from PostgreSQL to JSON; every statement text becomes a named statement. */
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { senderOf, type Statement } from './batch.ts'
import { instantOf } from './instants.ts'
import type { Database } from './schema.ts'
import { giveLane } from './shared.ts'

const { builtins } = pg.types

const PARSERS = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, instantOf],
  [builtins.DATE, (text) => text],
  [builtins.INT8, Number],
  [1005, (text) => text], // smallint[]: packed ratings are read by hand (speed.md)
])

type FindParser = (oid: number, format?: 'text') => unknown
const otherParser = pg.types.getTypeParser as FindParser
const parserOf: FindParser = (oid, format) => PARSERS.get(oid) ?? otherParser(oid, format)

/** How values of a row are read. */
export const types: pg.CustomTypesConfig = { getTypeParser: parserOf as typeof pg.types.getTypeParser }

export class TransactionLostError extends Error {}

/** Ends a statement whose rows nobody needs: it travels with the next one, which fails with it if it fails. */
export const DEFERRED = '/* deferred */'

const IN_FAILED_TRANSACTION = '25P02'
const NOTHING = { command: '', rowCount: 0, rows: [] }
const COMMIT: Statement = { name: 'commit', text: 'commit', values: [] }

/** What the text of a statement tells. */
interface Told {
  readonly name: string | undefined
  readonly opens: boolean
  readonly waits: boolean
}

const isBegin = (text: string): boolean => /^(begin|start transaction)/.test(text)

const toldBy = (text: string, name?: string): Told => {
  const opens = isBegin(text)
  return { name, opens, waits: opens || text.endsWith(DEFERRED) }
}

const MAX_NAMED = 1_000

/** With names by text. Lists are passed as one array parameter, so the number of texts is that of the code paths. */
const nameStatements = () => {
  const told = new Map<string, Told>()
  return (text: string): Told => {
    const known = told.get(text)
    if (known !== undefined) return known
    if (told.size >= MAX_NAMED) return toldBy(text)
    const named = toldBy(text, `k${String(told.size)}`)
    told.set(text, named)
    return named
  }
}

/** A client whose COMMIT cannot lie. What is deferred, BEGIN first of all, travels with the next statement. */
const travelling = (client: pg.PoolClient, read: (text: string) => Told): PostgresPoolClient => {
  const send = senderOf(client)
  let deferred: Statement[] = []
  let isSent = false
  /** Whoever was told of it may have made something else of it. */
  let failure: Error | undefined
  const forget = (): void => {
    deferred = []
    isSent = false
    failure = undefined
  }
  const flush = async (wanted: Statement): Promise<pg.QueryResult> => {
    const before = deferred
    deferred = []
    isSent = true
    try {
      return await send(before, wanted)
    } catch (error) {
      const isEcho = (error as { code?: string }).code === IN_FAILED_TRANSACTION
      failure = isEcho ? (failure ?? (error as Error)) : (error as Error)
      throw failure
    }
  }
  /** Where it fails, ROLLBACK follows. */
  const commit = async (): Promise<typeof NOTHING> => {
    const { command } = await flush(COMMIT)
    // COMMIT of a failed transaction answers ROLLBACK without an error.
    if (command !== 'COMMIT') throw failure ?? new TransactionLostError('the transaction was rolled back')
    forget()
    return NOTHING
  }
  /** What was not sent needs no undoing. */
  const rollback = async (): Promise<object> => {
    const wasSent = isSent
    forget()
    return wasSent ? send([], { name: undefined, text: 'rollback', values: [] }) : NOTHING
  }
  return {
    query: async (text: string, values: unknown[]) => {
      if (text === 'rollback') return rollback()
      if (text === 'commit') return commit()
      const told = read(text)
      const statement = { name: told.name, text, values }
      if (told.waits) {
        const isInTransaction = told.opens || isSent || deferred.length > 0
        if (!isInTransaction) throw new Error('a statement that waits for the next, outside of a transaction')
        deferred.push(statement)
        return NOTHING
      }
      return flush(statement)
    },
    release: () => {
      forget()
      client.release(broken.has(client))
    },
  } as unknown as PostgresPoolClient
}

/** For one long transaction: its statements are too various to be named, and a COPY would overtake what waits. */
export const plainClient = (client: pg.PoolClient): PostgresPoolClient =>
  travelling(client, (text) => {
    const opens = isBegin(text)
    return { name: undefined, opens, waits: opens }
  })

/** The part of a pool that Kysely uses. */
const namedPool = (pool: pg.Pool): PostgresPool => {
  const read = nameStatements()
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect()
    const known = wrapped.get(client) ?? travelling(client, read)
    wrapped.set(client, known)
    return known
  }
  return { connect, end: () => pool.end() }
}

/** Clients that lost their connection: never handed out again. */
const broken = new WeakSet<object>()

export interface Limits {
  readonly max: number
  readonly statementTimeoutMs: number
  /** A request may wait for a connection twice and for a lock once, and is still to be answered within 2 seconds. */
  readonly lockTimeoutMs: number
  /** Off for COPY, which waits for its data. */
  readonly pipeline: boolean
  /** For few rows by an index: planned once for arrays of any size, and never to read a table through that was empty then. */
  readonly planOnce?: true
}

const openPool = (url: string, role: string | null, limits: Limits, onError: (error: Error) => void): pg.Pool => {
  const settings = [
    ...(role === null ? [] : [`-c role=${role}`]),
    `-c statement_timeout=${String(limits.statementTimeoutMs)}`,
    `-c lock_timeout=${String(limits.lockTimeoutMs)}`,
    '-c idle_in_transaction_session_timeout=5000',
    '-c client_connection_check_interval=1000',
    '-c timezone=UTC',
    '-c jit=off',
    ...(limits.planOnce ? ['-c plan_cache_mode=force_generic_plan', '-c enable_seqscan=off'] : []),
  ]
  const pool = new pg.Pool({
    connectionString: url,
    max: limits.max,
    types,
    options: settings.join(' '),
    connectionTimeoutMillis: 1_000,
    query_timeout: limits.statementTimeoutMs + 1_000,
    keepAlive: true,
    // Statements are sent without waiting for the answer to the one before; the queue's own pool listens instead.
    pipeline: limits.pipeline,
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

export interface PoolConnections {
  readonly name: string
  readonly open: number
  readonly idle: number
  readonly waiting: number
}

export interface Pools {
  /** Row-level security, all writes and snapshots. */
  readonly app: Db
  /** Single-statement reads by predicate alone, on the tables that migrations list as `readable`. */
  readonly read: Db
  /** Row-level security with a long statement timeout, for jobs. */
  readonly jobs: Db
  /** Row-level security, for transactions that move files. */
  readonly bulk: pg.Pool
  /** The login role itself: migrations and the job queue. */
  readonly owner: pg.Pool
  /** How many connections serve requests, those of jobs and of the queue left out. */
  readonly serving: number
  /** How many connections each pool has at this moment. */
  readonly connections: () => readonly PoolConnections[]
  close(): Promise<void>
}

const kysely = (pool: pg.Pool): Db => new Kysely<Database>({ dialect: new PostgresDialect({ pool: namedPool(pool) }) })

/** For shared reads, of which few are under way at a time; no other read keeps anybody from being known. */
const LANES = 4

/** A file of a million lines takes a fraction of it on a slow disk. */
const LONGEST_FILE_MS = 30 * 60_000

export const openPools = (url: string, poolSize: number, onError: (error: Error) => void): Pools => {
  const short = { max: poolSize, statementTimeoutMs: 2_000, lockTimeoutMs: 500, pipeline: true }
  const long = { max: 2, statementTimeoutMs: 120_000, lockTimeoutMs: 5_000, pipeline: true }
  const file = { max: 2, statementTimeoutMs: LONGEST_FILE_MS, lockTimeoutMs: LONGEST_FILE_MS, pipeline: false }
  const pg = {
    app: openPool(url, 'kompeten_app', short, onError),
    read: openPool(url, 'kompeten_read', short, onError),
    lanes: openPool(url, 'kompeten_shared', { ...short, max: LANES, planOnce: true }, onError),
    jobs: openPool(url, 'kompeten_app', long, onError),
    bulk: openPool(url, 'kompeten_app', file, onError),
    owner: openPool(url, null, { ...long, max: 8, pipeline: false }, onError),
  }
  const [app, read, lanes, jobs] = [pg.app, pg.read, pg.lanes, pg.jobs].map(kysely) as [Db, Db, Db, Db]
  giveLane(read, lanes)
  const { bulk, owner } = pg
  return {
    app,
    read,
    jobs,
    bulk,
    owner,
    serving: 2 * poolSize + LANES,
    connections: () =>
      Object.entries(pg).map(([name, { totalCount, idleCount, waitingCount }]) => ({
        name,
        open: totalCount,
        idle: idleCount,
        waiting: waitingCount,
      })),
    close: async () => {
      await Promise.all([app.destroy(), read.destroy(), lanes.destroy(), jobs.destroy(), bulk.end(), owner.end()])
    },
  }
}

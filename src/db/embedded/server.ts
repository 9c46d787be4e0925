/** Starts, adopts and stops the embedded PostgreSQL of one data directory. Never two servers, never two services on it. */
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findHome, giveTo, type Account } from './account.ts'
import { EmbeddedDatabaseError, unpackBinaries, type Major } from './binaries.ts'

const USER = 'kompeten'
const LOCK_KEY = 0x6b6f6d70 // "komp": held by the one service that uses the data directory

export interface EmbeddedServer {
  readonly url: string
  readonly folder: string
  /** Whether a server left behind by a killed service was taken over. */
  readonly adopted: boolean
  stop(): Promise<void>
}

interface Options {
  /** Extra settings, as `-c name=value`. */
  readonly settings?: readonly string[]
  /** 18 unless an older one is asked for. */
  readonly major?: Major
  /** Any free one by default. */
  readonly port?: number
  /** Use the server of a running service beside it, and leave it running. */
  readonly share?: true
}

/** Below those that systems give to connections on their way out, one of which could take it before it is used. */
const PORTS = { lowest: 20_000, count: 12_000 }

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => {
      resolve(false)
    })
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true)
      })
    })
  })

/** A free one right now; another process may take it before it is used. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = PORTS.lowest + Math.floor(Math.random() * PORTS.count)
    if (await isFree(port)) return port
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The living server of the directory, if its lock file names one: line 1 its process, line 4 its port. */
const livingServer = (data: string): { pid: number; port: number } | null => {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid > 0 && port > 0 && isAlive(pid) ? { pid, port } : null
}

const run = (command: string, args: string[], account: Account | null): void => {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
      ...account,
    })
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? error)
    throw new EmbeddedDatabaseError(
      `the embedded PostgreSQL could not be started here (${said.trim().split('\n')[0] ?? ''}): set DATABASE_URL`,
    )
  }
}

const initialise = (binaries: string, data: string, password: string, account: Account | null): void => {
  const passwordFile = `${data}.pw`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  giveTo(passwordFile, account)
  mkdirSync(data, { mode: 0o700 })
  giveTo(data, account)
  try {
    const common = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--data-checksums']
    run(join(binaries, 'bin', 'initdb'), ['-D', data, '-U', USER, `--pwfile=${passwordFile}`, ...common], account)
  } catch (error) {
    rmSync(data, { recursive: true, force: true })
    throw error
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

const checkVersion = (data: string, major: Major): void => {
  const found = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (found !== major)
    throw new EmbeddedDatabaseError(
      `${data} was made by PostgreSQL ${found}, this service brings ${major}: data untouched`,
    )
}

interface Launched {
  readonly port: number
  /** False when the server went away again by itself. */
  readonly isRunning: () => boolean
}

const launch = async (binaries: string, data: string, options: Options, account: Account | null): Promise<Launched> => {
  const port = options.port ?? (await freePort())
  const log = openSync(`${data}.log`, 'a', 0o600)
  const settings = ['log_error_verbosity=terse', 'log_parameter_max_length_on_error=0', 'log_statement=none']
  const flags = [...settings, 'max_connections=60', 'unix_socket_directories=', ...(options.settings ?? [])]
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), ...flags.flatMap((flag) => ['-c', flag])]
  // In a session of its own, so that Ctrl-C reaches the service first and the service stops its server last.
  const child = spawn(join(binaries, 'bin', 'postgres'), args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: data,
    ...account,
  })
  let running = true
  for (const event of ['error', 'exit'] as const)
    child.on(event, () => {
      running = false
    })
  child.unref()
  closeSync(log)
  return { port, isRunning: () => running }
}

const urlOf = (port: number, password: string, database = 'postgres'): string =>
  `postgres://${USER}:${password}@127.0.0.1:${String(port)}/${database}`

const START_MS = 15_000

const tryToConnect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

const connect = async (url: string, patienceMs: number, isRunning = (): boolean => true): Promise<pg.Client> => {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      return await tryToConnect(url)
    } catch (error) {
      if (Date.now() > until || !isRunning()) throw error
      await sleep(30)
    }
  }
}

/**
 * Launched until it stays: what a killed server was doing may go on for seconds, and until it ends none can start.
 */
const launchPatiently = async (
  data: string,
  start: () => Promise<Launched>,
  urlAt: (port: number) => string,
): Promise<pg.Client> => {
  const until = Date.now() + START_MS
  for (;;) {
    const { port, isRunning } = await start()
    try {
      return await connect(urlAt(port), until - Date.now(), isRunning)
    } catch (error) {
      // Somebody else's start was faster.
      if (Date.now() > until || livingServer(data)) throw error
      await sleep(500)
    }
  }
}

const stopServer = async (data: string): Promise<void> => {
  const living = livingServer(data)
  if (!living) return
  process.kill(living.pid, 'SIGINT')
  for (let waited = 0; isAlive(living.pid) && existsSync(join(data, 'postmaster.pid')) && waited < 20_000; waited += 50)
    await sleep(50)
}

const passwordOf = (folder: string): string => {
  const file = join(folder, 'password')
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

/**
 * A running server with a database `kompeten` under `<wanted>/postgres`. A server left behind by a killed service is
 * adopted. Throws EmbeddedDatabaseError with one line to show: folder unwritable, in use, of another version.
 */
export const startEmbedded = async (wanted: string, options: Options = {}): Promise<EmbeddedServer> => {
  const { folder, account } = findHome(wanted)
  const data = join(folder, 'postgres')
  const password = passwordOf(folder)
  const { major = '18' } = options
  const binaries = unpackBinaries(folder, major)
  if (existsSync(join(data, 'PG_VERSION'))) checkVersion(data, major)
  else initialise(binaries, data, password, account)

  const living = livingServer(data)
  const urlAt = (port: number): string => urlOf(port, password)
  const opening = living
    ? connect(urlAt(living.port), START_MS)
    : launchPatiently(data, () => launch(binaries, data, options, account), urlAt)
  const guard = await opening.catch(() => {
    const other = livingServer(data)
    if (other && other.port !== living?.port) return connect(urlAt(other.port), 5_000)
    throw new EmbeddedDatabaseError(`the embedded PostgreSQL did not start, its log is ${data}.log`)
  })
  const { rows } = await guard.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK_KEY])
  const isOurs = rows[0]?.mine === true
  if (!isOurs && !options.share) {
    await guard.end()
    throw new EmbeddedDatabaseError(`the data folder is in use by another kompeten service: ${folder}`)
  }
  const exists = await guard.query("select from pg_database where datname = 'kompeten'")
  if (exists.rowCount === 0) await guard.query('create database kompeten')
  return {
    url: urlOf(guard.port, password, 'kompeten'),
    folder,
    adopted: living !== null,
    stop: async () => {
      await guard.end()
      if (isOurs) await stopServer(data)
    },
  }
}

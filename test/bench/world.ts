/** A real PostgreSQL that keeps what it acknowledges, and the service as a process beside it. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort, startEmbedded } from '../../src/db/embedded/server.ts'
import { clientOf } from '../../src/demo/client.ts'
import { letOfficerIn } from '../../src/demo/run.ts'
import { localSigner } from '../../src/http/keys.ts'
import { startService } from '../support/service.ts'
import { cpuSeconds } from './cpu.ts'
import type { Cpu } from './measure.ts'

const run = promisify(execFile)

const POOL_SIZE = 4

export interface World {
  readonly url: string
  /** Where the service listens. */
  readonly address: string
  /** What the service was started with. */
  readonly env: Readonly<Record<string, string>>
  /** A token of the local issuer. */
  readonly sign: (subject: string) => string
  /** Seconds of CPU that the service and PostgreSQL have used so far. */
  readonly cpu: () => Cpu
  readonly folder: string
  readonly owner: pg.Client
  /** As the HR officer. */
  readonly fetch: (path: string, init?: RequestInit) => Promise<Response>
  /** Whole files, by a client that is as fast as the floor's. Returns what it printed. */
  readonly curl: (path: string, ...args: readonly string[]) => Promise<string>
  /** Resident memory of the service and the processes that it started, in MiB. */
  readonly memory: () => Promise<number>
  readonly stop: () => Promise<void>
}

const residentOf = async (pid: number): Promise<number> => {
  const { stdout } = await run('ps', ['-eo', 'pid=,ppid=,rss='])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return lines.reduce((sum, [own, parent, rss = 0]) => (own === pid || parent === pid ? sum + rss : sum), 0) / 1_024
}

/** The process that started the one that serves us. */
export const postmasterOf = async (client: pg.Client): Promise<number> => {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const { stdout } = await run('ps', ['-o', 'ppid=', '-p', String(rows[0]?.pid)])
  return Number(stdout)
}

export const startWorld = async (): Promise<World> => {
  const folder = mkdtempSync(join(tmpdir(), 'kompeten-bench-'))
  chmodSync(folder, 0o755)
  const database = await startEmbedded(folder, { port: await freePort() })
  const env = {
    DATABASE_URL: database.url,
    KOMPETEN_DATA: folder,
    KOMPETEN_LOCAL_ISSUER: 'on',
    KOMPETEN_RATE_LIMIT: '1000000',
    PORT: '0',
    KOMPETEN_POOL_SIZE: String(POOL_SIZE),
    LOG_LEVEL: 'info',
    NODE_OPTIONS: '--max-semi-space-size=16 --max-old-space-size=512',
  }
  const service = await startService(env)
  const sign = localSigner(folder, 'kompeten')
  await letOfficerIn(clientOf(service.address, sign('local:platform_admin')))
  const owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
  const postgresql = await postmasterOf(owner)
  return {
    url: database.url,
    address: service.address,
    sign,
    env,
    cpu: () => ({ node: cpuSeconds(service.child.pid ?? 0), postgresql: cpuSeconds(postgresql) }),
    folder,
    owner,
    fetch: (path, init = {}) =>
      fetch(service.address + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), authorization: `Bearer ${sign('local:hr_officer')}` },
      }),
    curl: async (path, ...args) => {
      const authorization = `authorization: Bearer ${sign('local:hr_officer')}`
      return (await run('curl', ['-sf', '-H', authorization, ...args, service.address + path])).stdout
    },
    memory: () => residentOf(service.child.pid ?? 0),
    stop: async () => {
      service.child.kill('SIGTERM')
      await service.exited
      await owner.end()
      await database.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A service and a PostgreSQL of a test's own, as processes that can be killed and started again. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { freePort, startEmbedded } from '../../src/db/embedded/server.ts'
import { localSigner } from '../../src/http/keys.ts'
import { startService, type Environment, type ServiceProcess } from './service.ts'

export interface Killable {
  readonly data: string
  readonly env: Environment
  readonly port: number
  readonly direct: pg.Pool
  readonly sign: (subject: string) => string
  /** The one that runs now. */
  readonly service: () => ServiceProcess
  /** Resolves when the next one is ready. */
  readonly killService: () => Promise<ServiceProcess>
  /** After it has ended of itself. */
  readonly startAgain: () => Promise<ServiceProcess>
  readonly killDatabase: () => Promise<void>
}

export const killable = async (t: Test): Promise<Killable> => {
  const data = mkdtempSync(join(tmpdir(), 'kompeten-kill-'))
  chmodSync(data, 0o755)
  const [apiPort, databasePort] = [await freePort(), await freePort()]
  let database = await startEmbedded(data, { port: databasePort })
  const env = {
    DATABASE_URL: database.url,
    KOMPETEN_DATA: data,
    KOMPETEN_LOCAL_ISSUER: 'on',
    PORT: String(apiPort),
    LOG_LEVEL: 'info',
  }
  let service = await startService(env)
  const direct = new pg.Pool({ connectionString: database.url, max: 1 })
  direct.on('error', () => undefined)
  t.teardown(async () => {
    service.child.kill('SIGKILL')
    await direct.end().catch(() => undefined)
    await database.stop()
    rmSync(data, { recursive: true, force: true })
  })
  const startAgain = async (): Promise<ServiceProcess> => {
    await service.exited
    service = await startService(env)
    return service
  }
  return {
    data,
    env,
    port: apiPort,
    direct,
    sign: localSigner(data, 'kompeten'),
    service: () => service,
    killService: () => {
      service.child.kill('SIGKILL')
      return startAgain()
    },
    startAgain,
    killDatabase: async () => {
      const pid = readFileSync(join(database.folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]
      process.kill(Number(pid), 'SIGKILL')
      await sleep(200)
      database = await startEmbedded(data, { port: databasePort })
    },
  }
}

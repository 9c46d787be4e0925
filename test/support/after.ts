/** Stops the run's PostgreSQL and removes what it left. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FILE, type TestServer } from './server-file.ts'

if (existsSync(FILE)) {
  const { folder } = JSON.parse(readFileSync(FILE, 'utf8')) as TestServer
  const pidFile = join(folder, 'postgres', 'postmaster.pid')
  if (existsSync(pidFile)) {
    process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGINT')
    for (let waited = 0; existsSync(pidFile) && waited < 10_000; waited += 100) await sleep(100)
  }
  rmSync(folder, { recursive: true, force: true })
  rmSync(FILE, { force: true })
}

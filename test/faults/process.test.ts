/** The process: killed and started again it goes on; what it cannot use it says in one line and leaves as it was. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CLI = join(ROOT, 'dist', 'cli.js')

void t.test('embedded database', async (tt) => {
  spawnSync('npm', ['run', '--silent', 'build'], { cwd: ROOT })
  const data = mkdtempSync(join(tmpdir(), 'kompeten-process-'))
  // Reachable by the account that runs the database when the tests run as root.
  chmodSync(data, 0o755)
  const env = { ...process.env, KOMPETEN_DATA: data, PORT: '0', DATABASE_URL: '' }
  const once = (more: object = {}) => {
    const { status, stderr } = spawnSync('node', [CLI, 'serve'], {
      env: { ...env, ...more },
      encoding: 'utf8',
      timeout: 20_000,
    })
    return { status, lines: stderr.trim().split('\n') }
  }
  const start = async (): Promise<{ child: ChildProcess; address: string; ms: number; adopted: boolean }> => {
    const began = Date.now()
    const child = spawn('node', [CLI, 'serve'], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    let out = ''
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    while (!out.includes('"msg":"ready"')) await sleep(20)
    const address = /"address":"([^"]+)"/.exec(out)?.[1] ?? ''
    return { child, address, ms: Date.now() - began, adopted: out.includes('"adopted":true') }
  }
  const first = await start()
  const inUse = once()
  tt.same([inUse.status, inUse.lines.length], [1, 1], 'a second service on the folder')
  tt.match(inUse.lines[0], /in use by another kompeten service/)
  first.child.kill('SIGKILL')
  await sleep(300)
  const second = await start()
  tt.ok(second.adopted, 'the server left behind is adopted')
  tt.equal((await fetch(`${second.address}/readyz`)).status, 200)
  tt.ok(second.ms < 5_000, `ready in ${String(second.ms)} ms`)
  second.child.kill('SIGTERM')
  await new Promise((resolve) => second.child.once('exit', resolve))
  tt.equal(second.child.exitCode, 0, 'a graceful end')
  const version = join(data, 'postgres', 'PG_VERSION')
  writeFileSync(version, '15\n')
  const other = once()
  tt.same([other.status, other.lines.length], [1, 1])
  tt.match(other.lines[0], /made by PostgreSQL 15.*data untouched/)
  tt.equal(readFileSync(version, 'utf8'), '15\n')
  const unwritable = once({ KOMPETEN_DATA: join(version, 'below-a-file') })
  tt.same([unwritable.status, unwritable.lines.length], [1, 1])
  tt.match(unwritable.lines[0], /cannot be written/)
  const settings = once({ PORT: 'x', KOMPETEN_SECRET: 'not-hex', LOG_LEVEL: 'loud' })
  tt.same([settings.status, settings.lines.length], [1, 3], 'every fault of the settings at once')
  tt.notMatch(settings.lines.join(), /not-hex/, 'without repeating a value')
  rmSync(data, { recursive: true, force: true })
})

/** The process: killed and started again it goes on; what it cannot use it says in one line and leaves as it was. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { runOnce, startService } from '../support/service.ts'

const PUBLIC_KEY = {
  ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }),
  kid: 'k1',
}

void t.test('embedded database', async (tt) => {
  const data = mkdtempSync(join(tmpdir(), 'kompeten-process-'))
  // Reachable by the account that runs the database when the tests run as root.
  chmodSync(data, 0o755)
  const env = { KOMPETEN_DATA: data, PORT: '0', DATABASE_URL: '' }
  const first = await startService(env)
  const inUse = runOnce(env)
  tt.same([inUse.status, inUse.lines.length], [1, 1], 'a second service on the folder')
  tt.match(inUse.lines[0], /in use by another kompeten service/)
  first.child.kill('SIGKILL')
  await sleep(300)
  const second = await startService(env)
  tt.ok(second.adopted, 'the server left behind is adopted')
  tt.equal((await fetch(`${second.address}/readyz`)).status, 200)
  tt.ok(second.ms < 5_000, `ready in ${String(second.ms)} ms`)
  second.child.kill('SIGTERM')
  tt.equal(await second.exited, 0, 'a graceful end')
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const portless = runOnce({ ...env, PORT: String(port) })
  taken.close()
  tt.same(
    [portless.status, portless.lines.length],
    [1, 1],
    'a port that is taken ends it again, with all it has started',
  )
  tt.match(portless.lines[0], /EADDRINUSE/)
  const version = join(data, 'postgres', 'PG_VERSION')
  writeFileSync(version, '15\n')
  const other = runOnce(env)
  tt.same([other.status, other.lines.length], [1, 1])
  tt.match(other.lines[0], /made by PostgreSQL 15.*data untouched/)
  tt.equal(readFileSync(version, 'utf8'), '15\n')
  for (const folder of [join(version, 'below-a-file'), '/proc/nope/below']) {
    const unwritable = runOnce({ ...env, KOMPETEN_DATA: folder })
    tt.same([unwritable.status, unwritable.lines.length], [1, 1], folder)
    tt.match(unwritable.lines[0], /cannot be written/)
  }
  const settings = runOnce({ ...env, PORT: 'x', KOMPETEN_SECRET: 'not-hex', LOG_LEVEL: 'loud' })
  tt.same([settings.status, settings.lines.length], [1, 3], 'every fault of the settings at once')
  tt.notMatch(settings.lines.join(), /not-hex/, 'without repeating a value')
  const weak = runOnce({ ...env, KOMPETEN_SECRET: '0123456789abcdef'.repeat(4) })
  tt.same([weak.status, weak.lines.length], [1, 1], 'a secret that anybody would guess')
  const issuers = join(data, 'issuers.json')
  const withIssuers = { ...env, DATABASE_URL: 'postgres://x:y@127.0.0.1:1/none', KOMPETEN_ISSUERS: issuers }
  for (const [text, said] of [
    [null, /not a readable list/],
    ['[{"issuer":1}]', /not a readable list/],
    ['[{"issuer":"a","jwks":{"keys":[{"kid":"s","kty":"oct","k":"AAAA"}]}}]', /key s of a is not a public key/],
  ] as const) {
    if (text !== null) writeFileSync(issuers, text)
    const refused = runOnce(withIssuers)
    tt.same([refused.status, refused.lines.length], [1, 1])
    tt.match(refused.lines[0], said)
  }
  writeFileSync(issuers, JSON.stringify([{ issuer: 'a', jwks: { keys: [PUBLIC_KEY] } }]))
  const secret = randomBytes(32).toString('hex')
  const unreachable = runOnce({ ...withIssuers, KOMPETEN_SECRET: secret })
  tt.same([unreachable.status, unreachable.lines.length], [1, 1], 'no database at the address')
  tt.notMatch(unreachable.lines[0], /x:y/, 'without the password')
  rmSync(data, { recursive: true, force: true })
})

/**
 * Back-up and restore as the README has it: a dump into a new cluster, and a base back-up rolled forward to a moment in
 * the middle of the work. What is served afterwards is what was served, byte by byte, and the trail verifies.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import { giveTo, findHome } from '../../src/db/embedded/account.ts'
import { freePort, startEmbedded } from '../../src/db/embedded/server.ts'
import { clientOf, type Client } from '../../src/demo/client.ts'
import { LOCAL_ISSUER, localSigner } from '../../src/http/keys.ts'
import { runOnce, startService, type Environment } from '../support/service.ts'

const SECRET = 'feedfacecafebeef'.repeat(4).replace(/^fe/, '01')

const folderFor = (t2: Test, name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `kompeten-${name}-`))
  chmodSync(folder, 0o755)
  t2.teardown(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

const environment = (url: string, data: string, port: number): Environment => ({
  DATABASE_URL: url,
  KOMPETEN_DATA: data,
  KOMPETEN_LOCAL_ISSUER: 'on',
  KOMPETEN_SECRET: SECRET,
  KOMPETEN_PUBLIC_URL: 'https://kompeten.test',
  PORT: String(port),
})

/** Texts of answers, by path. */
const served = async (address: string, token: string, paths: readonly string[]): Promise<Record<string, string>> => {
  const texts: Record<string, string> = {}
  for (const path of paths) {
    const response = await fetch(`${address}${path}`, { headers: { authorization: `Bearer ${token}` } })
    texts[path] = `${String(response.status)} ${response.headers.get('etag') ?? ''} ${await response.text()}`
  }
  return texts
}

const LISTS = [
  'units',
  'positions',
  'employees',
  'identities',
  'role-grants',
  'frameworks',
  'scoring-policies',
  'api-clients',
  'webhook-endpoints',
  'events',
]

const fill = async (address: string, sign: (subject: string) => string, units: number): Promise<Client> => {
  const platform = clientOf(address, sign('local:platform_admin'))
  const { body } = await platform.post<{ id: string }>('/v1/institutions', 'institution', {
    code: 'CADANG',
    name: 'Cadangan (contoh)',
    sample: true,
  })
  await platform.post(`/v1/institutions/${body.id}/officers`, 'officer', {
    issuer: LOCAL_ISSUER,
    subject: 'local:hr_officer',
    label: 'HR',
  })
  const hr = clientOf(address, sign('local:hr_officer'))
  await hr.post('/v1/presets/berakhlak/installation', 'preset')
  await hr.post('/v1/api-clients', 'client', { label: 'SIMPEG', scopes: ['organisation:read'] })
  for (let i = 0; i < units; i++)
    await hr.post('/v1/units', `unit-${String(i)}`, { code: `U${String(i)}`, name: `Unit ${String(i)}` })
  return hr
}

const idsOf = async (hr: Client): Promise<string[]> => {
  const { items } = await hr.get<{ items: { id: string }[] }>('/v1/units?limit=200')
  return [...LISTS.map((name) => `/v1/${name}?limit=200`), ...items.map(({ id }) => `/v1/units/${id}`)]
}

void t.test('a dump into a new cluster', async (tt) => {
  const tools = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' })
  const [, major = ''] = /\(PostgreSQL\) (\d+)/.exec(tools.stdout) ?? []
  if (major !== '15') {
    // The embedded server comes without client tools, and these have to be of its version.
    tt.comment(`no pg_dump 15 on this machine (${major === '' ? 'none' : major}): the dump was not tried`)
    return
  }
  const [from, to, data] = [folderFor(tt, 'from'), folderFor(tt, 'to'), folderFor(tt, 'keys')]
  const source = await startEmbedded(from, { major: '15' })
  const port = await freePort()
  const service = await startService(environment(source.url, data, port))
  const sign = localSigner(data, 'kompeten')
  const hr = await fill(service.address, sign, 40)
  const paths = await idsOf(hr)
  const before = await served(service.address, sign('local:hr_officer'), paths)
  const dump = join(data, 'kompeten.dump')
  const dumped = spawnSync('pg_dump', ['--format=custom', '--file', dump, source.url], { encoding: 'utf8' })
  tt.equal(dumped.status, 0, dumped.stderr)
  service.child.kill('SIGTERM')
  await service.exited
  await source.stop()

  const target = await startEmbedded(to, { major: '15' })
  tt.teardown(() => target.stop())
  const owner = new pg.Client({ connectionString: target.url })
  await owner.connect()
  // Roles belong to the cluster, and are in no dump of a database.
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  await owner.query(/^psql "\$NEW_URL" -c "(.+)"$/m.exec(readme)?.[1] ?? '')
  const restored = spawnSync('pg_restore', ['--exit-on-error', '--dbname', target.url, dump], { encoding: 'utf8' })
  tt.equal(restored.status, 0, restored.stderr)
  await owner.query('revoke kompeten_read from kompeten_shared')
  const looked = runOnce(environment(target.url, data, port), ['doctor'])
  tt.match(looked.output, /✘ roles .*`grant kompeten_read to kompeten_shared`/)
  await owner.query('grant kompeten_read to kompeten_shared')
  await owner.end()
  const again = await startService(environment(target.url, data, port))
  tt.teardown(() => again.child.kill('SIGKILL'))
  tt.same(
    await served(again.address, sign('local:hr_officer'), paths),
    before,
    `${String(paths.length)} answers, byte by byte`,
  )
  tt.equal(runOnce(environment(target.url, data, port), ['audit', 'verify']).status, 0)
  const made = await clientOf(again.address, sign('local:hr_officer')).post('/v1/units', 'after', {
    code: 'AFTER',
    name: 'x',
  })
  tt.equal(made.status, 201, 'and work goes on')
})

/** The base of a back-up: everything but the log, taken while the server works. */
const baseBackup = async (owner: pg.Client, from: string, to: string): Promise<void> => {
  await owner.query("select pg_backup_start('kompeten', true)")
  const account = findHome(from).account
  mkdirSync(join(to, 'postgres'), { mode: 0o700 })
  giveTo(join(to, 'postgres'), account)
  for (const name of readdirSync(join(from, 'postgres'))) {
    if (name === 'pg_wal' || name.startsWith('postmaster')) continue
    spawnSync('cp', ['-a', join(from, 'postgres', name), join(to, 'postgres', name)])
  }
  for (const name of ['pg_wal', 'pg_wal/archive_status']) {
    mkdirSync(join(to, 'postgres', name), { mode: 0o700 })
    giveTo(join(to, 'postgres', name), account)
  }
  const { rows } = await owner.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
  const files = { backup_label: rows[0]?.labelfile ?? '', 'recovery.signal': '' }
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(to, 'postgres', name), text, { mode: 0o600 })
    giveTo(join(to, 'postgres', name), account)
  }
  cpSync(join(from, 'password'), join(to, 'password'))
}

void t.test('rolled forward to a moment in the middle of the work', async (tt) => {
  const [from, to, archive, data] = ['base', 'moment', 'archive', 'keys'].map((name) => folderFor(tt, name)) as [
    string,
    string,
    string,
    string,
  ]
  giveTo(archive, findHome(from).account)
  const archiving = ['wal_level=replica', 'archive_mode=on', `archive_command=cp %p ${archive}/%f`]
  const source = await startEmbedded(from, { settings: archiving })
  const port = await freePort()
  const service = await startService(environment(source.url, data, port))
  const sign = localSigner(data, 'kompeten')
  const owner = new pg.Client({ connectionString: source.url })
  await owner.connect()
  const hr = await fill(service.address, sign, 5)
  await baseBackup(owner, from, to)
  for (let i = 5; i < 30; i++)
    await hr.post('/v1/units', `unit-${String(i)}`, { code: `U${String(i)}`, name: `Unit ${String(i)}` })
  await sleep(50)
  const moment = (await owner.query<{ now: string }>('select clock_timestamp()::text as now')).rows[0]?.now ?? ''
  const paths = await idsOf(hr)
  const before = await served(service.address, sign('local:hr_officer'), paths)
  await sleep(50)
  // The mistake that is to be undone.
  for (let i = 30; i < 40; i++)
    await hr.post('/v1/units', `unit-${String(i)}`, { code: `U${String(i)}`, name: `Unit ${String(i)}` })
  const { rows } = await owner.query<{ name: string }>('select pg_walfile_name(pg_switch_wal()) as name')
  const last = rows[0]?.name ?? ''
  for (let tries = 0; tries < 200 && !existsSync(join(archive, last)); tries++) await sleep(50)
  tt.ok(existsSync(join(archive, last)), 'the log is archived')
  await owner.end()
  service.child.kill('SIGTERM')
  await service.exited
  await source.stop()

  const recovery = [
    `restore_command=cp ${archive}/%f %p`,
    `recovery_target_time=${moment}`,
    'recovery_target_action=promote',
  ]
  const restored = await startEmbedded(to, { settings: [...archiving, ...recovery] })
  tt.teardown(() => restored.stop())
  const check = new pg.Client({ connectionString: restored.url })
  await check.connect()
  for (let tries = 0; tries < 200; tries++) {
    const { rows: state } = await check.query<{ going: boolean }>('select pg_is_in_recovery() as going')
    if (state[0]?.going === false) break
    await sleep(50)
  }
  await check.end()
  const env = environment(restored.url, data, port)
  const trail = runOnce(env, ['audit', 'verify'])
  tt.equal(trail.status, 1, 'the heads kept outside know of acts that the restored trail does not have')
  const later = { ...env, KOMPETEN_ANCHORS: join(data, 'anchors-after-restore') }
  tt.equal(runOnce(later, ['audit', 'verify']).status, 0, 'up to the moment the trail is whole')
  const again = await startService(later)
  tt.teardown(() => again.child.kill('SIGKILL'))
  tt.same(
    await served(again.address, sign('local:hr_officer'), paths),
    before,
    `${String(paths.length)} answers, as they were at ${moment}`,
  )
  const made = await clientOf(again.address, sign('local:hr_officer')).post('/v1/units', 'after', {
    code: 'AFTER',
    name: 'x',
  })
  tt.equal(made.status, 201, 'and work goes on')
})

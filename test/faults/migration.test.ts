/**
 * Migrations beside the version before: while the new ones run, what the old version writes goes on, and it goes on
 * afterwards, until the last old process has ended. Old statements are written out: they know no new column.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import t from 'tap'
import { openPools } from '../../src/db/database.ts'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { createDatabase } from '../support/database.ts'

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url))
/** The last migration of the released version. */
const RELEASED = '0017_continued_chains.sql'
const LONGEST_MS = 2_000

const files = readdirSync(FOLDER)
  .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
  .sort()
const textOf = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8')

/** The schema as the released version left it. */
const releasedSchema = async (owner: pg.Pool): Promise<void> => {
  await runMigrations({ pgPool: owner })
  await owner.query(
    'create table kompeten_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  )
  for (const name of files.filter((one) => one <= RELEASED)) {
    const text = textOf(name)
    await owner.query(text)
    await owner.query('insert into kompeten_migrations (name, sha256) values ($1, $2)', [
      name,
      createHash('sha256').update(text).digest('hex'),
    ])
  }
}

type Write = (client: pg.Client, institution: string, serial: number) => Promise<unknown>

/** A unit, a position, a person with a placement and an identity, an answered key, a job: as the old version writes them. */
const oldWrites: readonly Write[] = [
  (client, institution, serial) =>
    client.query(
      `insert into units (institution_id, id, code, name, parent_id, path, created_at, updated_at) values ($1, $2, $3, 'x', null, $3 || '/', now(), now())`,
      [institution, randomUUID(), `U${String(serial)}`],
    ),
  (client, institution, serial) =>
    client.query(
      `insert into employees (institution_id, id, nip, name, employment_kind, created_at, updated_at) values ($1, $2, $3, 'x', 'PNS', now(), now())`,
      [institution, randomUUID(), String(serial).padStart(18, '0')],
    ),
  (client, institution, serial) =>
    client.query(
      `insert into identities (institution_id, id, issuer, subject, kind, label, created_at, updated_at) values ($1, $2, 'old', $3, 'person', 'x', now(), now())`,
      [institution, randomUUID(), `${institution}/${String(serial)}`],
    ),
  (client, institution, serial) =>
    client.query(
      `insert into idempotency_keys (institution_id, identity_id, key, request_digest, status, headers, body, expires_at) values ($1, $2, $3, 'x', 201, '{}', '', now())`,
      [institution, randomUUID(), String(serial)],
    ),
  (client, institution) =>
    client.query(
      `insert into jobs (institution_id, id, kind, state, requested_by, created_at) values ($1, $2, 'cycle.open', 'succeeded', $2, now())`,
      [institution, randomUUID()],
    ),
  (client, institution) =>
    client.query('update institutions set name = name, version = version + 1, updated_at = now() where id = $1', [
      institution,
    ]),
  (client, institution) =>
    client.query('select id, nip, siasn_id, name, grade from employees where institution_id = $1 limit 5', [
      institution,
    ]),
]

const oldProcess = async (url: string, institution: string, isOn: () => boolean) => {
  const client = new pg.Client({
    connectionString: url,
    options: '-c role=kompeten_app -c statement_timeout=2000 -c lock_timeout=2000',
  })
  await client.connect()
  let [done, slowest] = [0, 0]
  const faults: string[] = []
  for (let serial = 0; isOn(); serial++)
    for (const write of oldWrites) {
      const began = performance.now()
      try {
        await client.query('begin')
        await client.query("select set_config('app.institution', $1, true)", [institution])
        await write(client, institution, serial)
        await client.query('commit')
        done += 1
      } catch (error) {
        await client.query('rollback')
        faults.push((error as Error).message)
      }
      slowest = Math.max(slowest, performance.now() - began)
    }
  await client.end()
  return { done, slowest, faults: [...new Set(faults)] }
}

void t.test('old processes write before, during and after', async (tt) => {
  const url = await createDatabase('template0')
  const pools = openPools(url, 2, () => undefined)
  tt.teardown(() => pools.close())
  await releasedSchema(pools.owner)
  tt.same(
    await pendingMigrations(pools.owner),
    files.filter((name) => name > RELEASED),
  )
  const institution = randomUUID()
  await pools.owner.query(
    "insert into institutions (id, code, name, timezone, created_at, updated_at) values ($1, 'LAMA', 'x', 'Asia/Jakarta', now(), now())",
    [institution],
  )
  const state = { on: true }
  const running = oldProcess(url, institution, () => state.on)
  await new Promise((resolve) => setTimeout(resolve, 300))
  const began = performance.now()
  const [first, second] = await Promise.all([migrate(pools.owner), migrate(pools.owner)])
  const took = performance.now() - began
  await new Promise((resolve) => setTimeout(resolve, 500))
  state.on = false
  const seen = await running
  tt.equal(
    first.length + second.length,
    files.filter((name) => name > RELEASED).length,
    'applied once, though two asked',
  )
  tt.same(seen.faults, [], 'nothing that the old version writes fails')
  tt.ok(seen.done > 200, `${String(seen.done)} writes`)
  tt.ok(
    seen.slowest < LONGEST_MS,
    `the longest waited ${String(Math.round(seen.slowest))} ms of the ${String(Math.round(took))} that it took`,
  )
  const { rows } = await pools.owner.query<{ n: number }>(
    'select count(*)::int as n from identities where token_generation = 1 and not acts_for_persons and institution_id = $1',
    [institution],
  )
  tt.ok((rows[0]?.n ?? 0) > 20, 'what the old version wrote is whole for the new one')
  await pools.owner.query("insert into kompeten_migrations (name, sha256) values ('9999_newer.sql', '')")
  await tt.rejects(
    migrate(pools.owner),
    { message: /newer schema/ },
    'and an old version does not start on a newer schema',
  )
})

void t.test('no migration since the release takes away what the released version uses', (tt) => {
  const later = files.filter((name) => name > RELEASED)
  tt.ok(later.length > 5)
  for (const name of later) {
    const text = textOf(name).replace(/--.*$/gm, '').toLowerCase()
    for (const taken of [
      /drop (table|column)/,
      /rename (to|column)/,
      /alter column \w+ (type|set not null)/,
      /\btruncate\b/,
    ])
      tt.notMatch(text, taken, name)
    for (const [, column = '', rest = ''] of text.matchAll(/add column (\w+) ([^;]*?)(?=,\s*add|;)/g))
      tt.ok(!/not null/.test(rest) || /default/.test(rest), `${name}: ${column} can be left out`)
  }
  tt.end()
})

/** Applies migrations/NNNN_name.sql in order, each once, checked by hash; a newer or edited history refuses to start. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runMigrations } from 'graphile-worker'
import type pg from 'pg'

const FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url))
const LOCK_KEY = 0x6d696772 // "migr"

export class MigrationError extends Error {}

interface Migration {
  readonly name: string
  readonly text: string
  readonly sha256: string
}

const readMigrations = (): Migration[] =>
  readdirSync(FOLDER)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort()
    .map((name) => {
      const text = readFileSync(`${FOLDER}/${name}`, 'utf8')
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') }
    })

const checkHistory = (applied: { name: string; sha256: string }[], known: Migration[]): void => {
  for (const { name, sha256 } of applied) {
    const match = known.find((migration) => migration.name === name)
    if (!match) throw new MigrationError(`the database has a newer schema than this service: ${name}`)
    if (match.sha256 !== sha256) throw new MigrationError(`the applied migration was edited afterwards: ${name}`)
  }
}

const apply = async (client: pg.PoolClient, { name, text, sha256 }: Migration): Promise<void> => {
  await client.query('begin')
  try {
    // First, so that a concurrent runner without the lock would collide here instead of applying twice.
    await client.query('insert into kompeten_migrations (name, sha256) values ($1, $2)', [name, sha256])
    await client.query(text)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new MigrationError(`migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Returns the names applied now (none when up to date). Two at once: the second waits, then finds nothing to do. */
export const migrate = async (owner: pg.Pool): Promise<string[]> => {
  const client = await owner.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(
      'create table if not exists kompeten_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'select name, sha256 from kompeten_migrations',
    )
    const known = readMigrations()
    if (known.length === 0) throw new MigrationError(`no migration was found in ${FOLDER}`)
    checkHistory(rows, known)
    const pending = known.filter(({ name }) => !rows.some((row) => row.name === name))
    // First: our own migrations name the queue's functions.
    await runMigrations({ pgPool: owner })
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK_KEY]).catch(() => undefined)
    client.release()
  }
}

/** Names that `migrate` would apply. Throws MigrationError for a newer or edited history; changes nothing. */
export const pendingMigrations = async (owner: pg.Pool): Promise<string[]> => {
  const { rows: tables } = await owner.query("select 1 from pg_class where oid = to_regclass('kompeten_migrations')")
  const { rows } =
    tables.length === 0
      ? { rows: [] }
      : await owner.query<{ name: string; sha256: string }>('select name, sha256 from kompeten_migrations')
  const known = readMigrations()
  checkHistory(rows, known)
  return known.filter(({ name }) => !rows.some((row) => row.name === name)).map(({ name }) => name)
}

/** A database of its own for a test file, copied from the migrated template. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { FILE, type TestServer } from './server-file.ts'

export const serverUrl = (): string => (JSON.parse(readFileSync(FILE, 'utf8')) as TestServer).url

export const createDatabase = async (template = 'kompeten_template'): Promise<string> => {
  const url = new URL(serverUrl())
  const name = `test_${randomBytes(6).toString('hex')}`
  const admin = new pg.Client({ connectionString: url.toString() })
  await admin.connect()
  // Two files may copy the template at the same moment, which PostgreSQL refuses.
  await admin.query("select pg_advisory_lock(hashtext('template'))")
  await admin.query(`create database ${name} template ${template}`)
  await admin.end()
  url.pathname = `/${name}`
  // The first connection builds what later ones only read; those of the service may not take longer than a second.
  const first = new pg.Client({ connectionString: url.toString() })
  await first.connect()
  await first.end()
  return url.toString()
}

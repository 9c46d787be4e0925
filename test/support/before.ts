/** Starts one PostgreSQL for the whole run, migrates a template database, and writes down where it is. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { startEmbedded } from '../../src/db/embedded/server.ts'
import { FILE, type TestServer } from './server-file.ts'
import { translateTests } from './translated.mjs'

const fresh = (): string => {
  const folder = join(tmpdir(), `kompeten-test-${String(process.pid)}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  return folder
}

// Once: the tests that start the service as a process share what is built here.
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
await translateTests()
const folder = fresh()
// A test server may forget: what is tested here is not the disk.
const settings = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=200']
const { url } = process.env.TEST_DATABASE_URL
  ? { url: process.env.TEST_DATABASE_URL }
  : await startEmbedded(folder, { settings })
const admin = new pg.Client({ connectionString: url })
await admin.connect()
await admin.query('drop database if exists kompeten_template with (force)')
await admin.query('create database kompeten_template')
const template = new URL(url)
template.pathname = '/kompeten_template'
const owner = new pg.Pool({ connectionString: template.toString(), max: 3 })
owner.on('error', () => undefined)
owner.on('connect', (client) => client.on('error', () => undefined))
await migrate(owner)
await owner.end()
await admin.end()
const found: TestServer = { url, folder }
mkdirSync(join(FILE, '..'), { recursive: true })
writeFileSync(FILE, JSON.stringify(found))
// The server lives on without this process; `after` stops it.
process.exit(0)

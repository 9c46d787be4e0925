/** The queue while its database is starting: it takes jobs as soon as that is over, and its end waits for nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import t from 'tap'
import { startQueue } from '../../src/jobs/queue.ts'
import { createDatabase } from '../support/database.ts'

const STARTING = Object.assign(new Error('the database system is starting up'), { code: '57P03' })

void t.test('a database that is starting up', async (tt) => {
  const pool = new pg.Pool({ connectionString: await createDatabase(), max: 8 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  tt.teardown(() => pool.end())
  let starting = false
  let refused = 0
  const refuse = (): never => {
    refused++
    throw STARTING
  }
  const connect = pool.connect.bind(pool) as (callback?: unknown) => Promise<pg.PoolClient>
  Object.assign(pool, {
    connect: (callback?: unknown) => (starting && !callback ? Promise.resolve().then(refuse) : connect(callback)),
  })
  const taken: unknown[] = []
  const task = (payload: unknown): Promise<void> => {
    taken.push(payload)
    return Promise.resolve()
  }
  const queue = await startQueue(pool, pino({ level: 'silent' }), { a_task: task }, 4)
  const direct = new pg.Client({ connectionString: pool.options.connectionString })
  await direct.connect()
  tt.teardown(() => direct.end())
  const untilRefused = async (): Promise<void> => {
    for (const before = refused; refused < before + 4;) await sleep(20)
  }

  starting = true
  await untilRefused()
  await direct.query("select graphile_worker.add_job('a_task', '{}')")
  await sleep(100)
  tt.same(taken, [])
  starting = false
  const began = Date.now()
  while (taken.length === 0) await sleep(10)
  // The library would sleep 1.5 to 4.5 seconds at first, and half as long again each time.
  tt.ok(Date.now() - began < 1_200, `a job is taken ${String(Date.now() - began)} ms after the start`)

  starting = true
  await untilRefused()
  const ended = Date.now()
  await queue.stop()
  tt.ok(Date.now() - ended < 1_000, `ended within ${String(Date.now() - ended)} ms`)
})

/** Statements that travel together: one that fails takes what follows along, and leaves the connection as good as before. */
import { sql } from 'kysely'
import pg from 'pg'
import t from 'tap'
import { senderOf, type Statement } from '../../src/db/batch.ts'
import { DEFERRED, openPools } from '../../src/db/database.ts'
import { inTransaction, nobodyOf } from '../../src/db/transaction.ts'
import { createDatabase } from '../support/database.ts'

const say = (text: string, values: unknown[] = []): Statement => ({ name: text, text, values })
const BEGIN = say('begin')
const COMMIT = say('commit')
const ROLLBACK: Statement = { name: undefined, text: 'rollback', values: [] }
const insert = (n: unknown): Statement => say('insert into marks values ($1)', [n])
const ALL = say('select n from marks order by n')

void t.test('on one connection', async (tt) => {
  const getTypeParser = (oid: Parameters<typeof pg.types.getTypeParser>[0]) => {
    if (oid !== pg.types.builtins.BOOL) return pg.types.getTypeParser(oid)
    return () => {
      throw new Error('unreadable')
    }
  }
  const pool = new pg.Pool({
    connectionString: await createDatabase(),
    max: 1,
    pipeline: true,
    types: { getTypeParser },
  })
  // Cut off by the last test.
  pool.on('error', () => undefined)
  tt.teardown(() => pool.end())
  const client = await pool.connect()
  client.on('error', () => undefined)
  await client.query('create table marks (n integer primary key)')
  const send = senderOf(client)

  await tt.test('rows are those of the one that is wanted', async (t2) => {
    const before = [BEGIN, say('select 7 as other'), insert(1)]
    const { rows, command, rowCount } = await send(before, ALL)
    t2.same(rows, [{ n: 1 }])
    t2.same([command, rowCount], ['SELECT', 1])
    t2.equal((await send([], COMMIT)).command, 'COMMIT')
  })

  await tt.test('a failure is told once, by the first that failed, and what follows is left out', async (t2) => {
    const twice = send([BEGIN, insert(2), insert(1)], ALL)
    await t2.rejects(twice, { code: '23505', constraint: 'marks_pkey' })
    await t2.rejects(send([], ALL), { code: '25P02' })
    t2.equal((await send([], ROLLBACK)).command, 'ROLLBACK')
    t2.same((await send([], ALL)).rows, [{ n: 1 }])
  })

  await tt.test('what was not parsed for a failure before it is parsed the next time', async (t2) => {
    const [carried, wanted] = [say('select 1 as carried'), say('select 2 as wanted')]
    await t2.rejects(send([BEGIN, insert('x'), carried], wanted), { code: '22P02' })
    await send([], ROLLBACK)
    t2.same((await send([carried], wanted)).rows, [{ wanted: 2 }])
    await t2.rejects(send([], say('select nothing_like_it')), { code: '42703' })
    await t2.rejects(send([], say('select nothing_like_it')), { code: '42703' })
  })

  await tt.test('what rows look like is asked once, and never guessed', async (t2) => {
    const every = say('select * from marks')
    t2.same((await send([], every)).rows, [{ n: 1 }])
    t2.same((await send([], every)).rows, [{ n: 1 }])
    await client.query('alter table marks add column said text')
    await t2.rejects(send([], every), { code: '0A000' }, 'the server refuses rather than to send other columns')
    await client.query('alter table marks drop column said')
    t2.same((await send([], every)).rows, [{ n: 1 }])
    const none = say('update marks set n = n where n = $1', [1])
    t2.equal((await send([], none)).rowCount, 1)
    t2.equal((await send([], none)).rowCount, 1, 'no rows at all, twice')
  })

  await tt.test('a value that cannot be read fails its statement, and nothing else', async (t2) => {
    const [broken, whole] = [say('select true as value'), say('select 1 as value')]
    await t2.rejects(send([BEGIN], broken), /unreadable/)
    t2.same((await send([], whole)).rows, [{ value: 1 }])
    t2.equal((await send([], ROLLBACK)).command, 'ROLLBACK')
  })

  await tt.test('several on their way at once are answered in turn', async (t2) => {
    const asked = [1, 2, 3, 4].map((n) => send([say('select 0')], say('select $1::int as n', [n])))
    t2.same(
      (await Promise.all(asked)).flatMap(({ rows }) => rows as unknown[]),
      [1, 2, 3, 4].map((n) => ({ n })),
    )
  })

  await tt.test('a value that cannot be written: nothing of it happens, and the connection ends', async (t2) => {
    const endless: Record<string, unknown> = {}
    endless.itself = endless
    await t2.rejects(send([insert(3), insert(endless)], ALL), /circular/)
    await t2.rejects(send([], ALL))
    client.release(true)
    const { rows } = await pool.query<{ n: number }>('select n from marks')
    t2.same(rows, [{ n: 1 }])
  })
})

void t.test('what was never sent is not undone, what was sent is', async (tt) => {
  const url = await createDatabase()
  const pools = openPools(url, 1, () => undefined)
  tt.teardown(() => pools.close())
  const who = nobodyOf('00000000-0000-0000-0000-000000000000')
  const refuse = inTransaction(pools.app, who, 'read write', () => Promise.reject(new Error('refused')))
  await tt.rejects(refuse, /refused/)
  tt.equal(pools.connections().find(({ name }) => name === 'app')?.idle, 1)
  for (let n = 0; n < 2; n++) {
    const failing = inTransaction(pools.app, who, 'read write', (tx) =>
      sql`select 1 / 0 ${sql.raw(DEFERRED)}`.execute(tx),
    )
    await tt.rejects(failing, { code: '22012' }, 'a COMMIT that fails is undone')
  }
  const outside = sql`select 1 ${sql.raw(DEFERRED)}`.execute(pools.app)
  await tt.rejects(outside, /outside of a transaction/, 'what waits for nothing is not lost')
  const seen = await inTransaction(pools.app, who, 'read write', (tx) =>
    sql<{ who: string }>`select current_setting('app.institution') as who`.execute(tx),
  )
  tt.equal(seen.rows[0]?.who, who.institutionId, 'and nothing of it is left for whoever comes next')
})

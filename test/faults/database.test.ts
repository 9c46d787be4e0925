/** A sick database: slow, frozen, locked, cut at every statement. Nothing half done, nothing done twice, and it recovers. */
import pg from 'pg'
import t from 'tap'
import { testApp, type Caller, type Reply } from '../support/app.ts'
import { allRatings, openCycle, smallOffice } from '../support/cycle.ts'
import { createDatabase } from '../support/database.ts'
import { startProxy } from '../support/proxy.ts'

interface Task {
  readonly id: string
}

const tasksOf = async (caller: Caller): Promise<Task[]> =>
  (await caller.get('/v1/me/feedback-requests?state=active&limit=200')).body.items as Task[]

/** Rows of every table, so that a trace of a failed act shows wherever it is. */
const rowCounts = async (direct: pg.Client): Promise<Record<string, number>> => {
  const { rows: tables } = await direct.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  )
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await direct.query<{ n: number }>(`select count(*)::int as n from ${name}`)
    counts[name] = rows[0]?.n ?? -1
  }
  return counts
}

void t.test('through a proxy', async (tt) => {
  const database = await createDatabase()
  const proxy = await startProxy(tt, database)
  const app = await testApp(tt, { database: { url: database, proxied: proxy.url } })
  const direct = new pg.Client({ connectionString: database })
  await direct.connect()
  tt.teardown(() => direct.end())
  const office = await smallOffice(app, 'SICK')
  await openCycle(office)
  const { hr, head, leader, staff } = office
  const [first] = staff
  if (!first) throw new Error('no staff')
  const submit = (caller: Caller, task: Task | undefined, key: string): Promise<Reply> =>
    caller.post(
      `/v1/feedback-requests/${String(task?.id)}/submission`,
      { ratings: allRatings(3) },
      { 'idempotency-key': key },
    )

  await tt.test('round trips: a read takes 1, a submission 2', async (t2) => {
    const [task, ...others] = await tasksOf(leader.call)
    // Once before counting: statements are prepared and the form is read on first use.
    await submit(leader.call, task, 'warm')
    await hr.get(`/v1/employees/${head.id}`)
    const counted = async (work: () => Promise<Reply>): Promise<number> => {
      proxy.turns = 0
      t2.equal((await work()).status, 200)
      return proxy.turns
    }
    t2.equal(
      await counted(() => submit(leader.call, others[0], 'counted')),
      2,
      'the actor is the same, the key is new, the end of the chain is known',
    )
    t2.equal(await counted(() => hr.get(`/v1/employees/${head.id}`)), 1, 'who asks, and what is asked for')
    await first.call.get('/v1/me/feedback-requests')
    t2.equal(await counted(() => first.call.get('/v1/me/feedback-requests')), 1)
    proxy.delay = 100
    const slow = await Promise.all([submit(leader.call, others[1], 'slow'), hr.get(`/v1/employees/${head.id}`)])
    proxy.delay = 0
    t2.same(
      slow.map(({ status }) => status),
      [200, 200],
      '200 ms a round trip is borne',
    )
  })

  const acts: Record<string, () => Promise<(key: string) => Promise<Reply>>> = {
    submission: async () => {
      const [task] = await tasksOf(first.call)
      return (key) => submit(first.call, task, key)
    },
    unit: () => Promise.resolve((key) => hr.post('/v1/units', { code: 'CUT', name: 'x' }, { 'idempotency-key': key })),
    closing: async () => {
      const cycle = (await hr.get('/v1/cycles?state=open')).body.items[0]
      return (key) => hr.post(`/v1/cycles/${String(cycle.id)}/closing`, undefined, { 'idempotency-key': key })
    },
  }
  for (const [name, prepare] of Object.entries(acts))
    await tt.test(`${name}: cut at the first, second, … last statement leaves nothing`, async (t2) => {
      const act = await prepare()
      const before = await rowCounts(direct)
      let failures = 0
      for (let n = 1; ; n++) {
        let reply: Reply
        do {
          proxy.cutAfter = n
          reply = await act(`cut-${name}`)
          proxy.cutAfter = null
          // The backend of the connection just cut may still hold the key for a moment.
        } while (reply.body.code === 'idempotency.inProgress')
        if (reply.status < 300) break
        failures += 1
        t2.equal(reply.status, 503, `statement ${String(n)}`)
        t2.ok(reply.headers['retry-after'], 'says when to come back')
        t2.same(await rowCounts(direct), before, `statement ${String(n)} left no trace`)
        if (n > 40) throw new Error('never succeeded')
      }
      t2.ok(failures >= 6, `${String(failures)} statements were cut`)
      t2.equal((await act(`cut-${name}`)).headers['idempotency-replayed'], 'true', 'and then once')
    })

  await tt.test('committed but unanswered: the same key gives the stored answer, and one effect', async (t2) => {
    const act = (key: string) => hr.post('/v1/units', { code: 'GHOST', name: 'x' }, { 'idempotency-key': key })
    proxy.cutAnswer = true
    let ghosts = 0
    for (let n = 1; n <= 12; n++) {
      proxy.cutAfter = n
      const reply = await act('ghost')
      proxy.cutAfter = null
      if (reply.status < 300) ghosts += 1
      if (reply.headers['idempotency-replayed']) break
    }
    proxy.cutAnswer = false
    const again = await act('ghost')
    t2.same([again.status, again.headers['idempotency-replayed']], [201, 'true'])
    const { rows } = await direct.query("select count(*)::int as n from units where code = 'GHOST'")
    t2.equal(rows[0].n, 1)
    t2.ok(ghosts >= 0)
  })

  await tt.test('a frozen server: answered within 5 seconds, and well again afterwards', async (t2) => {
    proxy.frozen = true
    const began = Date.now()
    const replies = await Promise.all([
      ...Array.from({ length: 20 }, () => hr.get('/v1/units')),
      ...Array.from({ length: 10 }, (_, i) => hr.post('/v1/units', { code: `F${String(i)}`, name: 'x' })),
    ])
    t2.ok(replies.every(({ status }) => status === 503))
    t2.ok(Date.now() - began <= 5_500, `${String(Date.now() - began)} ms`)
    t2.equal((await app.anonymous.get('/livez')).status, 200)
    t2.equal((await app.anonymous.get('/readyz')).status, 503)
    proxy.frozen = false
    proxy.cut()
    const thawed = Date.now()
    while ((await hr.get('/v1/units')).status !== 200 && Date.now() - thawed < 5_000);
    t2.ok(Date.now() - thawed <= 2_000, `well after ${String(Date.now() - thawed)} ms`)
  })

  await tt.test('a locked table: 503 within 2 seconds, and the first success within 1 after', async (t2) => {
    await direct.query('begin')
    await direct.query('lock table units in access exclusive mode')
    const began = Date.now()
    const replies = await Promise.all(Array.from({ length: 40 }, () => hr.get('/v1/units')))
    t2.ok(replies.every(({ status, headers }) => status === 503 && headers['retry-after']))
    t2.ok(Date.now() - began <= 2_000, `${String(Date.now() - began)} ms`)
    await direct.query('rollback')
    const released = Date.now()
    while ((await hr.get('/v1/units')).status !== 200 && Date.now() - released < 5_000);
    t2.ok(Date.now() - released <= 1_000, `well after ${String(Date.now() - released)} ms`)
  })

  await tt.test('an error swallowed inside a transaction is never a success', async (t2) => {
    const failingWith = async (code: string): Promise<void> => {
      await direct.query(
        `create or replace function fail() returns trigger language plpgsql as $$ begin raise 'no' using errcode = '${code}'; end $$`,
      )
      await direct.query(
        'create or replace trigger fail before insert on audit_entries for each row execute function fail()',
      )
    }
    const before = await rowCounts(direct)
    // The audit entry is sent without waiting: COMMIT fails with it, and with its own cause.
    for (const [code, status] of [
      ['XX001', 500],
      ['55P03', 503],
      ['40001', 503],
    ] as const) {
      await failingWith(code)
      t2.equal((await hr.post('/v1/units', { code: 'SWALLOWED', name: 'x' })).status, status, code)
      t2.same(await rowCounts(direct), before)
    }
    await direct.query('drop trigger fail on audit_entries')
    t2.equal((await hr.post('/v1/units', { code: 'SWALLOWED', name: 'x' })).status, 201)
  })
})

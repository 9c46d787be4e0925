/** What is read for many at once, as text, must arrive as what is read for one, in columns. */
import { sql } from 'kysely'
import pg from 'pg'
import t from 'tap'
import { openPools, type Db } from '../../src/db/database.ts'
import { listed, readAll } from '../../src/db/listed.ts'
import { codes, flag, free, instant, line, maybe, packed, plain, whole, type Members } from '../../src/db/packed.ts'
import { shared, sharedList } from '../../src/db/shared.ts'
import { together } from '../../src/db/together.ts'
import { inTransaction } from '../../src/db/transaction.ts'
import { FIRST_ID } from '../../src/domain/pages.ts'
import { Written, writtenPage } from '../../src/domain/written.ts'
import { createDatabase } from '../support/database.ts'

void t.test('one look-up for all who ask meanwhile, each with an answer of its own', async (tt) => {
  const asked: number[][] = []
  const waiting: (() => void)[] = []
  const look = together(async (keys: readonly number[]) => {
    asked.push([...keys])
    await new Promise<void>((resolve) => waiting.push(resolve))
    if (keys.includes(13)) throw new Error('unlucky')
    return keys.map((key) => key * 2)
  })
  const first = look(1)
  tt.same(asked, [], 'whoever comes with it is waited for')
  await new Promise(setImmediate)
  const answers = [first, look(2), look(3)]
  tt.same(asked, [[1]])
  waiting.shift()?.()
  tt.equal(await answers[0], 2)
  await new Promise(setImmediate)
  tt.same(asked, [[1], [2, 3]])
  const late = look(4)
  waiting.shift()?.()
  tt.same(await Promise.all(answers), [2, 4, 6])
  await new Promise(setImmediate)
  tt.same(asked.at(-1), [4], 'who asks while one is under way is not answered by it')
  const unlucky = [look(13), look(5)]
  waiting.shift()?.()
  tt.equal(await late, 8)
  await new Promise(setImmediate)
  waiting.shift()?.()
  tt.same(
    (await Promise.allSettled(unlucky)).map(({ status }) => status),
    ['rejected', 'rejected'],
    'a failure is told to everybody who waited for it',
  )
  const after = look(6)
  await new Promise(setImmediate)
  waiting.shift()?.()
  tt.equal(await after, 12, 'and to nobody after')
  const seen: number[][] = []
  const free: (() => void)[] = []
  const pair = together(async (keys: readonly number[]) => {
    seen.push([...keys])
    await new Promise<void>((resolve) => free.push(resolve))
    return keys.map((key) => Promise.resolve(-key))
  }, 2)
  const told: Promise<number>[] = []
  for (const key of [1, 2, 3, 4]) {
    told.push(pair(key))
    await new Promise(setImmediate)
  }
  tt.same(seen, [[1], [2]], 'two at once')
  free.pop()?.()
  tt.equal(await told[1], -2)
  await new Promise(setImmediate)
  tt.same(seen, [[1], [2], [3, 4]], 'and the next when either has come back')
  for (const go of free) go()
  tt.same(await Promise.all(told), [-1, -2, -3, -4])
})

void t.test('a shared read gives each what it gives alone, in one statement', async (tt) => {
  const pools = openPools(await createDatabase(), 2, () => undefined)
  tt.teardown(() => pools.close())
  type Row = { readonly n: number; readonly word: string | null }
  const query = (_db: Db, limit: number, word: string | null) =>
    sql<Row>`select n, ${word}::text as word from generate_series(5, 1, -1) n order by n desc limit ${limit}`
  const upTo = shared(['int', 'text'], { n: whole, word: maybe(plain()) }, query)
  const asked = [
    [2, 'a'],
    [0, 'b'],
    [1, null],
    [9, "'c{,}'"],
  ] as const
  const apart = (rows: readonly Row[]) => rows.map(({ n, word }) => [n, word])
  const many = await Promise.all(asked.map(([limit, word]) => upTo(pools.read, limit, word)))
  const alone = await Promise.all(
    asked.map(([limit, word]) => pools.read.transaction().execute((tx) => upTo(tx, limit, word))),
  )
  const driver = await Promise.all(asked.map(([limit, word]) => query(pools.read, limit, word).execute(pools.read)))
  tt.same(many.map(apart), alone.map(apart))
  tt.same(
    many.map(apart),
    driver.map(({ rows }) => apart(rows)),
  )
  tt.same(
    many.map(({ length }) => length),
    [2, 0, 1, 5],
  )
  const { rows } = await pools.owner.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where query like '%as asked(v0, v1, place)%' and datname = current_database() and pid <> pg_backend_pid()`,
  )
  tt.equal(rows[0]?.n, 1, 'one connection did the work of four')
})

void t.test('who asks for the same at the same time is answered together, and by nothing found before', async (tt) => {
  const pools = openPools(await createDatabase(), 2, () => undefined)
  tt.teardown(() => pools.close())
  const drawn = shared<{ readonly n: number }, [word: string | null]>(
    ['text'],
    { n: whole },
    (_db, word) => sql<{ n: number }>`select (random() * 1e9)::int as n where coalesce(${word}, '') <> 'nothing'`,
  )
  const ask = (words: readonly (string | null)[]) =>
    Promise.all(words.map(async (word) => (await drawn(pools.read, word))[0]?.n))
  const [one, same, other, ...alike] = await ask(['a', 'a', 'b', null, 'null', '', 'nothing'])
  tt.equal(one, same)
  tt.equal(new Set([one, other, ...alike]).size, 6, 'what only looks alike is not the same')
  tt.equal(alike.at(-1), undefined)
  const [later] = await ask(['a'])
  tt.not(later, one)
})

/** A plan made while nobody had answered, with or without statistics of that, and then everybody answers. */
const KNOWN = { 'what nobody looked at': 'analyze feedback_requests, rater_identities', 'what is empty': 'analyze' }
for (const [known, analyze] of Object.entries(KNOWN))
  void t.test(`a task list planned over ${known} reads no more than its own answers`, async (tt) => {
    const url = await createDatabase()
    const pools = openPools(url, 1, () => undefined)
    const institution = '01980a5e-7c1b-7000-8000-000000000001'
    const rater = '01980a5e-7c1b-7000-8000-000000000002'
    const owner = await pools.owner.connect()
    await owner.query(`
      set session_replication_role = replica;
      insert into feedback_requests (institution_id, id, cycle_id, appraisal_id, rater_group, state, origin)
        select '${institution}', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'peer', 'active', 'draw' from generate_series(1, 600);
      insert into rater_identities (institution_id, request_id, appraisal_id, rater_id)
        select institution_id, id, appraisal_id, ('01980a5e-7c1b-7000-8000-' || lpad((row_number() over () / 7)::text, 12, '0'))::uuid
        from feedback_requests;
      ${analyze}`)
    const saved = shared<{ readonly saved: boolean }, [institutionId: string, raterId: string]>(
      ['uuid', 'uuid'],
      { saved: flag },
      (_db, institutionId, raterId) => sql<{ saved: boolean }>`
        select saved from tasks_of_rater(${institutionId}, ${raterId}, null, ${FIRST_ID}, 51)`,
    )
    const answered = async () => (await saved(pools.read, institution, rater)).filter((task) => task.saved).length
    tt.equal(await answered(), 0)
    await owner.query(`
      insert into feedback_responses (institution_id, request_id, appraisal_id, rater_group, state, ratings, comments)
        select institution_id, id, appraisal_id, rater_group, 'draft', '{3}', '{}' from feedback_requests`)
    owner.release()
    tt.equal(await answered(), 7)
    // A connection tells what it read when it ends.
    await pools.close()
    const after = new pg.Client({ connectionString: url })
    await after.connect()
    const { rows } = await after.query(
      "select seq_tup_read::int as through, idx_scan::int as by_index from pg_stat_user_tables where relname = 'feedback_responses'",
    )
    await after.end()
    tt.same(rows, [{ through: 0, by_index: 14 }])
  })

void t.test('shared reads of several kinds travel together, and fail apart', async (tt) => {
  const pools = openPools(await createDatabase(), 2, () => undefined)
  tt.teardown(() => pools.close())
  type Row = { readonly n: number }
  const upTo = shared<Row, [limit: number]>(
    ['int'],
    { n: whole },
    (_db, limit) => sql<Row>`select n from generate_series(1, 3) n where n <= ${limit} order by n desc`,
  )
  const divided = shared<Row, [by: number]>(['int'], { n: whole }, (_db, by) => sql<Row>`select 12 / ${by} as n`)
  const numbers = (rows: readonly Row[]) => rows.map(({ n }) => n)
  const ask = (by: number) => [
    upTo(pools.read, 2),
    divided(pools.read, by),
    upTo(pools.read, 0),
    divided(pools.read, 4),
    upTo(pools.read, 3),
  ]
  const together = await Promise.all(ask(6))
  tt.same(together.map(numbers), [[2, 1], [2], [], [3], [3, 2, 1]])
  const { rows } = await pools.owner.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where query like '%union all%' and datname = current_database() and pid <> pg_backend_pid()",
  )
  tt.equal(rows[0]?.n, 1, 'in one statement')
  const apart = await Promise.allSettled(ask(0))
  tt.same(
    apart.map((one) => (one.status === 'fulfilled' ? numbers(one.value) : (one.reason as { code: string }).code)),
    [[2, 1], '22012', [], '22012', [3, 2, 1]],
    'nobody fails for what another kind was asked',
  )
})

void t.test('a row that travels as one text arrives as it would in columns', async (tt) => {
  const pools = openPools(await createDatabase(), 2, () => undefined)
  tt.teardown(() => pools.close())
  interface Row {
    readonly id: string
    readonly code: string | null
    readonly isOn: boolean
    readonly count: number | null
    readonly at: string
    readonly until: string | null
    readonly roles: string[]
    readonly mail: string | null
    readonly name: string
  }
  const members: Members<Row> = {
    id: plain(),
    code: maybe(plain()),
    isOn: flag,
    count: maybe(whole),
    at: instant,
    until: maybe(instant),
    roles: codes(),
    mail: maybe(line),
    name: free,
  }
  const query = (_db: Db, name: string, roles: string) => sql<Row>`
    select '01980a5e-7c1b-7000-8000-000000000001'::uuid as id, code, is_on as "isOn", count, '2026-03-02 01:15:00.5+00'::timestamptz as at,
      until, ${roles}::text[] as roles, mail, ${name}::text as name
    from (values ('III/c', true, 3, null::timestamptz, '"o\\x"@medan.example'), (null, false, null, '2026-03-02 08:15+07', null))
      as v(code, is_on, count, until, mail)`
  const named = shared(['text', 'text'], members, query)
  const lines = listed(members, ['id', 'isOn', 'at'])
  const namedLines = sharedList(['text', 'text'], lines, query)
  const inOne = <T>(work: (tx: Db) => Promise<T>): Promise<T> => pools.read.transaction().execute(work)
  const names = [
    'Contoh',
    '',
    ' ',
    '\u001f',
    'a\u001fb\u001f\u001fc',
    '\u001e\n\t"\\',
    'e\u0301 \ud83d\ude00',
    '{},NULL',
  ]
  for (const name of names)
    for (const roles of ['{}', '{hr_officer}', '{auditor,hr_officer}']) {
      const { rows } = await query(pools.read, name, roles).execute(pools.read)
      const apart = rows.map((row) => ({ ...row }))
      const asked = JSON.stringify([name, roles])
      const [many, alone] = [await named(pools.read, name, roles), await inOne((tx) => named(tx, name, roles))]
      tt.same([many, alone], [apart, apart], asked)
      const texts = [
        await namedLines(pools.read, name, roles),
        await inOne((tx) => namedLines(tx, name, roles)),
        await readAll(pools.read, lines, query(pools.read, name, roles)),
      ]
      for (const written of texts) {
        tt.same(
          written.map(({ text }) => JSON.parse(text) as Row),
          apart,
          `${asked} as JSON`,
        )
        tt.same(
          written.map(({ seen }) => seen),
          apart.map(({ id, isOn, at }) => ({ id, isOn, at })),
        )
      }
    }
  tt.throws(() => packed({ name: free, id: plain() }), /free text before others/)
  const { read } = packed({ id: plain(), at: instant })
  tt.throws(() => read('1\u001f2026-03-02 01:15:00+00'), /too few values/, 'a null that was not said')
  const few = listed({ id: plain(), at: instant }, ['id'])
  tt.throws(() => few.read('1\u001fx'), /as many values/, 'nor in a list')
  tt.same([few.read('1\u001f'), few.read('12\u001f')], [[], []], 'nobody')
  const one = new Written<{ a: number }>('"a":1', {}).with('b', ['"'])
  tt.equal(writtenPage([one, one], null).text, '{"items":[{"a":1,"b":["\\""]},{"a":1,"b":["\\""]}],"next":null}')
  tt.same(writtenPage([], 'x').seen, { next: 'x' })
})

void t.test('a snapshot reads, as whoever asks, and leaves nothing behind on its connection', async (tt) => {
  const pools = openPools(await createDatabase(), 1, () => undefined)
  tt.teardown(() => pools.close())
  const who = {
    institutionId: '01980a5e-7c1b-7000-8000-000000000001',
    employeeId: '01980a5e-7c1b-7000-8000-000000000002',
  }
  const one = (text: string) =>
    inTransaction(pools.app, who, 'snapshot', async (tx) => (await sql<object>`${sql.raw(text)}`.execute(tx)).rows)
  const settings = `select current_setting('app.institution', true) as institution, current_setting('app.employee', true) as employee`
  const mine = [{ institution: who.institutionId, employee: who.employeeId }]
  const isSound = async (): Promise<void> => {
    tt.match(await one(settings), mine)
    const { rows } = await sql<object>`${sql.raw(settings)}`.execute(pools.app)
    tt.match(rows, [{ institution: /^$/, employee: /^$/ }], 'nothing is left of it on the connection')
  }
  await isSound()
  await tt.rejects(one('select 1 / 0'), { code: '22012' })
  await isSound()
  await tt.rejects(one('delete from units'), { code: '25006' }, 'it reads')
  await isSound()
  tt.equal(await inTransaction(pools.app, who, 'snapshot', () => Promise.resolve('none')), 'none')
  await isSound()
  tt.match(
    await inTransaction(pools.app, who, 'snapshot', async (tx) => {
      await sql`select 1`.execute(tx)
      return (await sql<object>`${sql.raw(settings)}`.execute(tx)).rows
    }),
    mine,
  )
})

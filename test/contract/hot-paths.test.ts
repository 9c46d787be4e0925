/** What hot paths do at once instead of one by one must give what one by one gave. */
import fc from 'fast-check'
import fastify from 'fastify'
import { sql } from 'kysely'
import t from 'tap'
import { rollUp } from '../../src/domain/appraisal/roll-ups.ts'
import { openPools, type Db } from '../../src/db/database.ts'
import { listed, readAll } from '../../src/db/listed.ts'
import { codes, flag, free, instant, line, maybe, packed, plain, whole, type Members } from '../../src/db/packed.ts'
import { shared, sharedList } from '../../src/db/shared.ts'
import { parsePacked, unpackResponses, writePacked } from '../../src/domain/feedback/responses.ts'
import { score, scorerOf, type Score } from '../../src/domain/scoring/score.ts'
import { verifyBreakdown } from '../../src/domain/scoring/verify.ts'
import { isCalendarDay } from '../../src/domain/time.ts'
import { Written, writtenPage } from '../../src/domain/written.ts'
import { PRESETS } from '../../src/presets/index.ts'
import { createDatabase } from '../support/database.ts'
import type { Actor, Role } from '../../src/domain/policy.ts'
import { registerForesight } from '../../src/http/foresight.ts'
import { lazySerializers, writable } from '../../src/http/serializers.ts'
import { together } from '../../src/db/together.ts'
import { inTransaction } from '../../src/db/transaction.ts'

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

void t.test('a read is begun for whoever came last time, and for nobody after a refusal', async (tt) => {
  const app = fastify()
  tt.teardown(() => app.close())
  const person = (identityId: string, roles: Role[] = []): Actor => ({
    identityId,
    institutionId: 'i',
    timezone: 'Asia/Jakarta',
    kind: 'person',
    employeeId: null,
    roles,
    scopes: [],
    rateLimit: null,
    through: null,
  })
  let [now, status, begun]: [Actor, number, string[]] = [person('a'), 200, []]
  const answer = { status: 200, headers: {}, body: 'begun' }
  app.decorateRequest('actor', null)
  const { begin, answerFor } = registerForesight(app)
  app.get('/', async (request, reply) => {
    begin(request, (as) => {
      begun.push(as.identityId)
      return as.identityId === 'c' ? Promise.reject(new Error('unlucky')) : Promise.resolve(answer)
    })
    request.actor = now
    const found = await answerFor(now, request)
    return reply.code(status).send(found?.body ?? 'asked')
  })
  const ask = async (authorization: string | undefined, actor: Actor, code = 200): Promise<string> => {
    ;[now, status] = [actor, code]
    return (await app.inject({ url: '/', headers: authorization === undefined ? {} : { authorization } })).body
  }
  tt.equal(await ask('A', person('a')), 'asked')
  tt.equal(await ask('A', person('a')), 'begun')
  tt.equal(await ask('B', person('b')), 'asked', 'by token')
  tt.equal(await ask(undefined, person('a')), 'asked')
  const others: Partial<Actor>[] = [
    { identityId: 'z' },
    { institutionId: 'z' },
    { timezone: 'Asia/Makassar' },
    { kind: 'client' },
    { employeeId: 'z' },
    { roles: ['auditor'] },
    { scopes: ['access:read'] },
    { rateLimit: 1 },
    { through: 'z' },
  ]
  tt.equal(others.length, Object.keys(person('a')).length, 'all that an actor is')
  for (const other of others) {
    await ask('A', person('a'))
    tt.equal(await ask('A', { ...person('a'), ...other }), 'asked', JSON.stringify(other))
  }
  await ask('A', person('a', ['auditor']))
  tt.equal(await ask('A', person('a', ['hr_officer'])), 'asked', 'as many roles, but others')
  for (const code of [401, 403, 429, 503]) {
    await ask('A', person('a'), code)
    begun = []
    tt.equal(await ask('A', person('a'), code), 'asked')
    tt.equal(await ask('A', person('a')), 'asked')
    tt.same(begun, [], `nothing after ${String(code)}`)
    tt.equal(await ask('A', person('a')), 'begun')
  }
  for (const code of [304, 404, 412]) {
    await ask('A', person('a'), code)
    tt.equal(await ask('A', person('a')), 'begun', `${String(code)} refuses nobody`)
  }
  await ask('C', person('c'))
  tt.match(await ask('C', person('c')), /unlucky/, 'what fails fails for whoever asked')
  await ask('C', person('c'))
  tt.equal(await ask('C', person('b')), 'asked', 'and for nobody else')
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

void t.test('what is or is not null is written as before', (tt) => {
  const schema = {
    type: 'object',
    properties: {
      a: { anyOf: [{ type: 'string', pattern: '^x' }, { type: 'null' }] },
      b: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      c: { anyOf: [{ $ref: 'Part#' }, { type: 'null' }] },
    },
    additionalProperties: false,
  }
  tt.same(writable(schema.properties.a), { type: ['string', 'null'] })
  tt.same(writable(schema.properties.c), schema.properties.c, 'a component stays a choice')
  const part = { $id: 'Part', type: 'object', properties: { d: { type: 'string' } }, additionalProperties: false }
  const other = { $id: 'Other', type: 'object', properties: { e: { $ref: 'Missing#' } } }
  const route = { schema, method: 'GET', url: '/', httpStatus: '200' }
  const serialize = lazySerializers({ Part: part, Other: other }, {})(route)
  const written = (value: object): unknown => JSON.parse(serialize(value))
  tt.same(written({ a: 'x', b: 3, c: { d: 'y' }, secret: 1 }), { a: 'x', b: 3, c: { d: 'y' } })
  tt.same(written({ a: null, b: null, c: null }), { a: null, b: null, c: null })
  tt.end()
})

const GROUPS = ['self', 'supervisor', 'peer', 'subordinate'] as const
const ELEMENTS = [
  { code: 'A', weight: null, groups: GROUPS, items: [0, 1] },
  { code: 'B', weight: null, groups: ['supervisor', 'peer'] as const, items: [2] },
  { code: 'C', weight: null, groups: GROUPS, items: [3, 4] },
]
const rating = fc.option(fc.integer({ min: 1, max: 5 }), { freq: 6 })
const responses = fc.array(
  fc.record({ group: fc.constantFrom(...GROUPS), ratings: fc.array(rating, { minLength: 5, maxLength: 5 }) }),
  { maxLength: 14 },
)
const person = fc.record({
  positionType: fc.constantFrom('leader' as const, 'non_leader' as const),
  thresholds: fc.constantFrom({}, { peer: 4 }),
  contested: fc.constantFrom([], ['peer' as const]),
  requiredLevels: fc.constantFrom({}, { A: 3 }, { A: 3, C: 4 }),
  official: fc.constantFrom(null, {
    resultRating: 'SESUAI',
    behaviourRating: 'DI_ATAS',
    resultFigure: '97.5',
    innovation: true,
  } as const),
  responses,
})

void t.test('people scored one after another come out as each alone, and recompute', (tt) => {
  const policies = [...PRESETS.values()].flatMap((preset) => ('policy' in preset ? [preset.policy] : []))
  tt.ok(policies.length >= 3, 'saw the presets')
  const frame = { elements: ELEMENTS, coverage: '1/2', audience: 'subject' } as const
  for (const policy of policies) {
    const scorer = scorerOf(frame, policy)
    let scored = 0
    fc.assert(
      fc.property(person, (given) => {
        const [shared, alone] = [scorer(given), score({ ...frame, ...given }, policy)]
        if (shared.composite.total !== null) scored += 1
        const all = ({ steps, result, reason, figure, predicate, proposal, gaps, composite }: Score) => {
          const { total, competencies, groups, agreement, withheld, flags } = composite
          return {
            steps,
            result,
            reason,
            figure,
            predicate,
            proposal,
            gaps,
            total,
            competencies,
            groups,
            agreement,
            withheld,
            flags,
          }
        }
        return (
          JSON.stringify(all(shared)) === JSON.stringify(all(alone)) &&
          verifyBreakdown({ steps: shared.steps, result: shared.result }).length === 0
        )
      }),
      { numRuns: 500 },
    )
    tt.ok(scored > 50, `${policy.id}: ${String(scored)} had a total`)
  }
  tt.end()
})

void t.test('packed responses are read as they were written', (tt) => {
  const packed = fc.array(
    fc.record({
      group: fc.constantFrom(...GROUPS),
      ratings: fc.array(fc.option(fc.integer({ min: -2, max: 120 })), { maxLength: 9 }),
    }),
  )
  fc.assert(
    fc.property(packed, (given) => {
      const text = given.map(({ group, ratings }) => group + writePacked(ratings)).join(';')
      const each = given.every(
        ({ ratings }) => JSON.stringify(parsePacked(writePacked(ratings))) === JSON.stringify(ratings),
      )
      return each && JSON.stringify(unpackResponses(text === '' ? null : text)) === JSON.stringify(given)
    }),
  )
  tt.end()
})

void t.test('people who are alike count as many', (tt) => {
  const unit = fc.constantFrom('a/', 'a/b/', 'a/b/c/', 'a/d/', 'a/d/e/', 'f/')
  const groups = fc.array(fc.record({ unitPath: unit, people: fc.integer({ min: 1, max: 6 }) }), { maxLength: 8 })
  fc.assert(
    fc.property(groups, (given) => {
      const single = given.flatMap(({ unitPath, people }) =>
        Array.from({ length: people }, () => ({ unitPath, values: ['3.5'], label: 'BAIK' })),
      )
      const together = given.map((group) => ({ ...group, values: ['3.5'], label: 'BAIK' }))
      return JSON.stringify(rollUp(single, 3)) === JSON.stringify(rollUp(together, 3))
    }),
  )
  tt.end()
})

void t.test('days of the calendar by arithmetic are those of the calendar', (tt) => {
  for (let at = Date.UTC(1899, 11, 31); at <= Date.UTC(2101, 0, 1); at += 86_400_000)
    if (!isCalendarDay(new Date(at).toISOString().slice(0, 10))) tt.fail(new Date(at).toISOString())
  for (const day of [
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '',
  ])
    tt.equal(isCalendarDay(day), false, day)
  tt.equal(isCalendarDay('2000-02-29'), true)
  tt.end()
})

/** What hot paths do at once instead of one by one must give what one by one gave. */
import fc from 'fast-check'
import fastify from 'fastify'
import t from 'tap'
import { rollUp } from '../../src/domain/appraisal/roll-ups.ts'
import { parsePacked, unpackResponses, writePacked } from '../../src/domain/feedback/responses.ts'
import type { Actor, Role } from '../../src/domain/policy.ts'
import { score, scorerOf, type Score } from '../../src/domain/scoring/score.ts'
import { verifyBreakdown } from '../../src/domain/scoring/verify.ts'
import { isCalendarDay } from '../../src/domain/time.ts'
import { registerForesight } from '../../src/http/foresight.ts'
import { lazySerializers, writable } from '../../src/http/serializers.ts'
import { PRESETS } from '../../src/presets/index.ts'

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

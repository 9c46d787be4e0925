/** The feed: in order, whole, replayable, waiting; and of what raters do it says nothing. */
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { EVENT_NAMES, EVENTS } from '../../src/domain/exchange/events.ts'
import { ANONYMOUS_ACTIONS } from '../../src/domain/policy.ts'
import { endpoints } from '../../src/routes/index.ts'
import { testApp } from '../support/app.ts'
import { everyoneAnswers, finished, openCycle, smallOffice } from '../support/cycle.ts'

void t.test('in the order of commits: ten writers, and a reader that misses nothing', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('URUT')
  const seen: string[] = []
  let after = '0'
  const writing = { on: true }
  const reading = (async () => {
    for (;;) {
      const last = !writing.on
      const { items, next } = (await hr.get(`/v1/events?after=${after}&limit=7`)).body
      seen.push(...items.map(({ subject }: { subject: string }) => subject))
      after = next
      if (last && items.length === 0) return
    }
  })()
  const made: string[] = []
  await Promise.all(
    Array.from({ length: 10 }, async (_, writer) => {
      for (let i = 0; i < 10; i++) {
        const reply = await hr.post('/v1/units', { code: `U${String(writer)}-${String(i)}`, name: 'x' })
        if (reply.status === 201) made.push(String(reply.body.id))
      }
    }),
  )
  writing.on = false
  await reading
  tt.ok(made.length > 90, `${String(made.length)} were acknowledged`)
  tt.same([...seen].sort(), [...made].sort(), 'each once')
  const whole = (await hr.get('/v1/events?limit=200')).body
  tt.same(
    whole.items.map(({ subject }: { subject: string }) => subject),
    seen,
    'and the same again from the start',
  )
  const places = whole.items.map(({ sequence }: { sequence: string }) => Number(sequence))
  tt.same(
    places,
    Array.from({ length: places.length }, (_, index) => index + 1),
  )
  tt.same((await hr.get(`/v1/events?after=${after}`)).body, { items: [], next: after })
})

void t.test('what fails, tries without effect or repeats tells nothing', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('BATAL')
  const key = { 'idempotency-key': 'one' }
  await hr.post('/v1/units', { code: 'A', name: 'A' }, key)
  await hr.post('/v1/units', { code: 'A', name: 'A' }, key)
  await hr.post('/v1/units', { code: 'A', name: 'A' })
  tt.equal((await hr.get('/v1/events')).body.items.length, 1)
})

void t.test('waiting: woken by the event, given up in time, told at once when there is something', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('TUNGGU')
  const began = Date.now()
  const waiting = hr.get('/v1/events?wait=20')
  await sleep(300)
  await hr.post('/v1/units', { code: 'A', name: 'A' })
  tt.match((await waiting).body, { items: [{ type: 'unit.created' }], next: '1' })
  tt.ok(Date.now() - began < 5_000, 'long before the time was over')
  tt.equal((await hr.get('/v1/events?wait=20')).body.items.length, 1, 'there already')
  const over = Date.now()
  tt.same((await hr.get('/v1/events?after=1&wait=1')).body, { items: [], next: '1' })
  tt.ok(Date.now() - over >= 900)
  tt.equal((await hr.get('/v1/events?wait=26')).status, 400)
  tt.equal((await hr.get('/v1/events?after=-1')).status, 400)
  tt.equal((await hr.get('/v1/events?type=unit.exploded')).status, 400)
  // More than may be in flight at a time: who waits takes nobody's place.
  const many = Array.from({ length: 300 }, () => hr.get('/v1/events?after=1&wait=3'))
  await sleep(1_500)
  tt.equal((await hr.get('/v1/units')).status, 200)
  await hr.post('/v1/units', { code: 'B', name: 'B' })
  const woken = await Promise.all(many)
  tt.ok(woken.filter(({ status, body }) => status === 200 && body.items.length === 1).length >= 100)
})

void t.test('each sees what it may read; another institution nothing', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'LIHAT')
  const other = await app.institution('SEBELAH')
  await other.hr.post('/v1/units', { code: 'Z', name: 'Z' })
  const types = async (call: typeof office.hr) =>
    new Set((await call.get('/v1/events?limit=200')).body.items.map(({ type }: { type: string }) => type))
  const hr = await types(office.hr)
  for (const type of [
    'unit.created',
    'position.created',
    'employee.created',
    'assignment.created',
    'form.published',
    'identity.created',
  ])
    tt.ok(hr.has(type), type)
  tt.same([...(await types(other.hr))], ['unit.created'])
  tt.equal((await office.staff[0]?.call.get('/v1/events'))?.status, 403)
  tt.equal((await app.anonymous.get('/v1/events')).status, 401)
  await office.hr.post('/v1/identities', {
    issuer: 'https://sso.test.example',
    subject: 'm',
    kind: 'client',
    label: 'm',
    scopes: ['exchange:read', 'competency:read'],
  })
  tt.same(
    [...(await types(app.as('m')))].sort(),
    ['framework.created', 'framework.published'].filter((type) => hr.has(type)),
  )
})

void t.test('while raters answer, the feed stands still', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'DIAM')
  const cycleId = await openCycle(office)
  const before = (await office.hr.get('/v1/events?limit=200')).body
  await everyoneAnswers([office.head, office.leader, ...office.staff], () => 3, cycleId)
  const { items, next } = (await office.hr.get(`/v1/events?after=${String(before.next)}`)).body
  tt.same(items, [])
  tt.equal(next, before.next)
  await office.hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(office.hr, String((await office.hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  const later = (await office.hr.get(`/v1/events?after=${String(before.next)}`)).body
  tt.same(
    later.items.map(({ type }: { type: string }) => type),
    ['cycle.closed', 'cycle.scored'],
  )
  tt.equal(Number(later.next), Number(before.next) + 2, 'and its places do not tell how many there were')
})

void t.test('every type comes about by an operation that exists, and by no act of a rater', (tt) => {
  const acts = new Map(endpoints.map(({ operationId, action }) => [operationId, action]))
  const jobs = [
    'cycle.open',
    'cycle.score',
    'cycle.publish',
    'import',
    'export',
    'siasn.prepare',
    'webhook.disable',
    'developmentPlan.due',
    'developmentPlan.overdue',
  ]
  for (const name of EVENT_NAMES)
    for (const act of EVENTS[name].by) {
      tt.ok(acts.has(act) || jobs.includes(act), `${name}: ${act}`)
      const action = acts.get(act)
      tt.notOk(action && ANONYMOUS_ACTIONS.has(action), name)
      tt.notMatch(act, /Response|FeedbackRequest|Draft|nominate|RaterDraw/)
    }
  tt.ok(EVENT_NAMES.length > 40)
  tt.end()
})

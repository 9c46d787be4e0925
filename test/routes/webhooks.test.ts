/** Webhooks: signed so that the library of Standard Webhooks takes them, tried again, given up, replayed, and never sent inside. */
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { isDelivered, LONGEST_MS, nextAttemptAt } from '../../src/domain/exchange/deliveries.ts'
import { testApp, type Caller, type TestApp } from '../support/app.ts'
import { accessToken } from '../support/oauth.ts'
import { makeDue, receiver } from '../support/receiver.ts'

const LOOPBACK = { outboundAllow: ['127.0.0.0/8'] }

interface Told {
  readonly app: TestApp
  readonly hr: Caller
  readonly clientId: string
  readonly endpoint: { readonly id: string; readonly secret: string }
  readonly path: string
  readonly hook: Awaited<ReturnType<typeof receiver>>
}

const told = async (
  tt: Parameters<typeof testApp>[0],
  types: string[] | null = null,
  scopes = ['organisation:read', 'exchange:read'],
): Promise<Told> => {
  const app = await testApp(tt, LOOPBACK)
  // Receivers hold the time of a message against their own clock.
  app.setNow(new Date().toISOString())
  const { hr } = await app.institution('KABAR')
  const hook = await receiver(tt)
  const { clientId } = (await hr.post('/v1/api-clients', { label: 'SIMPEG', scopes })).body
  const made = await hr.post('/v1/webhook-endpoints', { clientId, url: hook.url, label: 'SIMPEG', types })
  tt.equal(made.status, 201)
  return { app, hr, clientId, endpoint: made.body, path: `/v1/webhook-endpoints/${String(made.body.id)}`, hook }
}

const settled = async (hr: Caller, path: string, state: string, count = 1) => {
  for (let tries = 0; tries < 300; tries++) {
    const { items } = (await hr.get(`${path}/deliveries?state=${state}&limit=200`)).body
    if (items.length >= count) return items
    await sleep(30)
  }
  throw new Error(`no ${String(count)} deliveries are ${state}`)
}

void t.test('delivered with the act, verified by the library, and exactly what may be told', async (tt) => {
  const { hr, endpoint, path, hook } = await told(tt)
  const unit = (await hr.post('/v1/units', { code: 'RAHASIA-7', name: 'Nama rahasia' })).body
  await hr.post('/v1/frameworks', { code: 'X', title: 'X', instrument: 'behaviour', competencies: [] })
  const [first] = await hook.until(1)
  if (!first) throw new Error('nothing came')
  const event = hook.verified(endpoint.secret, first)
  tt.match(event, {
    specversion: '1.0',
    type: 'unit.created',
    subject: unit.id,
    data: { url: `/v1/units/${String(unit.id)}` },
  })
  tt.same(Object.keys(event.data), ['url'])
  tt.equal(event.id, first.id, 'the id of the event tells duplicates')
  tt.notMatch(first.body, /RAHASIA|rahasia/)
  tt.match(first.headers, { 'content-type': /^application\/cloudevents\+json/ })
  tt.throws(() => hook.verified('whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDplTvPmyxDRI=', first))
  tt.throws(() => hook.verified(endpoint.secret, { ...first, body: `${first.body} ` }))
  const [delivery] = await settled(hr, path, 'delivered')
  tt.match(delivery, { eventType: 'unit.created', attempts: [{ attempt: 1, status: 204, fault: null }] })
  await sleep(300)
  tt.equal(hook.received.length, 1, 'what the client may not read it is not told')
})

void t.test('types, ping, rotation of the secret', async (tt) => {
  const { hr, app, endpoint, path, hook, clientId } = await told(tt, ['position.created'])
  await hr.post('/v1/units', { code: 'A', name: 'A' })
  tt.equal((await hr.post(`${path}/ping`)).status, 200)
  const [ping] = await hook.until(1)
  if (!ping) throw new Error('no ping')
  tt.equal(hook.verified(endpoint.secret, ping).type, 'webhookEndpoint.pinged', 'a ping, and no unit')
  const renewed = (await hr.post(`${path}/secret`)).body
  tt.not(renewed.secret, endpoint.secret)
  await hr.post(`${path}/ping`)
  const both = (await hook.until(2))[1]
  if (!both) throw new Error('no second ping')
  tt.equal(String(both.headers['webhook-signature']).split(' ').length, 2)
  for (const secret of [endpoint.secret, renewed.secret])
    tt.equal(hook.verified(secret, both).type, 'webhookEndpoint.pinged')
  app.setNow(new Date(Date.now() + 25 * 3_600_000).toISOString())
  await hr.post(`${path}/ping`)
  const alone = (await hook.until(3))[2]
  tt.equal(String(alone?.headers['webhook-signature']).split(' ').length, 1, 'a day later the old secret is over')
  const other = await hr.post('/v1/webhook-endpoints', {
    clientId,
    url: hook.url,
    label: 'x',
    types: ['objection.filed'],
  })
  tt.equal(other.body.code, 'webhookEndpoint.typeUnknown', 'no client reads objections')
})

void t.test(
  'a receiver that fails is tried again for a day, then the delivery is dead, the endpoint disabled, and HR is told',
  async (tt) => {
    const { hr, app, path, hook, endpoint } = await told(tt, ['unit.created', 'webhookEndpoint.disabled'])
    const start = Date.now()
    hook.behave((count) =>
      count % 3 === 0
        ? 'broken'
        : { status: count % 2 === 0 ? 500 : 302, headers: { location: 'http://127.0.0.1:1/' } },
    )
    await hr.post('/v1/units', { code: 'A', name: 'A' })
    let hours = 0
    for (let attempt = 1; ; attempt++) {
      const [delivery] = await untilAttempts(hr, path, attempt)
      if (delivery.state === 'dead') break
      hours = (Date.parse(delivery.nextAttemptAt) - start) / 3_600_000
      app.setNow(delivery.nextAttemptAt)
      await makeDue(app)
    }
    tt.ok(hours > 23.9 && hours <= 24.1, `tried for ${hours.toFixed(1)} hours`)
    const dead = (await settled(hr, path, 'dead'))[0]
    tt.ok(dead.attempts.length >= 9, `${String(dead.attempts.length)} attempts`)
    tt.match(dead.attempts[2], { status: null, fault: 'unreachable' })
    tt.match((await hr.get(path)).body, { disabledReason: 'failing' })
    const feed = (await hr.get('/v1/events?type=webhookEndpoint.disabled')).body.items
    tt.match(feed, [{ subject: endpoint.id, data: { reason: 'failing' } }])
    const count = hook.received.length
    hook.behave(() => ({ status: 200 }))
    await hr.post('/v1/units', { code: 'B', name: 'B' })
    tt.equal((await hr.post(`${path}/ping`)).body.code, 'webhookEndpoint.disabled')
    await sleep(300)
    tt.equal(hook.received.length, count, 'disabled, it is told nothing')
    await hr.patch(path, (await hr.get(path)).body.version, { disabled: false })
    tt.equal((await hr.post(`/v1/webhook-deliveries/${String(dead.id)}/replay`)).status, 200)
    await hook.until(count + 1)
    await settled(hr, path, 'delivered')
    tt.match((await hr.post(`${path}/replay`, { after: '0' })).body, { queued: 3 }, 'both units and its own disabling')
    await hook.until(count + 4)
    tt.equal(new Set(hook.received.slice(count + 1).map(({ id }) => id)).size, 3)
  },
)

const untilAttempts = async (hr: Caller, path: string, attempts: number) => {
  for (let tries = 0; tries < 300; tries++) {
    const { items } = (await hr.get(`${path}/deliveries`)).body
    if (items[0]?.attempts.length >= attempts) return items
    await sleep(30)
  }
  throw new Error(`never ${String(attempts)} attempts`)
}

void t.test('gone is gone; a client that loses a right is told nothing more', async (tt) => {
  const { hr, path, hook, clientId } = await told(tt, ['unit.created'])
  const client = `/v1/api-clients/${clientId}`
  await hr.patch(client, (await hr.get(client)).body.version, { scopes: ['exchange:read'] })
  await hr.post('/v1/units', { code: 'A', name: 'A' })
  tt.match(await settled(hr, path, 'withheld'), [{ eventType: 'unit.created', attempts: [] }])
  tt.equal(hook.received.length, 0)
  hook.behave(() => ({ status: 410 }))
  await hr.post(`${path}/ping`)
  await settled(hr, path, 'dead')
  tt.match((await hr.get(path)).body, { disabledReason: 'gone' })
})

void t.test('no address inside is told anything', async (tt) => {
  const app = await testApp(tt)
  app.setNow(new Date().toISOString())
  const { hr } = await app.institution('DALAM')
  const hook = await receiver(tt)
  const { clientId } = (await hr.post('/v1/api-clients', { label: 'x', scopes: ['exchange:read'] })).body
  const port = new URL(hook.url).port
  const hosts = [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `0x7f000001:${port}`,
    `2130706433:${port}`,
    `127.1:${port}`,
  ]
  const inside = [
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '[fd00::1]',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '224.0.0.1',
    '255.255.255.255',
  ]
  for (const host of [...hosts, ...inside]) {
    const made = await hr.post('/v1/webhook-endpoints', {
      clientId,
      url: `https://${host}/x`,
      label: host,
      types: ['webhookEndpoint.pinged'],
    })
    tt.equal(made.status, 201, host)
    const path = `/v1/webhook-endpoints/${String(made.body.id)}`
    await hr.post(`${path}/ping`)
    const [delivery] = await untilAttempts(hr, path, 1)
    tt.match(delivery.attempts[0], { status: null, fault: 'forbidden' }, host)
  }
  tt.equal(hook.received.length, 0)
  for (const url of ['http://user:pw@example.org/', 'https://example.org/#x', 'ftp://example.org/', 'https://'])
    tt.ok([400, 422].includes((await hr.post('/v1/webhook-endpoints', { clientId, url, label: 'x' })).status), url)
})

void t.test('a client has its own endpoints and sees no others', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('MILIK')
  const made = (await hr.post('/v1/api-clients', { label: 'x', scopes: ['exchange:read', 'exchange:write'] })).body
  const other = (await hr.post('/v1/api-clients', { label: 'y', scopes: ['exchange:read'] })).body
  const theirs = (
    await hr.post('/v1/webhook-endpoints', { clientId: other.clientId, url: 'https://a.example/', label: 'y' })
  ).body
  const headers = { authorization: `Bearer ${await accessToken(app, made)}` }
  const mine = await app.anonymous.post('/v1/webhook-endpoints', { url: 'https://b.example/', label: 'x' }, headers)
  tt.equal(mine.status, 201)
  tt.same(
    (await app.anonymous.get('/v1/webhook-endpoints', headers)).body.items.map(({ id }: { id: string }) => id),
    [mine.body.id],
  )
  tt.equal((await app.anonymous.get(`/v1/webhook-endpoints/${String(theirs.id)}`, headers)).status, 404)
  tt.equal((await app.anonymous.get(`/v1/webhook-endpoints/${String(theirs.id)}/deliveries`, headers)).status, 404)
  const foreign = await app.anonymous.post(
    '/v1/webhook-endpoints',
    { clientId: other.clientId, url: 'https://b.example/', label: 'x' },
    headers,
  )
  tt.equal(foreign.body.code, 'webhookEndpoint.clientUnknown')
  const [{ body: mineAgain }, { body: rows }] = await Promise.all([
    hr.get(`/v1/webhook-endpoints/${String(mine.body.id)}`),
    hr.get('/v1/webhook-endpoints'),
  ])
  tt.equal(mineAgain.clientId, made.clientId)
  tt.equal(rows.items.length, 2)
  const { rows: secrets } = await app.pools.owner.query<{ text: string }>(
    'select w::text as text from webhook_endpoints w union all select k::text from idempotency_keys k',
  )
  for (const { text } of secrets) tt.notMatch(text, /whsec_/)
})

void t.test('the times of trying', (tt) => {
  const begun = '2026-06-15T00:00:00.000Z'
  for (const random of [0, 0.5, 0.999]) {
    let [now, attempt] = [begun, 1]
    for (
      let next = nextAttemptAt(attempt, begun, now, random);
      next !== null;
      next = nextAttemptAt(attempt, begun, now, random)
    ) {
      tt.ok(next > now)
      ;[now, attempt] = [next, attempt + 1]
    }
    tt.ok(attempt >= 9, `${String(attempt)} attempts`)
    tt.equal(Date.parse(now) - Date.parse(begun), LONGEST_MS, 'the last one comes when the day is over')
  }
  tt.ok(isDelivered({ status: 204 }))
  tt.notOk(isDelivered({ status: 302 }), 'nobody is followed')
  tt.notOk(isDelivered({ fault: 'timeout' }))
  tt.end()
})

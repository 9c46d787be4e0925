/**
 * Operation: two processes behind one address without sticky state, restarted in turn under load, and their database
 * with them; metrics, traces, logs and the doctor as an operator uses them.
 */
import { createServer } from 'node:http'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { freePort } from '../../src/db/embedded/server.ts'
import { LOCAL_ISSUER } from '../../src/http/keys.ts'
import { basic, FORM_TYPE } from '../support/oauth.ts'
import { killable } from '../support/killable.ts'
import { runOnce, startService, type ServiceProcess } from '../support/service.ts'

const CLIENTS = 8
const PUBLIC = 'https://kompeten.test'

interface Answer {
  readonly status: number
  // A test says what it expects of a body; that is its assertion.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any
}

const ask = async (url: string, init: RequestInit = {}): Promise<Answer> => {
  const response = await fetch(url, init)
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

void t.test('two processes, one service', async (tt) => {
  const { env, sign, direct, killDatabase, service } = await killable(tt)
  const [second, metricsPort] = [await freePort(), await freePort()]
  const secret = 'c0ffee00'.repeat(7) + '0badf00d'
  const collected: Buffer[] = []
  const collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => collected.push(chunk))
    request.once('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end())
  })
  collector.listen(0, '127.0.0.1')
  await once(collector, 'listening')
  tt.teardown(() => collector.close())
  const { port: collectorPort } = collector.address() as { port: number }
  const shared = { ...env, KOMPETEN_SECRET: secret, KOMPETEN_PUBLIC_URL: PUBLIC }
  const settings = [
    { ...shared, KOMPETEN_METRICS_PORT: String(metricsPort), KOMPETEN_CORS_ORIGINS: 'https://portal.test' },
    {
      ...shared,
      PORT: String(second),
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(collectorPort)}`,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    },
  ]
  service().child.kill('SIGTERM')
  await service().exited
  const nodes: ServiceProcess[] = []
  for (const one of settings) nodes.push(await startService(one))
  tt.teardown(() => {
    for (const { child } of nodes) child.kill('SIGKILL')
  })
  const at = (node: number): string => nodes[node]?.address ?? ''
  const json = (token: string, key?: string): Record<string, string> => ({
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...(key !== undefined && { 'idempotency-key': key }),
  })
  const post = (node: number, path: string, token: string, body: object, more: Record<string, string> = {}) =>
    ask(`${at(node)}${path}`, { method: 'POST', headers: { ...json(token), ...more }, body: JSON.stringify(body) })
  const platform = sign('local:platform_admin')
  const hr = sign('local:hr_officer')
  const { id } = (await post(0, '/v1/institutions', platform, { code: 'DUA', name: 'Dua (contoh)', sample: true })).body
  await post(1, `/v1/institutions/${String(id)}/officers`, platform, {
    issuer: LOCAL_ISSUER,
    subject: 'local:hr_officer',
    label: 'HR',
  })

  await tt.test('a token of one is one of the other, and so is its end', async (t2) => {
    const client = (await post(0, '/v1/api-clients', hr, { label: 'x', scopes: ['organisation:read'] })).body
    const given = await ask(`${at(1)}/v1/oauth/token`, {
      method: 'POST',
      headers: { authorization: basic(client), 'content-type': FORM_TYPE },
      body: 'grant_type=client_credentials',
    })
    const bearer = { headers: { authorization: `Bearer ${String(given.body.access_token)}` } }
    for (const node of [0, 1]) t2.equal((await ask(`${at(node)}/v1/units`, bearer)).status, 200)
    const keys = await Promise.all([0, 1].map((node) => ask(`${at(node)}/.well-known/jwks.json`)))
    t2.same(keys[0]?.body, keys[1]?.body, 'both show the same keys')
    const revoked = await fetch(`${at(0)}/v1/client-credentials/${String(client.id)}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${hr}`, 'if-match': '"1"' },
    })
    t2.equal(revoked.status, 204)
    for (const node of [1, 0]) t2.equal((await ask(`${at(node)}/v1/units`, bearer)).status, 401)
  })

  await tt.test('who waits at one is woken by an act at the other', async (t2) => {
    const { next } = (await ask(`${at(1)}/v1/events?limit=200`, { headers: json(hr) })).body
    const waiting = ask(`${at(1)}/v1/events?after=${String(next)}&wait=20`, { headers: json(hr) })
    await sleep(200)
    const unit = (await post(0, '/v1/units', hr, { code: 'WOKE', name: 'x' })).body
    t2.match((await waiting).body, { items: [{ type: 'unit.created', subject: unit.id }] })
  })

  await tt.test(
    'restarted in turn, and the database too, under load: nobody sees it, nothing acknowledged is missing',
    async (t2) => {
      const made = new Set<string>()
      const failures: string[] = []
      const waits: number[] = []
      let isOn = true
      const load = async (client: number): Promise<void> => {
        for (let turn = 0; isOn; turn++) {
          const code = `L${String(client)}-${String(turn)}`
          const began = Date.now()
          // As a balancer and a careful client do it: another node, the same key.
          for (let attempt = 0; ; attempt++) {
            const reply = await post(
              (client + turn + attempt) % 2,
              '/v1/units',
              hr,
              { code, name: 'x' },
              { 'idempotency-key': code },
            ).catch(() => ({ status: 0, body: null }))
            if (reply.status === 201) {
              made.add(code)
              break
            }
            if (![0, 503, 409, 429].includes(reply.status))
              failures.push(`${code}: ${String(reply.status)} ${String(reply.body?.code)}`)
            if (attempt > 400 || ![0, 503, 409, 429].includes(reply.status)) break
            await sleep(25)
          }
          waits.push(Date.now() - began)
        }
      }
      const loads = Array.from({ length: CLIENTS }, (_, client) => load(client))
      await sleep(500)
      for (const node of [0, 1]) {
        const ending = nodes[node]
        ending?.child.kill('SIGTERM')
        t2.equal(await ending?.exited, 0, 'a graceful end')
        nodes[node] = await startService(settings[node] ?? {})
        await sleep(300)
      }
      await killDatabase()
      await sleep(1_000)
      isOn = false
      await Promise.all(loads)
      t2.same(failures, [])
      t2.ok(made.size > 100, `${String(made.size)} were acknowledged`)
      t2.ok(Math.max(...waits) < 10_000, `the longest took ${String(Math.max(...waits))} ms`)
      const { rows } = await direct.query<{ n: number; codes: number; events: number }>(
        `select count(*)::int as n, count(distinct code)::int as codes,
        (select count(*)::int from events where type = 'unit.created') as events from units where code like 'L%'`,
      )
      t2.equal(rows[0]?.n, made.size, 'stored = acknowledged')
      t2.equal(rows[0]?.codes, made.size)
      t2.equal(rows[0]?.events, made.size + 1, 'and each was told once')
      for (const { child } of nodes) t2.equal(child.exitCode, null, 'both outlived the database')
    },
  )

  await tt.test('metrics, on a port of their own', async (t2) => {
    const metrics = `http://127.0.0.1:${String(metricsPort)}/metrics`
    await ask(`${at(0)}/v1/units`, { headers: json(hr) })
    await ask(`${at(0)}/v1/no-such-thing`, { headers: json(hr) })
    const text = await (await fetch(metrics)).text()
    for (const line of [
      /^kompeten_http_requests_total\{operation="listUnits",status="200"\} [1-9]/m,
      /^kompeten_http_requests_total\{operation="none",status="404"\} [1-9]/m,
      /^kompeten_http_request_duration_seconds_bucket\{le="0.1",operation="createUnit"\} [1-9]/m,
      /^kompeten_pool_connections\{pool="app",state="open"\} [1-9]/m,
      /^kompeten_jobs\{state="waiting"\} \d/m,
      /^kompeten_outbox_oldest_seconds 0/m,
      /^kompeten_database_up 1/m,
      /^nodejs_eventloop_lag_p99_seconds \d/m,
    ])
      t2.match(text, line)
    t2.notMatch(text, /L0-|DUA|Bearer/)
    t2.equal((await fetch(`${at(0)}/metrics`)).status, 404)
    t2.equal((await fetch(metrics, { method: 'POST' })).status, 404)
  })

  await tt.test('a front end in a browser may call when it is named', async (t2) => {
    const preflight = (origin: string) =>
      fetch(`${at(0)}/v1/units`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,idempotency-key',
        },
      })
    const allowed = await preflight('https://portal.test')
    t2.equal(allowed.status, 204)
    t2.equal(allowed.headers.get('access-control-allow-origin'), 'https://portal.test')
    t2.match(allowed.headers.get('access-control-allow-headers'), /Idempotency-Key/)
    t2.equal(allowed.headers.get('access-control-allow-credentials'), null)
    t2.equal((await preflight('https://evil.test')).headers.get('access-control-allow-origin'), null)
    const asked = await fetch(`${at(0)}/v1/units`, { headers: { ...json(hr), origin: 'https://portal.test' } })
    t2.match(asked.headers.get('access-control-expose-headers'), /ETag.*Link/)
    const closed = await fetch(`${at(1)}/v1/units`, { headers: { ...json(hr), origin: 'https://portal.test' } })
    t2.equal(closed.headers.get('access-control-allow-origin'), null, 'closed where none is named')
  })

  await tt.test('traces, where the standard variables ask for them', async (t2) => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    collected.length = 0
    await ask(`${at(1)}/v1/employees?nip=199001152015032001`, {
      headers: { ...json(hr), traceparent: `00-${trace}-00f067aa0ba902b7-01` },
    })
    for (let tries = 0; tries < 100 && !Buffer.concat(collected).includes('listEmployees'); tries++) await sleep(50)
    const sent = Buffer.concat(collected)
    t2.ok(sent.includes('listEmployees'), 'a span has the name of the operation')
    t2.ok(sent.includes(Buffer.from(trace, 'hex')), 'and goes on with the trace of the caller')
    t2.ok(sent.includes('kompeten'), 'under the name of the service')
    for (const canary of ['199001152015032001', hr, 'nip=']) t2.notOk(sent.includes(canary), 'no query, no token')
  })

  await tt.test('the first administrator is named by hand', async (t2) => {
    const subject = 'somebody-else'
    t2.equal((await ask(`${at(0)}/v1/me`, { headers: json(sign(subject)) })).status, 401)
    t2.equal(runOnce(shared, ['appoint', '--issuer', LOCAL_ISSUER, '--subject', subject]).status, 0)
    t2.match((await ask(`${at(0)}/v1/me`, { headers: json(sign(subject)) })).body.roles, ['platform_admin'])
    t2.equal(runOnce(shared, ['appoint', '--issuer', LOCAL_ISSUER]).status, 1)
  })

  await tt.test('the doctor', (t2) => {
    const found = runOnce(shared, ['doctor', '--json'])
    t2.equal(found.status, 0, found.output)
    const findings = JSON.parse(found.output) as { name: string; state: string; text: string }[]
    const states = new Map(findings.map(({ name, state }) => [name, state]))
    for (const name of [
      'settings',
      'node',
      'secret',
      'address',
      'postgresql',
      'migrations',
      'durability',
      'roles',
      'connections',
      'clock',
      'queue',
      'trail',
      'identity providers',
      'database',
    ])
      t2.equal(states.get(name), 'good', name)
    t2.equal(states.get('issuers'), 'odd', 'a local issuer beside a server is told')
    const crowded = runOnce({ ...shared, KOMPETEN_POOL_SIZE: '200' }, ['doctor'])
    t2.equal(crowded.status, 1)
    t2.match(crowded.output, /✘ connections .*lower KOMPETEN_POOL_SIZE/)
    const away = runOnce({ ...shared, DATABASE_URL: 'postgres://x:rahasia@127.0.0.1:1/none' }, ['doctor'])
    t2.equal(away.status, 1)
    t2.match(away.output, /✘ database +failed \(ECONNREFUSED\)/)
    t2.notMatch(away.output, /rahasia/)
    t2.end()
  })
})

/** What every request meets at the door: languages, all faults at once, media types, sizes, shares. */
import fastify from 'fastify'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import t from 'tap'
import { registerDeadline } from '../../src/http/deadline.ts'
import { endpoints } from '../../src/routes/index.ts'
import { testApp } from '../support/app.ts'

void t.test('every fault of a body at once, with pointer, code, and words in both languages', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('DOOR')
  const body = {
    nip: '123',
    employmentKind: 'HONORER',
    grade: 7,
    active: 'yes',
    sample: 1,
    siasnId: 'x'.repeat(50),
    salary: 1,
    religion: 'x',
    a: 1,
    b: 2,
  }
  const refused = await hr.post('/v1/employees', body)
  tt.same([refused.status, refused.body.code], [400, 'request.invalid'])
  const codes = new Map<string, { code: string; detail: string }>(
    refused.body.errors.map((error: { pointer: string; code: string; detail: string }) => [error.pointer, error]),
  )
  const expected = {
    '/name': 'required',
    '/nip': 'format',
    '/employmentKind': 'notAllowed',
    '/grade': 'noVariant',
    '/active': 'type',
    '/sample': 'type',
    '/siasnId': 'noVariant',
    '/salary': 'unknownMember',
    '/religion': 'unknownMember',
    '/a': 'unknownMember',
    '/b': 'unknownMember',
  }
  for (const [pointer, code] of Object.entries(expected)) tt.equal(codes.get(pointer)?.code, code, pointer)
  tt.equal(codes.get('/name')?.detail, 'Wajib diisi.')
  tt.match(codes.get('/employmentKind')?.detail, /PNS, PPPK/)
  const english = await hr.post('/v1/employees', body, { 'accept-language': 'en' })
  tt.match(english.body.title, /[A-Z]/)
  const [name] = english.body.errors.filter(({ pointer }: { pointer: string }) => pointer === '/name')
  tt.equal(name.detail, 'Is missing.')
  const query = await hr.get('/v1/units?limit=0&nope=1', { 'accept-language': 'en' })
  tt.same(
    query.body.errors.map(({ pointer, detail }: Record<string, string>) => [pointer, detail]),
    [
      ['#query/nope', 'Is not known here.'],
      ['#query/limit', 'Is below 1.'],
    ],
  )
})

void t.test('a client that takes no JSON is told so before anything is done', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('ACC')
  const unit = { code: 'A', name: 'A' }
  for (const accept of ['text/html', 'application/xml;q=0.9, text/*', 'application/json;q=0'])
    tt.equal((await hr.post('/v1/units', unit, { accept })).status, 406, accept)
  tt.same((await hr.get('/v1/units')).body.items, [])
  for (const accept of ['*/*', 'application/*', 'application/json', 'text/html, application/json;q=0.1'])
    tt.equal((await hr.get('/v1/units', { accept })).status, 200, accept)
})

void t.test('a whole technical dictionary and a long list of people fit where they are meant to', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('BIG')
  const text = 'Menguraikan prosedur kerja sesuai ketentuan yang berlaku. '.repeat(5)
  const competencies = Array.from({ length: 40 }, (_, c) => ({
    code: `T.${String(c + 1)}`,
    group: 'TECHNICAL',
    name: `Kompetensi teknis ${String(c + 1)}`,
    definition: text,
    levels: [1, 2, 3, 4, 5].map((level) => ({ level, description: text })),
    indicators: Array.from({ length: 10 }, (_i, i) => ({
      code: `T.${String(c + 1)}.${String(i + 1)}`,
      level: (i % 5) + 1,
      text,
    })),
  }))
  const framework = {
    code: 'TEKNIS',
    name: 'Kamus teknis',
    instrument: 'competency',
    source: 'SK 1/2026',
    competencies,
  }
  tt.ok(JSON.stringify(framework).length > 150_000)
  tt.equal((await hr.post('/v1/frameworks', framework)).status, 201)
  tt.equal((await hr.post('/v1/frameworks', { ...framework, name: 'x'.repeat(1_100_000) })).status, 413)
  tt.equal((await hr.post('/v1/units', { code: 'A', name: 'x'.repeat(66_000) })).status, 413)
})

void t.test('one institution at its share leaves room for the others', async (tt) => {
  const app = await testApp(tt)
  const [busy, quiet] = [await app.institution('BUSY'), await app.institution('QUIET')]
  const burst = Array.from({ length: 190 }, () => busy.hr.get('/v1/units'))
  const beside = Array.from({ length: 10 }, () => quiet.hr.get('/v1/units'))
  const statuses = (await Promise.all(burst)).map(({ status }) => status)
  tt.same([...new Set((await Promise.all(beside)).map(({ status }) => status))], [200], 'the quiet one is served')
  tt.ok(statuses.includes(503), 'the busy one is told to come back')
  tt.ok(statuses.filter((status) => status === 200).length >= 100, 'after its share was served')
  tt.equal((await busy.hr.get('/v1/units')).status, 200, 'and is welcome again')
})

void t.test('every answer names the version of the contract; what is to end says so', async (tt) => {
  const deprecation = { since: '2026-01-01', sunset: '2027-12-31', successor: '/v2/units' }
  const ending = endpoints.map((endpoint) =>
    endpoint.operationId === 'listUnits' ? { ...endpoint, deprecation } : endpoint,
  )
  const app = await testApp(tt, { endpoints: ending })
  const { hr } = await app.institution('END')
  const { headers } = await hr.get('/v1/units')
  tt.same(
    [headers.deprecation, headers.sunset, headers.link],
    ['@1767225600', 'Fri, 31 Dec 2027 00:00:00 GMT', '</v2/units>; rel="successor-version"'],
  )
  for (const code of ['A', 'B']) await hr.post('/v1/units', { code, name: 'x' })
  const links = (await hr.get('/v1/units?limit=1')).headers.link
  tt.match(links, /successor-version.*rel="next"/, 'beside the following page')
  const contract = JSON.parse((await app.server.inject('/openapi.json')).payload)
  tt.equal(contract.paths['/v1/units'].get.deprecated, true)
  tt.equal(contract.paths['/v1/units'].post.deprecated, undefined)
  for (const reply of [await hr.get('/v1/positions'), await hr.get('/v1/nowhere'), await app.anonymous.get('/livez')]) {
    tt.equal(reply.headers['api-version'], contract.info.version)
    tt.equal(reply.headers.deprecation, undefined)
  }
})

void t.test('what takes too long is ended with an answer, or cut off where one was begun', async (tt) => {
  const server = fastify()
  server.setErrorHandler((error, _request, reply) => reply.code(503).send({ code: (error as { code?: string }).code }))
  registerDeadline(server, 50)
  const never = (): Promise<never> => new Promise(() => undefined)
  server.get('/never', never)
  server.get(
    '/later',
    { config: { deadlineMs: 1_000 } },
    () => new Promise((resolve) => setTimeout(resolve, 150, 'late')),
  )
  server.get('/begun', (_request, reply) => {
    reply.raw.write('once upon a time')
    return never()
  })
  const address = await server.listen({ port: 0, host: '127.0.0.1' })
  tt.teardown(() => server.close())
  const late = await fetch(`${address}/never`)
  tt.equal(late.status, 503)
  tt.same(await late.json(), { code: 'service.unavailable' })
  tt.equal(await (await fetch(`${address}/later`)).text(), 'late', 'where a route may take longer')
  const begun = await fetch(`${address}/begun`)
  await tt.rejects(begun.text())
})

void t.test('a connection is ended with its ten thousandth answer', async (tt) => {
  const { server } = await testApp(tt)
  await server.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk) => (heard += chunk.toString('latin1')))
  socket.write('GET /livez HTTP/1.1\r\nhost: door\r\n\r\n'.repeat(10_000))
  await once(socket, 'close')
  const answers = heard.split(/(?=HTTP\/1\.1 )/)
  tt.equal(answers.filter((answer) => answer.startsWith('HTTP/1.1 200 ')).length, 10_000)
  tt.same(
    answers.flatMap((answer, place) => (/^connection: close/im.test(answer) ? [place] : [])),
    [9_999],
    'which says so',
  )
})

/** Of these, an institution's share is six. What waits for a lock gives up after half a second: few come in time on any machine. */
const inFlightLimit = 10

void t.test('an institution at its share is refused before anybody is looked up', async (tt) => {
  const app = await testApp(tt, { inFlightLimit })
  const { hrSubject } = await app.institution('FULL')
  const address = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const ask = async (): Promise<{ status: number; body: Record<string, unknown> }> => {
    const headers = { authorization: `Bearer ${app.token(hrSubject)}` }
    const response = await fetch(`${address}/v1/units`, { headers })
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  tt.equal((await ask()).status, 200)
  const lock = await app.pools.owner.connect()
  await lock.query('begin')
  await lock.query('lock table units in access exclusive mode')
  const asked = Array.from({ length: 8 }, ask)
  await Promise.race(asked)
  await lock.query('lock table identities in access exclusive mode')
  const began = Date.now()
  const { status, body } = await ask()
  tt.ok(Date.now() - began < 1_000, 'at once')
  tt.same([status, body.code], [503, 'service.overloaded'])
  await lock.query('rollback')
  lock.release()
  await Promise.all(asked)
  tt.equal((await ask()).status, 200, 'and then it is served again')
})

void t.test('a burst of one institution takes its share and no more, while the others are served', async (tt) => {
  const app = await testApp(tt, { inFlightLimit })
  const tokens = [
    app.token((await app.institution('BURST1')).hrSubject),
    app.token((await app.institution('BURST2')).hrSubject),
  ]
  const address = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const ask = async (index: number): Promise<string> => {
    const headers = { authorization: `Bearer ${tokens[index] ?? ''}` }
    const response = await fetch(`${address}/v1/units`, { headers })
    return String(((await response.json()) as { code?: string }).code ?? response.status)
  }
  tt.same([await ask(0), await ask(1)], ['200', '200'])
  const lock = await app.pools.owner.connect()
  await lock.query('begin')
  await lock.query('lock table identities in access exclusive mode')
  // As many as may be in flight, before anybody of them is looked up.
  const burst = Array.from({ length: inFlightLimit }, () => ask(0))
  tt.equal(await Promise.race(burst), 'service.overloaded')
  const other = ask(1)
  await new Promise((resolve) => setTimeout(resolve, 50))
  await lock.query('rollback')
  lock.release()
  tt.equal(await other, '200')
  await Promise.all(burst)
  tt.equal(await ask(0), '200', 'and then all are served again')
})

void t.test('above the cap the server refuses before it works, and health answers all the while', async (tt) => {
  const app = await testApp(tt, { inFlightLimit })
  const tokens: string[] = []
  for (const code of ['CAP1', 'CAP2', 'CAP3']) tokens.push(app.token((await app.institution(code)).hrSubject))
  const address = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const lock = await app.pools.owner.connect()
  await lock.query('begin')
  await lock.query('lock table units in access exclusive mode')
  const ask = async (index: number) => {
    const authorization = `Bearer ${tokens[index % 3] ?? ''}`
    const response = await fetch(`${address}/v1/units`, { headers: { authorization, 'accept-language': 'en' } })
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    }
  }
  // Three institutions, each within its share.
  const asked = Array.from({ length: 15 }, (_, index) => ask(index))
  await new Promise((resolve) => setTimeout(resolve, 200))
  const health = Date.now()
  tt.equal((await fetch(`${address}/livez`)).status, 200)
  tt.ok(Date.now() - health < 500, 'health is never refused')
  const replies = await Promise.all(asked)
  await lock.query('rollback')
  lock.release()
  tt.same([...new Set(replies.map(({ status }) => status))], [503])
  const refused = replies.filter(({ body }) => body.code === 'service.overloaded')
  tt.equal(refused.length, 5, 'at once')
  for (const { headers, body } of refused) {
    tt.equal(headers.get('content-type'), 'application/problem+json; charset=utf-8')
    tt.equal(headers.get('retry-after'), '1')
    tt.same([body.status, body.instance, body.requestId], [503, '/v1/units', headers.get('x-request-id')])
  }
  tt.equal((await ask(0)).status, 200, 'and then it serves again')
})

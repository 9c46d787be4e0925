/** What a log holds, and what it never holds: secrets, tokens, names, answers, queries, and what a database quotes. */
import t from 'tap'
import { loggerOf } from '../../src/http/logger.ts'
import { testApp } from '../support/app.ts'
import { openCycle, smallOffice } from '../support/cycle.ts'
import { accessToken, basic, tokenRequest } from '../support/oauth.ts'
import { receiver } from '../support/receiver.ts'

const CANARY = 'KENARI-31415'

const memory = () => {
  const lines: string[] = []
  return { lines, stream: { write: (line: string) => void lines.push(line) } }
}

void t.test('a day of the service, searched for what must not stand there', async (tt) => {
  const { lines, stream } = memory()
  const app = await testApp(tt, { log: stream, outboundAllow: ['127.0.0.0/8'] })
  app.setNow(new Date().toISOString())
  const secrets: string[] = [CANARY]
  const { hr } = await app.institution('LOG')
  const client = (
    await hr.post('/v1/api-clients', { label: CANARY, scopes: ['organisation:read', 'organisation:write'] })
  ).body
  const hook = await receiver(tt)
  const webhook = (
    await hr.post('/v1/webhook-endpoints', {
      clientId: client.clientId,
      url: `${hook.url}?key=${CANARY}`,
      label: CANARY,
    })
  ).body
  secrets.push(client.clientSecret, webhook.secret)
  const form = 'grant_type=client_credentials'
  const token = await accessToken(app, client)
  secrets.push(basic(client).slice('Basic '.length), token)
  await tokenRequest(app, client, `${form}&client_secret=${CANARY}`)
  await tokenRequest(app, client, `${form}&client_assertion=${CANARY}`)
  const person = {
    nip: '199001152015032001',
    name: CANARY,
    employmentKind: 'PNS',
    officialEmail: `${CANARY}@medan.example`,
  }
  secrets.push(person.nip)
  await hr.post('/v1/employees', person)
  tt.equal((await hr.post('/v1/employees', person)).body.code, 'employee.nipTaken', 'a constraint of the database')
  await hr.get(`/v1/employees?nip=${person.nip}`)
  await hr.get(`/v1/units?access_token=${CANARY}`)
  await hr.get(`/v1/${CANARY}`)
  await hr.request('POST', '/v1/units', { body: `{"code":"${CANARY}"`, headers: {} })
  await app.anonymous.get('/v1/units', { authorization: `Bearer ${CANARY}` })
  await app.pools.owner.query('alter table units add constraint broken check (code <> $$BROKEN$$)')
  const broken = await hr.post('/v1/units', { code: 'BROKEN', name: CANARY })
  tt.equal(broken.status, 500, 'and one that nobody foresaw')
  tt.notMatch(broken.text, /Failing row|KENARI|broken|relation/)
  await hook.until(1)

  tt.ok(lines.length > 12, `saw ${String(lines.length)} lines`)
  for (const line of lines) {
    for (const secret of secrets) tt.notOk(line.includes(secret), `${secret.slice(0, 12)}…: ${line.slice(0, 300)}`)
    const entry = JSON.parse(line)
    tt.match(entry.time, /^\d{4}-\d\d-\d\dT.*Z$/)
  }
  const entries = lines.map((line) => JSON.parse(line))
  const requests = entries.filter(({ msg }) => msg === 'request')
  tt.ok(requests.length > 10)
  for (const entry of requests) tt.match(entry, { reqId: /^[\w-]{1,64}$/, method: String, status: Number, ms: Number })
  const created = requests.find(({ operation }) => operation === 'createEmployee')
  tt.match(created, { institution: /-/, status: 201 })
  const fault = entries.find(({ msg, problem }) => msg === 'request failed' && problem === 'service.internalError')
  tt.match(fault, { cause: '23514', constraint: 'broken', reqId: String })
  tt.equal(new Set(entries.map(({ msg }) => msg)).size < 12, true, 'messages are few: what differs is a member')
})

void t.test('what raters answer stands in no log', async (tt) => {
  const { lines, stream } = memory()
  const app = await testApp(tt, { log: stream })
  const office = await smallOffice(app, 'RATE')
  await openCycle(office)
  const [rater] = office.staff
  const [task] = (await rater?.call.get('/v1/me/feedback-requests'))?.body.items ?? []
  const ratings = [{ item: 1, value: 4 }]
  const path = `/v1/feedback-requests/${String(task.id)}`
  await rater?.call.put(`${path}/draft`, 1, { ratings, comments: [{ element: 'BP', text: CANARY }] })
  await rater?.call.post(`${path}/submission`, { ratings, comments: [{ element: 'BP', text: CANARY }] })
  tt.ok(lines.length > 20)
  for (const line of lines) {
    tt.notOk(line.includes(CANARY))
    tt.notOk(line.includes(String(task.id)), 'nor which request it was')
  }
})

void t.test('the second net: what a library logs of a request is cut out', (tt) => {
  const { lines, stream } = memory()
  const log = loggerOf('info', stream)
  log.info(
    {
      authorization: CANARY,
      req: { headers: { authorization: CANARY, cookie: CANARY } },
      options: { secret: CANARY, password: CANARY },
    },
    'x',
  )
  tt.equal(lines.length, 1)
  tt.notOk(lines[0]?.includes(CANARY))
  tt.match(lines[0], /\[redacted\]/)
  tt.end()
})

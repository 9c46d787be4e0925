/**
 * Every operation × everyone who could ask × a resource that exists and one that does not, over HTTP with valid bodies.
 * access.txt is the table of what is expected; read each line of its difference.
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { SCOPES } from '../../src/domain/policy.ts'
import { endpoints } from '../../src/routes/index.ts'
import { ISSUER, testApp, type Caller } from '../support/app.ts'
import { addPerson, everyoneAnswers, finished, openCycle, publish, smallOffice } from '../support/cycle.ts'
import { confirmAll } from '../support/published.ts'
import { exported } from '../support/exports.ts'
import { imported } from '../support/imports.ts'
import { golden } from '../support/golden.ts'

const ABSENT = '01980a5e-7c1b-7000-8000-00000000dead'

const contract = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))
const exampleOf = (path: string, method: string): unknown =>
  contract.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()].requestBody?.content['application/json']
    ?.example

/** Query members without which the operation says nothing of permission. */
const requiredQuery = (path: string, method: string, values: Readonly<Record<string, string>>): string => {
  const operation = contract.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
  const names: string[] = (operation.parameters ?? [])
    .filter((one: { in: string; required?: boolean }) => one.in === 'query' && one.required)
    .map(({ name }: { name: string }) => name)
  return new URLSearchParams(names.map((name): [string, string] => [name, values[name] ?? ''])).toString()
}

/** ✔ permitted (whatever the state then says) · ✘ known and forbidden · – not to be known · 401 nobody. */
const signOf = (status: number, code: unknown): string => {
  if (status === 401) return '401'
  if (status === 403) return '✘'
  if (status === 404) return '–'
  if (status < 300 || [409, 412, 422, 428].includes(status)) return '✔'
  return `?${String(status)} ${String(code)}`
}

void t.test('who may do what, to whom', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'OWN')
  const { hr, head, leader, staff } = office
  const [subject, rater, peer] = staff
  if (!subject || !rater || !peer) throw new Error('no staff')
  const cycleId = await openCycle(office)
  const elsewhere = (await hr.post('/v1/units', { code: 'ELSE', name: 'Lain', parentId: office.unitId })).body.id
  const position = { unitId: elsewhere, code: 'ELSE-1', title: 'Staf', class: 'PELAKSANA' }
  const stranger = await addPerson(app, hr, String((await hr.post('/v1/positions', position)).body.id), 'Lain')
  const other = await smallOffice(app, 'OTHER')
  const identity = async (subjectName: string, more: object) =>
    (await hr.post('/v1/identities', { issuer: ISSUER, subject: subjectName, kind: 'client', label: 'x', ...more }))
      .body.id
  await identity('client-all', { scopes: SCOPES })
  await identity('client-none', {})
  const auditor = String(await identity('an-auditor', { kind: 'person' }))
  await hr.post('/v1/role-grants', { identityId: auditor, role: 'auditor' })

  const firstOf = async (path: string) => (await hr.get(path)).body.items[0].id as string
  const appraisalId = await firstOf(`/v1/appraisals?cycleId=${cycleId}&employeeId=${subject.id}`)
  const requests = (await rater.call.get('/v1/me/feedback-requests?limit=200')).body.items
  const request = requests.find(({ subjectName }: { subjectName: string }) => subjectName === 'Staf 1 (contoh)')
  tt.equal(request?.group, 'peer', 'the rater was drawn as a peer of the person rated')
  const job = await jobOf(app.pools.owner)
  const everyone = [head, leader, ...staff]
  const earlier = await openCycle(office, { startsOn: '2025-01-01', endsOn: '2025-12-31' })
  await everyoneAnswers(everyone, () => 3, earlier)
  await hr.post(`/v1/cycles/${earlier}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${earlier}/scoring`)).body.id))
  const published = await openCycle(office, { startsOn: '2024-01-01', endsOn: '2024-12-31' })
  await everyoneAnswers(everyone, () => 3, published)
  await hr.post(`/v1/cycles/${published}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${published}/scoring`)).body.id))
  await confirmAll(office, published)
  await publish(hr, published)
  const mine = String((await subject.call.get('/v1/me/results')).body.items[0].id)
  const grounds = [{ item: 'BP', reason: 'Contoh' }]
  const objection = String((await subject.call.post('/v1/objections', { resultId: mine, grounds })).body.id)
  const calibration = await hr.post('/v1/calibrations', { cycleId: earlier, title: 'Sidang' })
  const correction = await subject.call.post('/v1/me/personal-data-requests', { kind: 'correction' })
  const opening = await app
    .as('an-auditor')
    .post('/v1/rater-openings', { feedbackRequestId: request.id, reason: 'Contoh' })
  await imported(hr, 'trainings', 'code,name,delivery,hours,startsOn,endsOn\nK,K,KLASIKAL,8,2026-01-05,2026-01-05\n')
  const training = await firstOf('/v1/trainings')
  const seats = { startsOn: '2026-07-01', endsOn: '2026-07-02', seats: 3 }
  const session = String((await hr.post(`/v1/trainings/${training}/sessions`, seats)).body.id)
  const enrolment = String((await hr.post('/v1/enrolments', { sessionId: session, employeeId: subject.id })).body.id)
  const elements = Array.from({ length: 9 }, () => '3')
  const reported = { unitId: office.unitId, startsOn: '2026-01-01', endsOn: '2026-06-30', respondents: 9, elements }
  const survey = String((await hr.post('/v1/satisfaction-surveys', reported)).body.id)
  const plan = randomUUID()
  const planItem = randomUUID()
  await app.pools.owner.query(
    `insert into development_plans (institution_id, id, employee_id, cycle_id, result_id, state, created_at, updated_at)
     select institution_id, $1, $2, $3, $4, 'proposed', now(), now() from cycles where id = $3`,
    [plan, subject.id, published, mine],
  )
  await app.pools.owner.query(
    `insert into development_plan_items (institution_id, id, plan_id, title, delivery, owner_id, hours, due_on, state, created_at, updated_at)
     select institution_id, $1, id, 'Contoh', 'KLASIKAL', employee_id, 1, '2026-12-31', 'open', now(), now() from development_plans where id = $2`,
    [planItem, plan],
  )
  const note = String(
    (await subject.call.post('/v1/feedback-notes', { subjectId: subject.id, body: 'Contoh', shared: true })).body.id,
  )
  const content = Buffer.from('%PDF-1.7').toString('base64')
  const file = { name: 'x.pdf', mediaType: 'application/pdf', content }
  const noteFile = String((await subject.call.post(`/v1/feedback-notes/${note}/files`, file)).body.files[0].id)
  const handover = String((await hr.post('/v1/siasn-handovers', { service: 'skp22/save', cycleId: published })).body.id)
  await finished(hr, handover)
  const apiClient: { id: string; clientId: string } = (await hr.post('/v1/api-clients', { label: 'x', scopes: [] }))
    .body
  const provider = String(
    (
      await app.as('platform').post('/v1/identity-providers', {
        institutionId: office.institutionId,
        issuer: 'https://sso.own.example',
        audiences: ['kompeten'],
        claim: 'nip',
        matches: 'nip',
      })
    ).body.id,
  )
  const webhook = { clientId: apiClient.clientId, url: 'https://kabar.own.example/', label: 'x' }
  const endpointId = String((await hr.post('/v1/webhook-endpoints', webhook)).body.id)
  await hr.post(`/v1/webhook-endpoints/${endpointId}/ping`)
  const ids: Record<string, string> = {
    me: mine,
    objections: objection,
    calibrations: String(calibration.body.id),
    'personal-data-requests': String(correction.body.id),
    'rater-openings': String(opening.body.id),
    results: await firstOf(`/v1/results?cycleId=${earlier}&employeeId=${subject.id}`),
    institutions: office.institutionId,
    units: office.subUnitId,
    positions: office.positions.staff,
    employees: subject.id,
    assignments: await firstOf(`/v1/assignments?employeeId=${subject.id}`),
    frameworks: await firstOf('/v1/frameworks'),
    'position-standards': String(
      (await hr.post('/v1/position-standards', { positionClass: 'PELAKSANA', levels: { 'M.1': 1 } })).body.id,
    ),
    'scoring-policies': await firstOf('/v1/scoring-policies'),
    forms: office.formId,
    cycles: cycleId,
    appraisals: appraisalId,
    'feedback-requests': String(request.id),
    identities: await firstOf('/v1/identities'),
    'role-grants': await firstOf('/v1/role-grants'),
    'api-clients': apiClient.clientId,
    'client-credentials': apiClient.id,
    'identity-providers': provider,
    'webhook-endpoints': endpointId,
    'webhook-deliveries': String((await hr.get(`/v1/webhook-endpoints/${endpointId}/deliveries`)).body.items[0].id),
    'token-keys': String((await app.as('platform').get('/v1/token-keys')).body.items[0].id),
    jobs: job,
    exports: String((await exported(hr, { kind: 'employees' })).row.id),
    'siasn-handovers': handover,
    'siasn-records': await firstOf('/v1/siasn-records'),
    'feedback-notes': note,
    'feedback-note-files': noteFile,
    trainings: training,
    'training-sessions': session,
    enrolments: enrolment,
    'satisfaction-surveys': survey,
    'development-plans': plan,
    'development-plan-items': planItem,
    imports: String((await imported(hr, 'units', 'code;name\nX;X\n')).id),
  }
  // Those who may change most come last, so that what they change spoils no other column.
  const callers: Record<string, Caller> = {
    nobody: app.anonymous,
    otherHr: other.hr,
    otherHead: other.head.call,
    noScope: app.as('client-none'),
    stranger: stranger.call,
    peer: peer.call,
    subject: subject.call,
    rater: rater.call,
    head: head.call,
    leader: leader.call,
    auditor: app.as('an-auditor'),
    platform: app.as('platform'),
    client: app.as('client-all'),
    hr,
  }
  const lines: string[] = []
  let cells = 0
  for (const { method, path, operationId } of endpoints) {
    const garbage = { headers: { authorization: 'Bearer a.b.c', 'if-match': '"1"' } }
    const reply = await app.anonymous.request(method, path.replace(/:\w+/, ABSENT), garbage)
    tt.same([reply.status, reply.body.code], [401, 'token.invalid'], `${operationId}: garbage`)
  }
  for (const { method, path, operationId, upload } of endpoints) {
    const body = exampleOf(path, method)
    const ask = async (caller: Caller, id: string): Promise<string> => {
      const named = path
        .replace(':presetId', id === ABSENT ? 'no-such-preset' : 'competency-jpm')
        .replace(':kind', 'units')
        .replace(':id', id)
      const query = upload
        ? 'kind=units'
        : requiredQuery(path, method, {
            cycleId: published,
            before: published,
            after: published,
            format: 'html',
            chart: 'gaps',
            subjectId: subject.id,
          })
      const url = query === '' ? named : `${named}?${query}`
      const reply = await caller.request(method, url, {
        headers: { 'if-match': '"999"', ...(upload && { 'content-type': 'text/csv' }) },
        ...(upload ? { body: 'code;name\n' } : body === undefined ? {} : { body }),
      })
      cells += 1
      return signOf(reply.status, reply.body?.code)
    }
    for (const [kind, id] of Object.entries({ '': ids[path.split('/')[2] ?? ''] ?? '', absent: ABSENT })) {
      if (kind === 'absent' && !path.includes(':')) continue
      const signs: string[] = []
      for (const [name, caller] of Object.entries(callers)) signs.push(`${name} ${await ask(caller, id)}`)
      lines.push(`${`${operationId} ${kind}`.padEnd(32)} ${signs.join('  ')}`)
    }
  }
  tt.ok(cells > 1_000, `saw ${String(cells)} cells`)
  golden(tt, new URL('./access.txt', import.meta.url), `${lines.join('\n')}\n`)
  for (const line of lines) {
    tt.notMatch(line, /\?/, 'every cell was judged by permission, not by a fault of the request')
    tt.match(line, /nobody 401/)
    tt.match(line, /otherHr [✘–✔]/)
  }
  // Of another institution nothing exists: what is there looks like what is not.
  for (const line of lines.filter((one) => one.includes(' absent ') && !one.startsWith('installPreset'))) {
    const present = lines.find((one) => one.startsWith(`${line.split(' ')[0] ?? ''}  `)) ?? ''
    for (const name of ['otherHr', 'otherHead']) {
      const cell = new RegExp(`${name} (\\S+)`)
      tt.equal(cell.exec(present)?.[1], cell.exec(line)?.[1], `${line.split(' ')[0] ?? ''}: ${name}`)
    }
  }
})

const jobOf = async (owner: { query: (text: string) => Promise<{ rows: { id: string }[] }> }): Promise<string> =>
  (await owner.query('select id from jobs limit 1')).rows[0]?.id ?? ''

/** The policy as a golden matrix, and every operation against no token, wrong roles, another institution and absent ids. */
import t from 'tap'
import { mayEverywhere, POLICY, ROLES, SCOPES, type Action, type Actor } from '../../src/domain/policy.ts'
import { endpoints } from '../../src/routes/index.ts'
import { ISSUER, testApp } from '../support/app.ts'
import { openCycle, smallOffice } from '../support/cycle.ts'
import { golden } from '../support/golden.ts'

const actor = (more: Partial<Actor>): Actor => ({
  identityId: 'i',
  institutionId: 'n',
  timezone: 'Asia/Jakarta',
  kind: 'person',
  employeeId: 'e',
  roles: [],
  scopes: [],
  ...more,
})

void t.test('role × action', (tt) => {
  const columns: [string, Actor][] = [
    ['employee', actor({})],
    ...ROLES.map((role): [string, Actor] => [role, actor({ roles: [role], employeeId: null })]),
    ...SCOPES.map((scope): [string, Actor] => [scope, actor({ kind: 'client', employeeId: null, scopes: [scope] })]),
  ]
  const lines = (Object.keys(POLICY) as Action[]).sort().map((action) => {
    const rule = POLICY[action] as { relations?: readonly string[] }
    const allowed = columns.filter(([, who]) => mayEverywhere(who, action)).map(([name]) => name)
    return `${action.padEnd(28)} everywhere: ${allowed.join(' ') || '-'} | through: ${rule.relations?.join(' ') ?? '-'}`
  })
  golden(tt, new URL('./policy.txt', import.meta.url), `${lines.join('\n')}\n`)
  for (const action of Object.keys(POLICY) as Action[]) {
    const auditor = actor({ roles: ['auditor'], employeeId: null })
    const writes = /(write|create|update|run|install|change|approve|nominate|confirm|record|submit|decline)$/i.test(
      action,
    )
    if (writes) tt.notOk(mayEverywhere(auditor, action), `an auditor never writes: ${action}`)
  }
  tt.end()
})

const ABSENT = '01980a5e-7c1b-7000-8000-00000000dead'
const fill = (path: string, id: string): string => path.replace(':presetId', 'berakhlak').replace(':id', id)

void t.test('every operation × no token, garbage, employee of another institution', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'OWN')
  const cycleId = await openCycle(office)
  const other = await smallOffice(app, 'OTHER')
  const ids: Record<string, string> = {
    cycles: cycleId,
    units: office.unitId,
    positions: office.positions.head,
    employees: office.head.id,
    institutions: office.institutionId,
    forms: office.formId,
    appraisals: (await office.hr.get(`/v1/appraisals?cycleId=${cycleId}`)).body.items[0].id,
    'feedback-requests': (await office.hr.get(`/v1/feedback-requests?cycleId=${cycleId}`)).body.items[0].id,
    identities: (await office.hr.get('/v1/identities')).body.items[0].id,
    'role-grants': (await office.hr.get('/v1/role-grants')).body.items[0].id,
    assignments: (await office.hr.get('/v1/assignments')).body.items[0].id,
    frameworks: (await office.hr.get('/v1/frameworks')).body.items[0].id,
    'scoring-policies': (await office.hr.get('/v1/scoring-policies')).body.items[0].id,
  }
  let cells = 0
  for (const { method, path, operationId, body } of endpoints) {
    const id = ids[path.split('/')[2] ?? ''] ?? ABSENT
    const payload = body ? { body: {}, headers: { 'if-match': '"1"' } } : { headers: { 'if-match': '"1"' } }
    const none = await app.anonymous.request(method, fill(path, id), payload)
    tt.same([none.status, none.body.code], [401, 'token.missing'], `${operationId}: no token`)
    const garbage = await app.anonymous.request(method, fill(path, id), {
      ...payload,
      headers: { ...payload.headers, authorization: 'Bearer a.b.c' },
    })
    tt.equal(garbage.status, 401, `${operationId}: garbage`)
    cells += 2
    if (!path.includes(':id')) continue
    // Bodies are empty, so what passes the door to the body's check proves nothing; reads and acts without a body must be 404 or 403.
    for (const [name, caller] of Object.entries({ hr: other.hr, employee: other.head.call })) {
      const reply = await caller.request(method, fill(path, id), payload)
      tt.ok(
        [400, 403, 404].includes(reply.status),
        `${operationId}: ${name} of another institution got ${String(reply.status)}`,
      )
      if (!body) tt.ok([403, 404].includes(reply.status), `${operationId}: ${name} of another institution`)
      const absent = await caller.request(method, fill(path, ABSENT), payload)
      tt.equal(reply.status, absent.status, `${operationId}: foreign looks like absent to ${name}`)
      cells += 2
    }
  }
  tt.ok(cells > 300, `saw ${String(cells)} cells`)
})

void t.test('canaries: nothing of another institution is ever listed', async (tt) => {
  const app = await testApp(tt)
  const own = await smallOffice(app, 'LEFT')
  const other = await app.institution('RIGHT')
  await other.hr.post('/v1/units', { code: 'CANARY-7731', name: 'CANARY-7731' })
  let lists = 0
  for (const { method, path, paged } of endpoints.filter(
    (endpoint) => endpoint.paged && !endpoint.path.includes(':'),
  )) {
    if (!paged || method !== 'GET') continue
    const reply = await own.hr.get(path)
    tt.notMatch(reply.text, /CANARY-7731/, path)
    lists += 1
  }
  tt.ok(lists > 12)
})

void t.test('a revoked role and a disabled identity hold from the next request on', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('REV')
  const identity = (
    await hr.post('/v1/identities', { issuer: ISSUER, subject: 'aud-1', kind: 'person', label: 'Auditor' })
  ).body
  const grant = (await hr.post('/v1/role-grants', { identityId: identity.id, role: 'auditor' })).body
  const auditor = app.as('aud-1')
  tt.equal((await auditor.get('/v1/audit-entries')).status, 200)
  tt.equal((await auditor.post('/v1/units', { code: 'X', name: 'X' })).status, 403)
  await hr.request('DELETE', `/v1/role-grants/${String(grant.id)}`, { headers: { 'if-match': '"1"' } })
  tt.equal((await auditor.get('/v1/audit-entries')).status, 403)
  await hr.patch(`/v1/identities/${String(identity.id)}`, 1, { disabled: true })
  tt.equal((await auditor.get('/v1/me')).status, 401)
  tt.equal(
    (await hr.post('/v1/role-grants', { identityId: identity.id, role: 'platform_admin' })).body.code,
    'roleGrant.platformOnly',
  )
})

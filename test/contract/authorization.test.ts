/** The policy as a golden matrix, canaries of another institution, and revocation. */
import t from 'tap'
import { mayEverywhere, POLICY, ROLES, SCOPES, type Action, type Actor } from '../../src/domain/policy.ts'
import { endpoints } from '../../src/routes/index.ts'
import { ISSUER, testApp } from '../support/app.ts'
import { smallOffice } from '../support/cycle.ts'
import { golden } from '../support/golden.ts'

const actor = (more: Partial<Actor>): Actor => ({
  identityId: 'i',
  institutionId: 'n',
  timezone: 'Asia/Jakarta',
  kind: 'person',
  employeeId: 'e',
  roles: [],
  scopes: [],
  rateLimit: null,
  through: null,
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

void t.test('what was begun for the roles of last time is shown to nobody who has others now', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('FOR')
  const [own, other] = await Promise.all(
    ['197001012015031001', '198501012015031002'].map((nip) =>
      hr.post('/v1/employees', { nip, name: `Contoh ${nip}`, employmentKind: 'PNS', sample: true }),
    ),
  )
  const identity = (
    await hr.post('/v1/identities', {
      issuer: ISSUER,
      subject: 'for-1',
      kind: 'person',
      label: 'Auditor',
      employeeId: own?.body.id,
    })
  ).body
  const person = app.as('for-1')
  const sees = async () => ({
    list: (await person.get('/v1/employees')).body.items.length,
    other: (await person.get(`/v1/employees/${String(other?.body.id)}`)).status,
    own: (await person.get(`/v1/employees/${String(own?.body.id)}`)).status,
  })
  const all = { list: 2, other: 200, own: 200 }
  const little = { list: 0, other: 404, own: 200 }
  tt.same(await sees(), little)
  for (let times = 0; times < 2; times++) {
    const grant = (await hr.post('/v1/role-grants', { identityId: identity.id, role: 'auditor' })).body
    tt.same([await sees(), await sees()], [all, all])
    await hr.request('DELETE', `/v1/role-grants/${String(grant.id)}`, { headers: { 'if-match': '"1"' } })
    tt.same([await sees(), await sees()], [little, little])
  }
})

void t.test(
  'a write that was begun as whoever it was last time does nothing for whoever is another now',
  async (tt) => {
    const app = await testApp(tt)
    const { hr, id: institutionId } = await app.institution('SUP')
    const identity = (
      await hr.post('/v1/identities', { issuer: ISSUER, subject: 'sup-1', kind: 'person', label: 'HR' })
    ).body
    const grant = async (): Promise<string> =>
      String((await hr.post('/v1/role-grants', { identityId: identity.id, role: 'hr_officer' })).body.id)
    const revoke = (id: string) => hr.request('DELETE', `/v1/role-grants/${id}`, { headers: { 'if-match': '"1"' } })
    const person = app.as('sup-1')
    const made = (code: string, key = code) =>
      person.post('/v1/units', { code, name: 'Unit' }, { 'idempotency-key': `key-${key}` })
    const codes = async () => (await hr.get('/v1/units')).body.items.map(({ code }: { code: string }) => code).sort()

    let granted = await grant()
    tt.same([(await made('A')).status, (await made('B')).status, (await made('C')).status], [201, 201, 201])
    await revoke(granted)
    tt.equal((await made('D')).body.code, 'access.denied')
    granted = await grant()
    tt.same([(await made('E')).status, (await made('F')).status], [201, 201])
    await revoke(granted)
    tt.equal((await made('', 'bad')).body.code, 'access.denied', 'nor is it told what else was wrong')
    granted = await grant()
    tt.same([(await made('G')).status, (await made('H')).status], [201, 201])
    await revoke(granted)
    tt.equal((await made('I', 'H')).body.code, 'access.denied', 'nor what was answered before')
    granted = await grant()
    tt.same([(await made('J')).status, (await made('K')).status], [201, 201])
    await hr.post('/v1/role-grants', { identityId: identity.id, role: 'auditor' })
    tt.equal((await made('L')).status, 201, 'whoever may now as well is served as who he or she is now')
    tt.equal((await made('M')).status, 201)
    tt.equal((await made('M', 'again')).body.code, 'unit.codeTaken', 'a refusal of whoever it still is')
    tt.equal((await made('N')).status, 201)
    await hr.patch(`/v1/identities/${String(identity.id)}`, 1, { disabled: true })
    tt.same([(await made('O')).status, (await made('P')).status], [401, 401])
    tt.equal((await codes()).join(''), 'ABCEFGHJKLMN')
    const { rows } = await app.pools.owner.query<object>(
      `select (select count(*)::int from audit_entries where institution_id = $1 and actor_id = $2) as entries,
         (select count(*)::int from idempotency_keys where institution_id = $1 and identity_id = $2) as keys`,
      [institutionId, identity.id],
    )
    tt.same(rows, [{ entries: 12, keys: 12 }], 'what is refused leaves no entry and no key')
  },
)

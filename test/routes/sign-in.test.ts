/** People: an OpenID provider that nobody wrote for us signs them in, as a front end uses it, and what is refused of it. */
import { generateKeyPairSync } from 'node:crypto'
import { createSigner } from 'fast-jwt'
import t from 'tap'
import { testApp, type Caller, type TestApp } from '../support/app.ts'
import { FRONT_END, identityProvider, type IdentityProvider } from '../support/identity-provider.ts'
import { tokenRequest } from '../support/oauth.ts'

const NIPS: Record<string, string> = {
  sari: '199001152015032001',
  budi: '198505052010011002',
  nobody: '197001011995031009',
}
const claims = (login: string): Record<string, unknown> => ({
  nip: NIPS[login],
  email: `${login}@medan.example`,
  email_verified: login !== 'budi',
})
const LOOPBACK = { outboundAllow: ['127.0.0.0/8'] }

interface Agency {
  readonly app: TestApp
  readonly idp: IdentityProvider
  readonly hr: Caller
  readonly institutionId: string
  readonly provider: { readonly id: string; readonly version: number }
  readonly employees: Readonly<Record<string, string>>
  /** The time of the service moves on by so many seconds. */
  readonly later: (seconds: number) => void
}

const agency = async (tt: Parameters<typeof testApp>[0], more: object = {}): Promise<Agency> => {
  const app = await testApp(tt, LOOPBACK)
  const idp = await identityProvider(tt, claims)
  let now = Date.now()
  app.setNow(new Date(now).toISOString())
  const { id: institutionId, hr } = await app.institution('SSO')
  const employees: Record<string, string> = {}
  for (const login of ['sari', 'budi']) {
    const body = {
      nip: NIPS[login],
      name: `${login} (contoh)`,
      employmentKind: 'PNS',
      officialEmail: `${login.toUpperCase()}@medan.example`,
    }
    employees[login] = String((await hr.post('/v1/employees', { ...body, sample: true })).body.id)
  }
  const made = await app.as('platform').post('/v1/identity-providers', {
    institutionId,
    issuer: idp.issuer,
    audiences: ['kompeten'],
    exchangeAudiences: [FRONT_END.id],
    claim: 'nip',
    matches: 'nip',
    ...more,
  })
  tt.equal(made.status, 201)
  const later = (seconds: number): void => {
    now += seconds * 1_000
    app.setNow(new Date(now).toISOString())
  }
  return { app, idp, hr, institutionId, provider: made.body, employees, later }
}

const me = (app: TestApp, token: string) => app.anonymous.get('/v1/me', { authorization: `Bearer ${token}` })

void t.test('authorization code with PKCE: the first request makes the person known, by NIP', async (tt) => {
  const { app, idp, institutionId, employees, later } = await agency(tt)
  const { accessToken, idToken } = await idp.signIn('sari')
  const first = await Promise.all([me(app, accessToken), me(app, accessToken)])
  tt.same(
    first.map(({ status }) => status),
    [200, 200],
  )
  tt.match(first[0].body, { institutionId, employeeId: employees.sari, kind: 'person', name: 'sari (contoh)' })
  tt.equal(first[0].body.identityId, first[1].body.identityId, 'two first requests at once make one identity')
  const { rows } = await app.pools.owner.query(
    "select actor_id, facts from audit_entries where action = 'identity.provision'",
  )
  tt.equal(rows.length, 1)
  tt.match(rows[0], { actor_id: first[0].body.identityId })
  tt.same(
    [(await me(app, idToken)).status, (await me(app, idToken)).body.code],
    [401, 'token.invalid'],
    'an id token is not for us',
  )
  const stranger = await me(app, (await idp.signIn('nobody')).accessToken)
  tt.same([stranger.status, stranger.body.code], [403, 'access.personUnknown'])
  const keys = idp.asked('/jwks')
  for (let i = 0; i < 20; i++) await me(app, accessToken)
  later(299)
  await me(app, accessToken)
  tt.equal(idp.asked('/jwks'), keys, 'the keys are kept')
})

void t.test('by e-mail: verified addresses alone, whatever their case', async (tt) => {
  const { app, idp, employees } = await agency(tt, { claim: 'email', matches: 'officialEmail' })
  tt.equal((await me(app, (await idp.signIn('sari')).accessToken)).body.employeeId, employees.sari)
  tt.equal((await me(app, (await idp.signIn('budi')).accessToken)).body.code, 'access.personUnknown')
})

void t.test('by SIASN id, and only who is active', async (tt) => {
  const { app, idp, hr, employees } = await agency(tt, { claim: 'sub', matches: 'siasnId' })
  const path = `/v1/employees/${employees.sari ?? ''}`
  await hr.patch(path, 1, { siasnId: 'sari', active: false })
  const { accessToken } = await idp.signIn('sari')
  tt.equal((await me(app, accessToken)).body.code, 'access.personUnknown')
  await hr.patch(path, 2, { active: true })
  tt.equal((await me(app, accessToken)).body.employeeId, employees.sari)
})

void t.test(
  'keys are rotated: a new one is taken at once, an old one goes, unknown ones ask once a minute',
  async (tt) => {
    const { app, idp, later } = await agency(tt)
    const before = await idp.signIn('sari')
    tt.equal((await me(app, before.accessToken)).status, 200)
    later(61)
    idp.rotate('second')
    const after = await idp.signIn('sari')
    tt.equal((await me(app, after.accessToken)).status, 200, 'an unknown key makes the service ask')
    tt.equal((await me(app, before.accessToken)).status, 401, 'what the provider no longer shows is no longer believed')
    const asked = idp.asked('/jwks')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    for (let i = 0; i < 200; i++) {
      const forged = createSigner({
        key,
        algorithm: 'RS256',
        kid: `k${String(i)}`,
        iss: idp.issuer,
        aud: 'kompeten',
        sub: 'sari',
        expiresIn: 60_000,
      })({})
      const { status } = await me(app, forged)
      if (status !== 401) tt.fail(`a forged token got ${String(status)}`)
    }
    tt.equal(idp.asked('/jwks'), asked, '200 unknown keys, and the provider heard of none')
  },
)

void t.test('the provider is down: known keys go on, unknown ones are told to come back', async (tt) => {
  const { app, idp, later } = await agency(tt)
  const { accessToken } = await idp.signIn('sari')
  tt.equal((await me(app, accessToken)).status, 200)
  idp.rotate('second')
  const unknown = (await idp.signIn('sari')).accessToken
  await idp.down()
  later(61)
  const refused = await me(app, unknown)
  tt.same([refused.status, refused.body.code], [503, 'token.issuerUnreachable'])
  tt.ok(Number(refused.headers['retry-after']) > 0)
  tt.equal((await me(app, accessToken)).status, 200)
  later(900)
  tt.equal((await me(app, accessToken)).status, 200, 'a quarter of an hour later too')
  await idp.up()
  later(61)
  tt.equal((await me(app, unknown)).status, 200, 'and it comes back by itself')
})

void t.test('a disabled provider signs nobody in; another institution’s is none of ours', async (tt) => {
  const { app, idp, provider, later } = await agency(tt)
  const other = await app.institution('OTHER')
  const platform = app.as('platform')
  const twice = await platform.post('/v1/identity-providers', {
    institutionId: other.id,
    issuer: idp.issuer,
    audiences: ['kompeten'],
    claim: 'nip',
    matches: 'nip',
  })
  tt.equal(twice.body.code, 'identityProvider.issuerTaken')
  tt.equal((await other.hr.get('/v1/identity-providers')).body.items.length, 0)
  tt.equal((await other.hr.get(`/v1/identity-providers/${provider.id}`)).status, 404)
  tt.equal((await platform.get('/v1/identity-providers')).body.items.length, 1)
  // Its HR claims our person for itself; the token is still no token of theirs.
  await other.hr.post('/v1/identities', { issuer: idp.issuer, subject: 'budi', kind: 'person', label: 'x' })
  tt.equal((await me(app, (await idp.signIn('budi')).accessToken)).status, 401)
  const { accessToken } = await idp.signIn('sari')
  tt.equal((await me(app, accessToken)).status, 200)
  await platform.patch(`/v1/identity-providers/${provider.id}`, 1, { disabled: true })
  later(4)
  tt.equal((await me(app, accessToken)).status, 401, 'cached before, refused after')
})

void t.test(
  'token exchange (RFC 8693): a front end’s server acts for its signed-in person, and the trail says so',
  async (tt) => {
    const { app, idp, hr, institutionId, employees } = await agency(tt)
    const front = (await hr.post('/v1/api-clients', { label: 'Portal', scopes: [], actsForPersons: true })).body
    const plain = (await hr.post('/v1/api-clients', { label: 'Skrip', scopes: [] })).body
    const exchange = (client: typeof front, subjectToken: string, type = 'access_token') =>
      tokenRequest(
        app,
        client,
        new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: subjectToken,
          subject_token_type: `urn:ietf:params:oauth:token-type:${type}`,
        }).toString(),
      )
    const { accessToken, idToken } = await idp.signIn('sari')
    const given = await exchange(front, idToken, 'id_token')
    tt.match(given.body, { token_type: 'Bearer', issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' })
    const token = String(given.body.access_token)
    const who = await me(app, token)
    tt.match(who.body, { institutionId, employeeId: employees.sari, kind: 'person' })
    tt.equal((await exchange(front, accessToken)).status, 200)
    tt.same([(await exchange(plain, idToken)).body.error], ['unauthorized_client'])
    tt.same([(await exchange(front, token)).body.error], ['invalid_request'], 'ours is not exchanged again')
    tt.same([(await exchange(front, 'a.b.c')).body.error], ['invalid_request'])
    tt.same([(await exchange(front, (await idp.signIn('nobody')).accessToken)).body.error], ['invalid_request'])
    const post = await app.anonymous.post(
      '/v1/me/personal-data-requests',
      { kind: 'correction' },
      { authorization: `Bearer ${token}` },
    )
    tt.equal(post.status, 201)
    const { rows } = await app.pools.owner.query<{ facts: string; action: string }>(
      "select action, facts from audit_entries where actor_id = $1 or action = 'token.exchange' order by seq",
      [who.body.identityId],
    )
    tt.same(
      rows.map(({ action }) => action),
      ['identity.provision', 'token.exchange', 'token.exchange', 'personalData.own'],
    )
    tt.equal(JSON.parse(rows.at(-1)?.facts ?? '{}').through, front.clientId)
    await hr.patch(
      `/v1/api-clients/${String(front.clientId)}`,
      (await hr.get(`/v1/api-clients/${String(front.clientId)}`)).body.version,
      {
        actsForPersons: false,
      },
    )
    tt.equal((await me(app, token)).status, 401, 'what a client may no longer do, its tokens cannot')
  },
)

void t.test('no address inside is asked unless it is allowed', async (tt) => {
  const app = await testApp(tt)
  const idp = await identityProvider(tt, claims)
  app.setNow(new Date().toISOString())
  const { id: institutionId } = await app.institution('SSRF')
  await app.as('platform').post('/v1/identity-providers', {
    institutionId,
    issuer: idp.issuer,
    audiences: ['kompeten'],
    claim: 'nip',
    matches: 'nip',
  })
  const { accessToken } = await idp.signIn('sari')
  const asked = idp.asked('/jwks')
  tt.equal((await me(app, accessToken)).body.code, 'token.issuerUnreachable')
  tt.equal(idp.asked('/jwks'), asked)
})

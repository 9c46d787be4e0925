/** Machines: a standard OAuth client library gets tokens; secrets are rotated, revoked and never shown again. */
import { createHash, generateKeyPairSync, webcrypto } from 'node:crypto'
import * as oauth from 'openid-client'
import t from 'tap'
import { testApp, type TestApp } from '../support/app.ts'
import { accessToken, basic, FORM_TYPE, tokenRequest } from '../support/oauth.ts'

/** The library finds the service under the name that the service gives itself. */
const nameResolver =
  (address: string): oauth.CustomFetch =>
  (url, options) =>
    fetch(url.replace('http://kompeten.test', address), options as RequestInit)

const discover = async (
  address: string,
  clientId: string,
  authentication: oauth.ClientAuth,
): Promise<oauth.Configuration> =>
  oauth.discovery(new URL('http://kompeten.test'), clientId, undefined, authentication, {
    algorithm: 'oauth2',
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; this is a loopback
    execute: [oauth.allowInsecureRequests],
    [oauth.customFetch]: nameResolver(address),
  })

/** As the library tells it. */
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => null,
    (error: unknown) => error,
  )

const withToken = (app: TestApp, token: string) => (method: string, path: string, body?: unknown) =>
  app.anonymous.request(method, path, {
    ...(body !== undefined && { body }),
    headers: { authorization: `Bearer ${token}` },
  })

void t.test('openid-client: discovery, client_secret_basic, scopes', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('MESIN')
  app.setNow(new Date().toISOString())
  const address = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const made = await hr.post('/v1/api-clients', {
    label: 'SIMPEG',
    scopes: ['organisation:read', 'organisation:write'],
  })
  tt.equal(made.status, 201)
  const { clientId, clientSecret } = made.body
  tt.match(clientSecret, /^kompeten_secret_[\w-]{43}$/)
  const config = await discover(address, clientId, oauth.ClientSecretBasic(clientSecret))
  const all = await oauth.clientCredentialsGrant(config)
  tt.equal(all.token_type, 'bearer')
  tt.equal(all.expires_in, 600)
  tt.equal(all.scope, 'organisation:read organisation:write')
  const call = withToken(app, all.access_token)
  tt.equal((await call('POST', '/v1/units', { code: 'A', name: 'A' })).status, 201)
  const less = await oauth.clientCredentialsGrant(config, { scope: 'organisation:read' })
  const reader = withToken(app, less.access_token)
  tt.equal((await reader('GET', '/v1/units')).status, 200)
  tt.equal(
    (await reader('POST', '/v1/units', { code: 'B', name: 'B' })).status,
    403,
    'a token carries no more than was asked for',
  )
  tt.match(await refusal(oauth.clientCredentialsGrant(config, { scope: 'access:read' })), { error: 'invalid_scope' })
  const wrong = await discover(address, clientId, oauth.ClientSecretBasic('kompeten_secret_x'))
  tt.match(await refusal(oauth.clientCredentialsGrant(wrong)), { status: 401 })
  const row = (await hr.get(`/v1/api-clients/${String(clientId)}`)).body
  tt.match(row.credentials, [{ kind: 'secret', revokedAt: null }])
  tt.ok(row.credentials[0].lastUsedAt, 'when a secret was last used is told')
  tt.ok(row.lastUsedAt, 'and when the client was last here')
  tt.notMatch(JSON.stringify(row), clientSecret)
  const { rows } = await app.pools.owner.query<{ text: string }>(
    `select c::text as text from client_credentials c union all select k::text from idempotency_keys k
     union all select e::text from audit_entries e`,
  )
  tt.ok(rows.length > 3)
  for (const { text } of rows) tt.notOk(text.includes(clientSecret), 'the secret is in no table')
  const trail = await app.pools.owner.query<{ actor_id: string }>(
    "select actor_id from audit_entries where action = 'token.issue'",
  )
  tt.same([...new Set(trail.rows.map(({ actor_id: id }) => id))], [clientId], 'every token given leaves an entry')
  tt.equal(trail.rows.length, 2)
})

void t.test('openid-client: private_key_jwt, each assertion once', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('KUNCI')
  app.setNow(new Date().toISOString())
  const address = await app.server.listen({ port: 0, host: '127.0.0.1' })
  const { clientId } = (await hr.post('/v1/api-clients', { label: 'Skrip', scopes: ['exchange:read'] })).body
  const path = `/v1/api-clients/${String(clientId)}/keys`
  const pairs = {
    EdDSA: await webcrypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify']),
    ES256: await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']),
    RS256: await webcrypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ['sign', 'verify'],
    ),
  } as Record<string, webcrypto.CryptoKeyPair>
  for (const [name, pair] of Object.entries(pairs)) {
    const { kty, crv, x, y, n, e } = await webcrypto.subtle.exportKey('jwk', pair.publicKey)
    const jwk = Object.fromEntries(
      Object.entries({ kty, crv, x, y, n, e, kid: name }).filter(([, value]) => value !== undefined),
    )
    tt.equal((await hr.post(path, jwk)).status, 201, name)
    tt.equal((await hr.post(path, jwk)).body.code, 'apiClient.keyNameTaken')
    let sent = ''
    const config = await discover(address, clientId, oauth.PrivateKeyJwt({ key: pair.privateKey, kid: name }))
    config[oauth.customFetch] = (url, options) => {
      sent = options.body instanceof URLSearchParams ? options.body.toString() : ''
      return nameResolver(address)(url, options)
    }
    tt.equal((await oauth.clientCredentialsGrant(config)).scope, 'exchange:read', name)
    const again = await app.anonymous.request('POST', '/v1/oauth/token', {
      body: sent,
      headers: { 'content-type': FORM_TYPE },
    })
    tt.same([again.status, again.body.error], [401, 'invalid_client'], `${name}: the same assertion is not taken twice`)
  }
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
  tt.equal((await hr.post(path, { ...small, kid: 'small' })).body.code, 'apiClient.keyUnusable')
  const secret = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  tt.equal((await hr.post(path, { ...secret, kid: 'private' })).status, 400, 'a private key has no place here')
  tt.equal(
    (await hr.post(path, { kty: 'OKP', kid: 'k', crv: 'Ed25519', x: 'AAAA' })).body.code,
    'apiClient.keyUnusable',
  )
  const stranger = await webcrypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])
  const config = await discover(
    address,
    clientId,
    oauth.PrivateKeyJwt({ key: (stranger as webcrypto.CryptoKeyPair).privateKey, kid: 'EdDSA' }),
  )
  tt.match(await refusal(oauth.clientCredentialsGrant(config)), { error: 'invalid_client' })
})

void t.test('two live secrets, revocation, disabling: from the next request on', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('ROTASI')
  const first = (await hr.post('/v1/api-clients', { label: 'x', scopes: ['organisation:read'] })).body
  const path = `/v1/api-clients/${String(first.clientId)}`
  const second = (await hr.post(`${path}/secrets`)).body
  tt.equal((await hr.post(`${path}/secrets`)).body.code, 'apiClient.tooManySecrets')
  const token = async (secret: string): Promise<string> => await accessToken(app, { ...first, clientSecret: secret })
  const [old, renewed] = [await token(first.clientSecret), await token(second.clientSecret)]
  tt.equal((await withToken(app, old)('GET', '/v1/units')).status, 200)
  const revoke = (id: string) =>
    hr.request('DELETE', `/v1/client-credentials/${id}`, { headers: { 'if-match': '"1"' } })
  tt.equal((await revoke(first.id)).status, 204)
  tt.equal((await withToken(app, old)('GET', '/v1/units')).status, 401, 'verified and cached before, refused after')
  tt.equal((await withToken(app, renewed)('GET', '/v1/units')).status, 401)
  tt.equal((await tokenRequest(app, first)).status, 401)
  const fresh = await token(second.clientSecret)
  tt.equal((await withToken(app, fresh)('GET', '/v1/units')).status, 200)
  tt.equal((await revoke(first.id)).status, 204, 'again: nothing')
  tt.equal((await withToken(app, fresh)('GET', '/v1/units')).status, 200)
  tt.equal((await hr.post(`${path}/secrets`)).status, 201, 'room again')
  const { version } = (await hr.get(path)).body
  await hr.patch(path, version, { disabled: true })
  tt.equal((await withToken(app, fresh)('GET', '/v1/units')).status, 401)
  tt.equal((await tokenRequest(app, { ...first, clientSecret: second.clientSecret })).status, 401)
  await hr.patch(path, (await hr.get(path)).body.version, { disabled: false })
  tt.equal((await withToken(app, fresh)('GET', '/v1/units')).status, 401, 'a token that ended does not live again')
  const other = (await app.institution('LAIN')).hr
  tt.equal((await other.get(path)).status, 404)
  tt.equal(
    (await other.request('DELETE', `/v1/client-credentials/${String(second.id)}`, { headers: { 'if-match': '"1"' } }))
      .status,
    404,
  )
})

void t.test('a token taken back (RFC 7009), by its own client alone', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('CABUT')
  const one = (await hr.post('/v1/api-clients', { label: 'x', scopes: ['organisation:read'] })).body
  const other = (await hr.post('/v1/api-clients', { label: 'y', scopes: ['organisation:read'] })).body
  const token = await accessToken(app, one)
  const kept = await accessToken(app, one)
  const takeBack = (client: typeof one, value: string) =>
    app.anonymous.request('POST', '/v1/oauth/revocation', {
      body: `token=${encodeURIComponent(value)}`,
      headers: {
        authorization: basic(client),
        'content-type': FORM_TYPE,
      },
    })
  const call = withToken(app, token)
  tt.equal((await call('GET', '/v1/units')).status, 200)
  tt.equal((await takeBack(other, token)).status, 200, 'told nothing')
  tt.equal((await call('GET', '/v1/units')).status, 200)
  tt.equal((await takeBack(one, 'no.such.token')).status, 200)
  tt.equal((await takeBack(one, token)).status, 200)
  tt.equal((await call('GET', '/v1/units')).status, 401, 'cached before, refused after')
  tt.equal((await withToken(app, kept)('GET', '/v1/units')).status, 200)
})

void t.test('the keys that sign: new ones at once, retired ones within seconds, never the last', async (tt) => {
  const app = await testApp(tt)
  const platform = app.as('platform')
  const { hr } = await app.institution('PUTAR')
  const client = (await hr.post('/v1/api-clients', { label: 'x', scopes: ['organisation:read'] })).body
  const token = async () => await accessToken(app, client)
  const kidOf = (jwt: string): string => JSON.parse(Buffer.from(jwt.split('.')[0] ?? '', 'base64url').toString()).kid
  const [row] = (await platform.get('/v1/token-keys')).body.items
  const retire = (id: string) => platform.request('DELETE', `/v1/token-keys/${id}`, { headers: { 'if-match': '"1"' } })
  tt.equal((await retire(row.id)).body.code, 'tokenKey.lastOne')
  const old = await token()
  tt.equal(kidOf(old), row.id)
  app.setNow('2026-06-15T03:00:01Z')
  const made = (await platform.post('/v1/token-keys')).body
  const renewed = await token()
  tt.equal(kidOf(renewed), made.id)
  tt.equal((await withToken(app, old)('GET', '/v1/units')).status, 200, 'the old key is still good')
  tt.equal((await withToken(app, renewed)('GET', '/v1/units')).status, 200)
  tt.equal((await app.anonymous.get('/.well-known/jwks.json')).body.keys.length, 2)
  tt.equal((await retire(row.id)).status, 204)
  app.setNow('2026-06-15T03:00:05Z')
  tt.equal((await withToken(app, old)('GET', '/v1/units')).status, 401, 'within seconds')
  tt.equal((await withToken(app, renewed)('GET', '/v1/units')).status, 200)
  tt.equal((await hr.post('/v1/token-keys')).status, 403)
})

void t.test('limits: a client has its own, wrong secrets are told to wait, a right one never', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('BATAS')
  const client = (await hr.post('/v1/api-clients', { label: 'x', scopes: ['organisation:read'], rateLimit: 3 })).body
  const token = await accessToken(app, client)
  const statuses: number[] = []
  for (let i = 0; i < 5; i++) statuses.push((await withToken(app, token)('GET', '/v1/units')).status)
  tt.same(statuses, [200, 200, 200, 429, 429])
  const second = await accessToken(app, client)
  const limited = await withToken(app, second)('GET', '/v1/units')
  tt.equal(limited.status, 429, 'another token of the same client does not help')
  tt.ok(Number(limited.headers['retry-after']) > 0)
  const refused: number[] = []
  for (let i = 0; i < 12; i++)
    refused.push((await tokenRequest(app, { ...client, clientSecret: `wrong-${String(i)}` })).status)
  tt.same(refused, [...Array<number>(10).fill(401), 429, 429])
  tt.equal((await tokenRequest(app, client)).status, 200, 'nobody is locked out by a stranger')
})

void t.test('forms that are none', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('FORM')
  const { clientId, clientSecret } = (await hr.post('/v1/api-clients', { label: 'x', scopes: [] })).body
  const send = async (body: string, headers: Record<string, string> = {}) => {
    const reply = await app.anonymous.request('POST', '/v1/oauth/token', {
      body,
      headers: {
        'content-type': FORM_TYPE,
        authorization: basic({ clientId, clientSecret }),
        ...headers,
      },
    })
    return [reply.status, reply.body.error ?? reply.body.code]
  }
  tt.same(await send('grant_type=client_credentials&grant_type=x'), [400, 'invalid_request'])
  tt.same(await send('grant_type=password&username=a&password=b'), [400, 'unsupported_grant_type'])
  tt.same(await send(''), [400, 'invalid_request'])
  tt.same(await send('grant_type=%00'), [400, 'invalid_request'])
  tt.same(await send('{}', { 'content-type': 'application/json' }), [415, 'request.unsupportedMediaType'])
  tt.same(await send(`grant_type=client_credentials&client_secret=${String(clientSecret)}`), [400, 'invalid_request'])
  tt.same(await send('grant_type=client_credentials&client_id=other'), [401, 'invalid_client'])
  tt.same(await send('grant_type=client_credentials&client_assertion=a.b.c'), [400, 'invalid_request'])
  tt.same(await send('grant_type=client_credentials', { authorization: 'Basic %%%' }), [401, 'invalid_client'])
  tt.same(
    await send('grant_type=client_credentials', {
      authorization: basic({ clientId: 'constructor', clientSecret: 'x' }),
    }),
    [401, 'invalid_client'],
  )
  tt.same(await send('grant_type=client_credentials', { authorization: 'Bearer a.b.c' }), [401, 'invalid_client'])
  tt.same(await send(`grant_type=${'x'.repeat(9_000)}`), [400, 'invalid_request'])
  tt.same(await send('x=1&'.repeat(20_000)), [413, 'request.tooLarge'])
  const digest = createHash('sha256').update('x').digest('hex')
  tt.same(await send('grant_type=client_credentials', { authorization: basic({ clientId, clientSecret: digest }) }), [
    401,
    'invalid_client',
  ])
  tt.same(await send('grant_type=client_credentials'), [200, undefined])
})

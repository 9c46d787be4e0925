/** Attacks on tokens, of each kind of issuer that the service believes: one plain 401, and nobody outside is asked. */
import {
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto'
import { createServer } from 'node:http'
import { once } from 'node:events'
import t from 'tap'
import { PUBLIC_URL, testApp, type TestApp } from '../support/app.ts'
import { accessToken } from '../support/oauth.ts'

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = (header: object, payload: object, by: (text: string) => Buffer): string => {
  const text = `${part(header)}.${part(payload)}`
  return `${text}.${by(text).toString('base64url')}`
}
const rsa =
  (key: KeyObject, hash = 'sha256') =>
  (text: string) =>
    sign(hash, Buffer.from(text), key)
const ed = (key: KeyObject) => (text: string) => sign(null, Buffer.from(text), key)
const hs = (secret: string | Buffer) => (text: string) => createHmac('sha256', secret).update(text).digest()

/** A provider that is nothing but its documents: the tests hold its key. */
const documents = async (tt: Parameters<typeof testApp>[0], jwk: JsonWebKey) => {
  let asked = 0
  let issuer = ''
  const server = createServer((request, response) => {
    asked += 1
    const isKeys = request.url === '/jwks'
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(isKeys ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://127.0.0.1:${String((server.address() as { port: number }).port)}`
  tt.teardown(() => server.close())
  return { issuer, asked: () => asked }
}

const statusOf = (app: TestApp) => async (token: string) => {
  const { status, body, headers } = await app.anonymous.get('/v1/me', { authorization: `Bearer ${token}` })
  return {
    status,
    code: body?.code as string | undefined,
    type: headers['content-type'],
    challenge: headers['www-authenticate'],
  }
}

void t.test('attacks on tokens of every issuer', async (tt) => {
  const app = await testApp(tt, { outboundAllow: ['127.0.0.0/8'] })
  const nowS = Math.floor(Date.parse('2026-06-15T03:00:00Z') / 1_000)
  const [own, foreign] = [
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
    generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ]
  const jwkOf = (key: KeyObject, kid: string): JsonWebKey => ({
    ...key.export({ format: 'jwk' }),
    kid,
    use: 'sig',
    alg: 'RS256',
  })
  const home = await documents(tt, jwkOf(own.publicKey, 'home'))
  const abroad = await documents(tt, jwkOf(foreign.publicKey, 'abroad'))
  const bait = await documents(tt, jwkOf(foreign.publicKey, 'bait'))
  const [a, b] = [await app.institution('A'), await app.institution('B')]
  for (const [institution, { issuer }, nip] of [
    [a, home, '199001152015032001'],
    [b, abroad, '199001152015032002'],
  ] as const) {
    const platform = app.as('platform')
    await platform.post('/v1/identity-providers', {
      institutionId: institution.id,
      issuer,
      audiences: ['kompeten'],
      claim: 'nip',
      matches: 'nip',
    })
    await institution.hr.post('/v1/employees', { nip, name: 'x (contoh)', employmentKind: 'PNS', sample: true })
  }
  const client = (await a.hr.post('/v1/api-clients', { label: 'x', scopes: ['access:read'] })).body
  const ours = await accessToken(app, client)
  const status = statusOf(app)
  const header = { alg: 'RS256', kid: 'home', typ: 'JWT' }
  const claims = {
    iss: home.issuer,
    aud: 'kompeten',
    sub: 'someone',
    nip: '199001152015032001',
    iat: nowS,
    exp: nowS + 3_600,
  }
  const good = signed(header, claims, rsa(own.privateKey))
  tt.equal((await status(good)).status, 200, 'a good token of the provider passes')
  tt.equal((await status(ours)).status, 200, 'and a good one of ours')

  const pem = own.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const der = own.publicKey.export({ type: 'spki', format: 'der' })
  const [head = '', body = '', tail = ''] = ours.split('.')
  const ourHeader = JSON.parse(Buffer.from(head, 'base64url').toString())
  const ourClaims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const keySet = (await app.anonymous.get('/.well-known/jwks.json')).body
  const ourPublic = createPublicKey({ key: keySet.keys[0], format: 'jwk' })
  const thief = generateKeyPairSync('ed25519')
  const forge = (more: object, payload: object = claims) =>
    signed({ ...header, ...more }, payload, rsa(foreign.privateKey))
  const attacks: Record<string, string> = {
    'alg none': `${part({ ...header, alg: 'none' })}.${part(claims)}.`,
    'alg none, signed': signed({ ...header, alg: 'none' }, claims, rsa(own.privateKey)),
    'alg NONE': signed({ ...header, alg: 'NONE' }, claims, rsa(own.privateKey)),
    'alg none, ours': `${part({ ...ourHeader, alg: 'none' })}.${body}.${tail}`,
    'HS256 with the PEM of the provider': signed({ ...header, alg: 'HS256' }, claims, hs(pem)),
    'HS256 with its DER': signed({ ...header, alg: 'HS256' }, claims, hs(der)),
    'HS256 with nothing': signed({ ...header, alg: 'HS256' }, claims, hs('')),
    'HS256 with our own public key': signed(
      { ...ourHeader, alg: 'HS256' },
      ourClaims,
      hs(ourPublic.export({ type: 'spki', format: 'pem' }).toString()),
    ),
    'RS512 by the right key': signed({ ...header, alg: 'RS512' }, claims, rsa(own.privateKey, 'sha512')),
    jku: forge({ jku: `${bait.issuer}/jwks`, kid: 'bait' }),
    'jku, known kid': forge({ jku: `${bait.issuer}/jwks` }),
    x5u: forge({ x5u: `${bait.issuer}/jwks` }),
    'embedded jwk': forge({ jwk: jwkOf(foreign.publicKey, 'home') }),
    x5c: forge({ x5c: [Buffer.from(der).toString('base64')] }),
    'the key of another institution': signed({ ...header, kid: 'abroad' }, claims, rsa(foreign.privateKey)),
    'another institution’s key under our kid': forge({}),
    'another institution’s issuer with our kid': signed(
      { ...header, kid: 'home' },
      { ...claims, iss: abroad.issuer },
      rsa(own.privateKey),
    ),
    'a provider that speaks as the service': signed({ ...header }, { ...ourClaims }, rsa(own.privateKey)),
    'a stranger that speaks as the service': signed(ourHeader, ourClaims, ed(thief.privateKey)),
    'a kid of ours that is none': signed(
      { ...ourHeader, kid: '01980a5e-7c1b-7000-8000-00000000dead' },
      ourClaims,
      ed(thief.privateKey),
    ),
    'our token, another subject': `${head}.${part({ ...ourClaims, sub: '01980a5e-7c1b-7000-8000-00000000dead' })}.${tail}`,
    'our token, later end': `${head}.${part({ ...ourClaims, exp: Number(ourClaims.exp) + 1 })}.${tail}`,
    'not yet valid': signed(header, { ...claims, nbf: nowS + 600 }, rsa(own.privateKey)),
    'issued tomorrow': signed(header, { ...claims, iat: nowS + 86_400, exp: nowS + 90_000 }, rsa(own.privateKey)),
    'living too long': signed(header, { ...claims, exp: nowS + 30 * 86_400 }, rsa(own.privateKey)),
    'wrong audience': signed(header, { ...claims, aud: 'somebody-else' }, rsa(own.privateKey)),
    'no audience': signed(header, { ...claims, aud: undefined }, rsa(own.privateKey)),
    'an unknown issuer': signed(header, { ...claims, iss: 'https://nobody.example' }, rsa(own.privateKey)),
    'an issuer that is the service’s name with a slash': signed(
      header,
      { ...claims, iss: `${PUBLIC_URL}/` },
      rsa(own.privateKey),
    ),
    'no subject': signed(header, { ...claims, sub: undefined }, rsa(own.privateKey)),
    'a refresh token': signed({ ...header, typ: 'Refresh' }, claims, rsa(own.privateKey)),
    'a critical extension': signed({ ...header, crit: ['b64'], b64: false }, claims, rsa(own.privateKey)),
    'a cut signature': good.slice(0, -2),
    oversized: signed(header, { ...claims, padding: randomBytes(6_500).toString('hex') }, rsa(own.privateKey)).slice(
      0,
      15_000,
    ),
    'a payload that is no object': signed(header, [1], rsa(own.privateKey)),
  }
  const kids = [
    '../../../../etc/passwd',
    "home' or '1'='1",
    'home\u0000',
    '__proto__',
    'constructor',
    '/dev/null',
    'http://127.0.0.1/',
    '$(id)',
    '',
  ]
  for (const kid of kids) {
    attacks[`kid ${kid}`] = forge({ kid })
    attacks[`kid ${kid}, HS256 with nothing`] = signed({ ...header, kid, alg: 'HS256' }, claims, hs(''))
    attacks[`kid ${kid}, ours`] = signed({ ...ourHeader, kid }, ourClaims, ed(thief.privateKey))
  }
  for (const [name, token] of Object.entries(attacks)) {
    const began = Date.now()
    const found = await status(token)
    tt.match(
      found,
      { status: 401, code: 'token.invalid', type: /^application\/problem\+json/, challenge: /invalid_token/ },
      name,
    )
    tt.ok(Date.now() - began < 1_000, `${name}: at once`)
  }
  tt.ok(Object.keys(attacks).length > 60, `saw ${String(Object.keys(attacks).length)} attacks`)
  const expired = signed(header, { ...claims, iat: nowS - 7_200, exp: nowS - 3_600 }, rsa(own.privateKey))
  tt.match(await status(expired), { status: 401, code: 'token.expired' })
  tt.equal(bait.asked(), 0, 'no address that a token names was asked')
  tt.equal((await status(good)).status, 200, 'and the good ones still pass')
  tt.equal((await status(ours)).status, 200)
  app.setNow('2026-06-15T03:11:00Z')
  tt.match(await status(ours), { status: 401, code: 'token.expired' }, 'a token that was cached ends in its time')
})

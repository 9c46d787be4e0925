/** An OpenID provider that nobody wrote for us (oidc-provider), on a port of its own, and a person who signs in to it. */
import { createServer, type Server } from 'node:http'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import Provider, { type Configuration, type JWK } from 'oidc-provider'
import * as oauth from 'openid-client'
import type { Test } from 'tap'

export const FRONT_END = { id: 'portal-asn', secret: 'rahasia-contoh-portal' }
const CALLBACK = 'http://portal.test/callback'

const keyNamed = (kid: string): JWK => ({
  ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
  kid,
  use: 'sig',
  alg: 'RS256',
})

export interface IdentityProvider {
  readonly issuer: string
  /** Requests that reached it, by path. */
  readonly asked: (path: string) => number
  /** From now on it signs with this key, and shows no other. */
  readonly rotate: (kid: string) => void
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  /** Signs a person in through the authorization code flow with PKCE, as a front end does; `login` is the subject. */
  readonly signIn: (login: string) => Promise<{ accessToken: string; idToken: string }>
}

/** `claims` are those of a person by login, in every token. */
export const identityProvider = async (
  t: Test,
  claims: (login: string) => Record<string, unknown>,
): Promise<IdentityProvider> => {
  let handler: ReturnType<Provider['callback']>
  const counts = new Map<string, number>()
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? ''
    counts.set(path, (counts.get(path) ?? 0) + 1)
    void handler(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const issuer = `http://127.0.0.1:${String(port)}`
  const configure = (kid: string): void => {
    const configuration: Configuration = {
      jwks: { keys: [keyNamed(kid)] },
      clients: [
        {
          client_id: FRONT_END.id,
          client_secret: FRONT_END.secret,
          redirect_uris: [CALLBACK],
          grant_types: ['authorization_code'],
          response_types: ['code'],
        },
      ],
      cookies: { keys: ['contoh'] },
      claims: { openid: ['sub', 'nip', 'email', 'email_verified'] },
      conformIdTokenClaims: false,
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims(id) }) }),
      extraTokenClaims: (_context, token) => ('accountId' in token ? claims(token.accountId) : {}),
      features: {
        devInteractions: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => 'urn:kompeten',
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({ scope: 'openid', audience: 'kompeten', accessTokenFormat: 'jwt' }),
        },
      },
      ttl: { AccessToken: 3_600, IdToken: 3_600, Grant: 3_600, Session: 3_600, Interaction: 3_600 },
    }
    handler = new Provider(issuer, configuration).callback()
  }
  configure('first')
  const down = async (): Promise<void> => {
    if (!server.listening) return
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  const up = async (): Promise<void> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  t.teardown(down)

  const signIn: IdentityProvider['signIn'] = async (login) => {
    const config = await oauth.discovery(new URL(issuer), FRONT_END.id, FRONT_END.secret, undefined, {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; this is a loopback
      execute: [oauth.allowInsecureRequests],
    })
    const verifier = oauth.randomPKCECodeVerifier()
    const challenge = await oauth.calculatePKCECodeChallenge(verifier)
    const asked = { redirect_uri: CALLBACK, scope: 'openid', code_challenge: challenge, code_challenge_method: 'S256' }
    const jar = new Map<string, string>()
    const walk = async (url: string, form?: Record<string, string>): Promise<string> => {
      const response = await fetch(new URL(url, issuer), {
        redirect: 'manual',
        headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        jar.set(name, value)
      }
      await response.text()
      return response.headers.get('location') ?? ''
    }
    const follow = async (start: string): Promise<string> => {
      let url = start
      while (!url.includes('/interaction/') && !url.startsWith(CALLBACK)) url = await walk(url)
      return url
    }
    let at = await follow(oauth.buildAuthorizationUrl(config, asked).href)
    at = await follow(await walk(at, { prompt: 'login', login, password: 'contoh' }))
    at = await follow(await walk(at, { prompt: 'consent' }))
    const tokens = await oauth.authorizationCodeGrant(config, new URL(at), { pkceCodeVerifier: verifier })
    return { accessToken: tokens.access_token, idToken: tokens.id_token ?? '' }
  }
  return { issuer, asked: (path) => counts.get(path) ?? 0, rotate: configure, down, up, signIn }
}

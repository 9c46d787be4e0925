/** Where a client has its token from: given, or fetched with its own credentials and again when it runs out. */
import { ConnectionError, patiently } from './patience.ts'

export interface ClientCredentials {
  readonly id: string
  readonly secret: string
  /** Fewer scopes than the client has. */
  readonly scope?: string
  /** Of another server than the service itself. */
  readonly tokenUrl?: string
}

export interface TokenSource {
  readonly token: () => Promise<string>
  /** After a 401: false when there is no other token to be had. */
  readonly renew: () => boolean
}

/** So that a token does not run out on its way. */
const MARGIN_MS = 30_000

interface Held {
  readonly token: string
  readonly until: number
}

/** OAuth 2.0 client credentials, with `client_secret_basic` (RFC 6749 §4.4, §2.3.1). Throws ConnectionError. */
const fetchToken = async (tokenUrl: string, { id, secret, scope }: ClientCredentials): Promise<Held> => {
  const response = await patiently(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa([id, secret].map(encodeURIComponent).join(':'))}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: () =>
      new URLSearchParams({ grant_type: 'client_credentials', ...(scope !== undefined && { scope }) }).toString(),
  })
  const body = (await response.json().catch(() => ({}))) as { access_token?: string; expires_in?: number }
  if (!response.ok || body.access_token === undefined)
    throw new ConnectionError(`no token: ${String(response.status)} of ${tokenUrl}`)
  return { token: body.access_token, until: Date.now() + (body.expires_in ?? 60) * 1_000 - MARGIN_MS }
}

export const givenToken = (given: string | (() => string | Promise<string>)): TokenSource => ({
  token: async () => (typeof given === 'string' ? given : given()),
  renew: () => typeof given !== 'string',
})

export const ownToken = (baseUrl: string, credentials: ClientCredentials): TokenSource => {
  const tokenUrl = credentials.tokenUrl ?? `${baseUrl}/v1/oauth/token`
  let held: Promise<Held> | null = null
  return {
    // However many calls need it, it is fetched once.
    token: async () => {
      const known = await held?.catch(() => null)
      if (!known || known.until <= Date.now()) held = fetchToken(tokenUrl, credentials)
      return (await (held as Promise<Held>)).token
    },
    renew: () => {
      held = null
      return true
    },
  }
}

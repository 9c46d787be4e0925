/** The API as our own commands use it: address and credentials from the environment. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { CommandError, patiently, type Call } from './http.ts'

export type Environment = Readonly<Record<string, string | undefined>>

interface Credentials {
  readonly token: string | null
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
}

const credentialsOf = (environment: Environment, address: string): Credentials => {
  const { KOMPETEN_TOKEN, KOMPETEN_TOKEN_URL, KOMPETEN_CLIENT_ID, KOMPETEN_CLIENT_SECRET } = environment
  const hasClient = Boolean(KOMPETEN_CLIENT_ID && KOMPETEN_CLIENT_SECRET)
  if (!KOMPETEN_TOKEN && !hasClient)
    throw new CommandError('set KOMPETEN_TOKEN, or KOMPETEN_CLIENT_ID and KOMPETEN_CLIENT_SECRET')
  return {
    // A variable that is set and empty is one that is not set.
    token: KOMPETEN_TOKEN || null,
    tokenUrl: KOMPETEN_TOKEN_URL || `${address}/v1/oauth/token`,
    clientId: KOMPETEN_CLIENT_ID ?? '',
    clientSecret: KOMPETEN_CLIENT_SECRET ?? '',
  }
}

/** OAuth 2.0 client credentials, with `client_secret_basic` (RFC 6749 §4.4, §2.3.1). */
const requestToken = async ({ tokenUrl, clientId, clientSecret }: Credentials): Promise<string> => {
  const basic = [clientId, clientSecret].map(encodeURIComponent).join(':')
  const response = await patiently(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(basic).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: () => 'grant_type=client_credentials',
  })
  const { access_token: token } = (await response.json().catch(() => ({}))) as { access_token?: string }
  if (!response.ok || token === undefined) throw new CommandError(`no token: ${String(response.status)} of ${tokenUrl}`)
  return token
}

export interface Client {
  /** Throws CommandError with code and detail of a problem. A POST has an Idempotency-Key, so that repeating is safe. */
  readonly call: (path: string, call?: Call) => Promise<Response>
  /** Bodies are as the contract has them; the caller says which. */
  readonly get: (path: string) => Promise<unknown>
  readonly post: (path: string, body: object) => Promise<unknown>
}

const problemOf = async (response: Response): Promise<CommandError> => {
  const text = await response.text()
  try {
    const { code, detail } = JSON.parse(text) as { code: string; detail: string }
    return new CommandError(`${String(response.status)} ${code}: ${detail}`)
  } catch {
    return new CommandError(`${String(response.status)}: ${text.slice(0, 200)}`)
  }
}

export const openClient = (environment: Environment): Client => {
  const address = (environment.KOMPETEN_URL || 'http://127.0.0.1:3000').replace(/\/+$/, '')
  if (!URL.canParse(address)) throw new CommandError('KOMPETEN_URL is not an address')
  const credentials = credentialsOf(environment, address)
  let { token } = credentials
  const once = async (path: string, call: Call): Promise<Response> => {
    token ??= await requestToken(credentials)
    const language = environment.LANG?.startsWith('en') ? 'en' : 'id'
    const headers = { authorization: `Bearer ${token}`, 'accept-language': language, ...call.headers }
    return patiently(`${address}${path}`, { ...call, headers })
  }
  const call = async (path: string, given: Call = {}): Promise<Response> => {
    const key = given.method === 'POST' ? { 'idempotency-key': randomUUID() } : {}
    const keyed = { ...given, headers: { ...key, ...given.headers } }
    let response = await once(path, keyed)
    // A token of the client's own is fetched again when it has run out.
    if (response.status === 401 && credentials.token === null) {
      token = null
      response = await once(path, keyed)
    }
    if (!response.ok) throw await problemOf(response)
    return response
  }
  return {
    call,
    get: async (path) => (await call(path)).json(),
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' }
      return (await call(path, { method: 'POST', headers, body: () => JSON.stringify(body) })).json()
    },
  }
}

const LOOK_EVERY_MS = 250

/** Until a job has ended; `tell` hears of every look. */
export const untilOver = async <T extends { readonly state: string }>(
  client: Client,
  path: string,
  tell: (row: T) => void,
): Promise<T> => {
  for (;;) {
    const row = (await client.get(path)) as T
    tell(row)
    if (row.state !== 'queued' && row.state !== 'running') return row
    await sleep(LOOK_EVERY_MS)
  }
}

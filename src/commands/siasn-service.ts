/**
 * SIASN's web service as its public clients describe it (rules.md §6.3): two tokens on every call, `Auth` beside
 * `Authorization`; on 401 both are fetched again and the call is repeated once.
 */
import type { Environment } from './client.ts'
import { patiently, type Call } from '../client/patience.ts'
import { CommandError } from './client.ts'

const NAMES = [
  'SIASN_URL',
  'SIASN_APIM_TOKEN_URL',
  'SIASN_CONSUMER_KEY',
  'SIASN_CONSUMER_SECRET',
  'SIASN_SSO_TOKEN_URL',
  'SIASN_SSO_CLIENT_ID',
  'SIASN_USERNAME',
  'SIASN_PASSWORD',
] as const
type Settings = Readonly<Record<(typeof NAMES)[number], string>>

/** Every setting that is missing is named at once; none has a default, since no address of SIASN was verified. */
const settingsOf = (environment: Environment): Settings => {
  const missing = NAMES.filter((name) => !environment[name])
  if (missing.length > 0) throw new CommandError(`set ${missing.join(', ')}`)
  return Object.fromEntries(NAMES.map((name) => [name, environment[name] ?? ''])) as Settings
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const tokenFrom = async (url: string, fields: Record<string, string>, headers: object = {}): Promise<string> => {
  const body = new URLSearchParams(fields).toString()
  const response = await patiently(url, { method: 'POST', headers: { ...FORM, ...headers }, body: () => body })
  const { access_token: token } = (await response.json().catch(() => ({}))) as { access_token?: string }
  if (!response.ok || token === undefined)
    throw new CommandError(`no token of ${new URL(url).host}: ${String(response.status)}`)
  return token
}

interface Tokens {
  /** Of the gateway (WSO2 APIM). */
  readonly apim: string
  /** Of the person (SSO). */
  readonly sso: string
}

const requestTokens = async (settings: Settings): Promise<Tokens> => {
  const basic = Buffer.from(`${settings.SIASN_CONSUMER_KEY}:${settings.SIASN_CONSUMER_SECRET}`).toString('base64')
  const apim = await tokenFrom(
    settings.SIASN_APIM_TOKEN_URL,
    { grant_type: 'client_credentials' },
    { authorization: `Basic ${basic}` },
  )
  const sso = await tokenFrom(settings.SIASN_SSO_TOKEN_URL, {
    grant_type: 'password',
    client_id: settings.SIASN_SSO_CLIENT_ID,
    username: settings.SIASN_USERNAME,
    password: settings.SIASN_PASSWORD,
  })
  return { apim, sso }
}

/** As SIASN has it; ids and days are text, years sometimes numbers. */
export type SiasnRow = Readonly<Record<string, string | number | null | undefined>>

export type Saved =
  { readonly accepted: true; readonly siasnId: string | null } | { readonly accepted: false; readonly reason: string }

export interface SiasnService {
  /** Throws CommandError where it is not known whether the record arrived. */
  readonly save: (service: string, body: object) => Promise<Saved>
  /** Rows that SIASN has of a person; none where it knows nobody. */
  readonly history: (name: string, nip: string) => Promise<SiasnRow[]>
}

interface Answer {
  readonly success?: boolean
  readonly message?: string
  readonly data?: string
  readonly mapData?: Readonly<Record<string, unknown>>
}

const answerOf = (text: string): Answer => {
  try {
    return (JSON.parse(text) as Answer | null) ?? {}
  } catch {
    return { message: text.slice(0, 200) }
  }
}

/** The answer of a save: `{success, message, code, mapData: {rwSkpId | …}}`. */
const savedOf = async (response: Response): Promise<Saved> => {
  const text = await response.text()
  const { success, message, data, mapData } = answerOf(text)
  if (response.ok && success === true) {
    const [id] = Object.values(mapData ?? {}).filter((value) => typeof value === 'string')
    return { accepted: true, siasnId: id ?? null }
  }
  return { accepted: false, reason: (message ?? data ?? String(response.status)).slice(0, 500) }
}

export const openSiasn = (environment: Environment): SiasnService => {
  const settings = settingsOf(environment)
  let tokens: Promise<Tokens> | null = null
  const once = async (path: string, call: Call, tries?: number): Promise<Response> => {
    const { apim, sso } = await (tokens ??= requestTokens(settings))
    const headers = {
      authorization: `Bearer ${apim}`,
      auth: `bearer ${sso}`,
      accept: 'application/json',
      ...call.headers,
    }
    return patiently(`${settings.SIASN_URL}${path}`, { ...call, headers }, tries)
  }
  const twice = async (path: string, call: Call, tries?: number): Promise<Response> => {
    const response = await once(path, call, tries)
    if (response.status !== 401) return response
    await response.body?.cancel()
    tokens = null
    return once(path, call, tries)
  }
  return {
    save: async (service, body) => {
      // Once: a save that was cut off may have arrived, and a second one would be a second row.
      const call = { method: 'POST', headers: { 'content-type': 'application/json' }, body: () => JSON.stringify(body) }
      const response = await twice(`/${service}`, call, 1)
      if (response.status === 401) throw new CommandError('SIASN takes neither of our tokens')
      if (response.status === 429 || response.status >= 500)
        throw new CommandError(`SIASN answers ${String(response.status)}`)
      return savedOf(response)
    },
    history: async (name, nip) => {
      const response = await twice(`/pns/${name}/${nip}`, {})
      if (response.status === 404) return []
      if (!response.ok) throw new CommandError(`SIASN answers ${String(response.status)} to ${name}`)
      const { data } = (await response.json()) as { data?: unknown }
      return Array.isArray(data) ? (data as SiasnRow[]) : []
    },
  }
}

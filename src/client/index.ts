/**
 * A typed client of the API, for Node and browsers: paths, parameters, bodies and answers as the contract has them.
 *
 * `const kompeten = createClient({ baseUrl, client: { id, secret } })`, then
 * `ok(await kompeten.GET('/v1/units', { params: { query: { limit: 10 } } })).items`.
 */
import createFetchClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../openapi/client.d.ts'
import { ConnectionError, patiently, type Call } from './patience.ts'
import { givenToken, ownToken, type ClientCredentials, type TokenSource } from './tokens.ts'

export type { components, operations, paths } from '../../openapi/client.d.ts'
export { ConnectionError }
export type { Call, ClientCredentials }

export type Problem = components['schemas']['Problem']

/** A refusal of the service. Branch on `code`. */
export class KompetenError extends Error {
  readonly status: number
  readonly code: string
  /** null where what came was no problem document. */
  readonly problem: Problem | null
  constructor(status: number, problem: Problem | null) {
    super(problem ? `${String(status)} ${problem.code}: ${problem.detail}` : String(status))
    this.status = status
    this.code = problem?.code ?? ''
    this.problem = problem
  }
}

export interface ClientOptions {
  /** Where the service is, without a slash at the end. */
  readonly baseUrl: string
  /** Of a person or a machine; a function is asked for each call. */
  readonly token?: string | (() => string | Promise<string>)
  /** Of an API client, instead of a token. */
  readonly client?: ClientCredentials
  /** Of the texts in answers. */
  readonly language?: 'id' | 'en'
}

export interface Kompeten extends Client<paths> {
  /** An answer as it comes, for files in and out. Throws KompetenError for a refusal, ConnectionError when nobody answers. */
  readonly call: (path: string, call?: Call) => Promise<Response>
}

const isProblem = (body: unknown): body is Problem => typeof (body as Partial<Problem> | null)?.code === 'string'

/** What was asked for. Throws KompetenError for a refusal. */
export const ok = <T>({ data, error, response }: { data?: T; error?: unknown; response: Response }): T => {
  if (response.ok) return data as T
  throw new KompetenError(response.status, isProblem(error) ? error : null)
}

const sourceOf = ({ baseUrl, token, client }: ClientOptions): TokenSource => {
  if (client) return ownToken(baseUrl, client)
  if (token !== undefined) return givenToken(token)
  throw new TypeError('a token or the credentials of a client are needed')
}

/**
 * Every POST has an Idempotency-Key, so that repeating it is safe; what is refused for now (429, 503) or not answered is
 * repeated with patience, and a token that has run out is renewed once.
 */
export const createClient = (options: ClientOptions): Kompeten => {
  const { baseUrl, language = 'id' } = options
  const source = sourceOf(options)
  const send = async (url: string, call: Call): Promise<Response> => {
    const key = call.method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {}
    const attempt = async (): Promise<Response> => {
      const authorization = `Bearer ${await source.token()}`
      return patiently(url, {
        ...call,
        headers: { 'accept-language': language, ...key, ...call.headers, authorization },
      })
    }
    const response = await attempt()
    return response.status === 401 && source.renew() ? attempt() : response
  }
  const typed = createFetchClient<paths>({
    baseUrl,
    fetch: async (request) => {
      const body = request.body === null ? null : await request.text()
      const headers = Object.fromEntries(request.headers)
      return send(request.url, { method: request.method, headers, ...(body !== null && { body: () => body }) })
    },
  })
  const call = async (path: string, given: Call = {}): Promise<Response> => {
    const response = await send(`${baseUrl}${path}`, given)
    if (response.ok) return response
    const body: unknown = await response.json().catch(() => null)
    throw new KompetenError(response.status, isProblem(body) ? body : null)
  }
  return { ...typed, call }
}

/** The package's own client as the demo uses it: every act is named by its key, so that a demo killed half way goes on. */
import { createClient, KompetenError, type Call, type Kompeten } from '../client/index.ts'

export interface Reply<T> {
  readonly status: number
  readonly body: T
}

export interface Client {
  /** Typed by the contract, for what the demo shows. */
  readonly api: Kompeten
  get<T>(path: string): Promise<T>
  /** `key` names the act: repeated, it gives the first answer. A refusal is an answer like any other. */
  post<T>(path: string, key: string, body?: object): Promise<Reply<T>>
  put<T>(path: string, version: number, body: object): Promise<Reply<T>>
  patch<T>(path: string, version: number, body: object): Promise<Reply<T>>
}

export class DemoError extends Error {}

const JSON_BODY = { 'content-type': 'application/json' }

const replyOf = async <T>(asked: Promise<Response>): Promise<Reply<T>> => {
  try {
    const response = await asked
    const text = await response.text()
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as T }
  } catch (error) {
    if (error instanceof KompetenError) return { status: error.status, body: error.problem as T }
    throw error
  }
}

const expectOk = <T>(reply: Reply<T>, what: string): Reply<T> => {
  if (reply.status < 400) return reply
  throw new DemoError(`${what}: ${String(reply.status)} ${JSON.stringify(reply.body)}`)
}

export const clientOf = (address: string, token: string): Client => {
  const api = createClient({ baseUrl: address, token })
  const send = <T>(method: string, path: string, headers: Call['headers'], body?: object): Promise<Reply<T>> =>
    replyOf<T>(
      api.call(path, {
        method,
        headers: { ...headers, ...(body && JSON_BODY) },
        ...(body && { body: () => JSON.stringify(body) }),
      }),
    )
  const change =
    (method: 'PUT' | 'PATCH') =>
    async <T>(path: string, version: number, body: object): Promise<Reply<T>> =>
      expectOk(await send<T>(method, path, { 'if-match': `"${String(version)}"` }, body), `${method} ${path}`)
  return {
    api,
    get: async <T>(path: string) => expectOk(await send<T>('GET', path, {}), `GET ${path}`).body,
    post: <T>(path: string, key: string, body?: object) => send<T>('POST', path, { 'idempotency-key': key }, body),
    put: change('PUT'),
    patch: change('PATCH'),
  }
}

/** Creates, or finds what an earlier run created. */
export const ensure = async <T extends { id: string }>(
  client: Client,
  path: string,
  key: string,
  body: object,
  lookUp: string,
): Promise<T> => {
  const reply = await client.post<T>(path, key, body)
  if (reply.status !== 409) return expectOk(reply, `POST ${path}`).body
  const { items } = await client.get<{ items: T[] }>(`${path}?${lookUp}`)
  const [existing] = items
  if (!existing) throw new DemoError(`POST ${path}: taken and not found by ${lookUp}`)
  return existing
}

/** An act that is fine to find done already. */
export const act = async <T>(client: Client, path: string, key: string, body?: object): Promise<T | null> => {
  const reply = await client.post<T>(path, key, body)
  return reply.status === 409 ? null : expectOk(reply, `POST ${path}`).body
}

/** Runs `work` over the items, at most `width` at a time. */
export const inParallel = async <T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const queue = [...items]
  const next = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: width }, next))
}

/** A small client of the service's own HTTP API; every POST carries an Idempotency-Key, so a demo killed half way goes on. */

export interface Reply<T> {
  readonly status: number
  readonly etag: string | null
  readonly body: T
}

export interface Client {
  get<T>(path: string): Promise<T>
  /** `key` names the act: repeated, it gives the first answer. */
  post<T>(path: string, key: string, body?: object): Promise<Reply<T>>
  put<T>(path: string, version: number, body: object): Promise<Reply<T>>
}

export class DemoError extends Error {}

const TRIES = 20

const call = async <T>(url: string, init: RequestInit): Promise<Reply<T>> => {
  for (let tries = 0; ; tries++) {
    const response = await fetch(url, init)
    // The service sheds load by asking to come back; so does a duplicate still under way.
    if (response.status === 503 && tries < TRIES) {
      await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 200))
      continue
    }
    const text = await response.text()
    return {
      status: response.status,
      etag: response.headers.get('etag'),
      body: (text === '' ? null : JSON.parse(text)) as T,
    }
  }
}

const expectOk = <T>(reply: Reply<T>, what: string): Reply<T> => {
  if (reply.status < 400) return reply
  throw new DemoError(`${what}: ${String(reply.status)} ${JSON.stringify(reply.body)}`)
}

export const clientOf = (address: string, token: string): Client => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    get: async <T>(path: string) =>
      expectOk(await call<T>(`${address}${path}`, { headers: { authorization: headers.authorization } }), `GET ${path}`)
        .body,
    post: <T>(path: string, key: string, body?: object) =>
      call<T>(`${address}${path}`, {
        method: 'POST',
        headers: body
          ? { ...headers, 'idempotency-key': key }
          : { authorization: headers.authorization, 'idempotency-key': key },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    put: async <T>(path: string, version: number, body: object) =>
      expectOk(
        await call<T>(`${address}${path}`, {
          method: 'PUT',
          headers: { ...headers, 'if-match': `"${String(version)}"` },
          body: JSON.stringify(body),
        }),
        `PUT ${path}`,
      ),
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

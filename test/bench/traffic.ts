/** Requests over HTTP: as many at a time as there are connections, or at a rate that does not wait for answers. */
import { Pool } from 'undici'

export interface Shot {
  readonly path: string
  readonly token: string
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Throws where the answer is wrong. */
  readonly check: (status: number, body: string) => void
}

export class WrongAnswer extends Error {}

/** What every answer is held against: status, and the body or a part that it must have. */
export const expects =
  (part: string, status = 200): Shot['check'] =>
  (found, body) => {
    if (found !== status || !body.includes(part))
      throw new WrongAnswer(
        `${String(found)} ${body.slice(0, 300)}, expected ${String(status)} with ${part.slice(0, 100)}`,
      )
  }

interface Heard {
  readonly status: number
  readonly text: string
}

/** Without a stream for each answer: on two cores whatever the load takes is not there for what is measured. */
const fire = (pool: Pool, { path, token, method = 'GET', headers, body }: Shot): Promise<Heard> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let status = 0
    const sent = {
      path,
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    }
    pool.dispatch(sent, {
      onConnect: () => undefined,
      onError: reject,
      onHeaders: (code) => {
        status = code
        return true
      },
      onData: (chunk) => chunks.push(chunk) > 0,
      onComplete: () => {
        resolve({ status, text: Buffer.concat(chunks).toString() })
      },
    })
  })

export interface Load {
  readonly requests: number
  readonly seconds: number
  /** Milliseconds of each answer. */
  readonly latencies: readonly number[]
}

/** `next` gives the shots one after the other; null ends the load before its time. */
export const closedLoop = async (
  address: string,
  next: () => Shot | null,
  { connections, seconds }: { readonly connections: number; readonly seconds: number },
): Promise<Load> => {
  const pool = new Pool(address, { connections, pipelining: 1 })
  const latencies: number[] = []
  const began = performance.now()
  const end = began + seconds * 1_000
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const shot = next()
      if (!shot) return
      const sent = performance.now()
      const { status, text } = await fire(pool, shot)
      shot.check(status, text)
      latencies.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: connections }, work))
  const taken = (performance.now() - began) / 1_000
  await pool.close()
  return { requests: latencies.length, seconds: taken, latencies }
}

export interface Flood {
  readonly sent: number
  /** Right answers within the patience of a caller, per second. */
  readonly goodput: number
  readonly refused: number
  readonly late: number
}

/** Short: requests that come in bursts would be refused although there was time for them. */
const TICK_MS = 1
/** Not counted: some hundred connections are opened meanwhile, as they are not while a flood lasts. */
const LEAD_IN_MS = 500

/**
 * `rate` requests a second, whatever becomes of them; `seconds` are counted, after a lead-in. Good is a right answer within
 * `patienceMs`; refused is an answer that says so (503 with `Retry-After`). Anything else is wrong.
 */
export const openLoop = async (
  address: string,
  next: () => Shot,
  { rate, seconds, patienceMs }: { readonly rate: number; readonly seconds: number; readonly patienceMs: number },
): Promise<Flood> => {
  const pool = new Pool(address, { connections: 512, pipelining: 1 })
  const counts = { sent: 0, good: 0, refused: 0, late: 0 }
  const failures: unknown[] = []
  const start = performance.now()
  const end = start + LEAD_IN_MS + seconds * 1_000
  const note = (what: keyof typeof counts, now: number): void => {
    if (now >= start + LEAD_IN_MS && now < end) counts[what] += 1
  }
  const one = async (): Promise<void> => {
    const shot = next()
    const began = performance.now()
    note('sent', began)
    const { status, text } = await fire(pool, shot)
    const heard = performance.now()
    if (status !== 503) shot.check(status, text)
    note(status === 503 ? 'refused' : heard - began <= patienceMs ? 'good' : 'late', heard)
  }
  const flying = new Set<Promise<void>>()
  for (let fired = 0; ;) {
    const now = performance.now()
    if (now >= end) break
    for (; fired < (rate * (now - start)) / 1_000; fired++) {
      const flight: Promise<void> = one()
        .catch((error: unknown) => failures.push(error))
        .then(() => void flying.delete(flight))
      flying.add(flight)
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
  }
  await Promise.all(flying)
  await pool.close()
  if (failures.length > 0) throw failures[0]
  const { sent, good, refused, late } = counts
  return { sent, goodput: good / seconds, refused, late }
}

/** A receiver of webhooks as one would be written with the library of Standard Webhooks, which can be told to misbehave. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { Test } from 'tap'
import type { TestApp } from './app.ts'

export interface Received {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export type Behaviour = (
  count: number,
) => { readonly status: number; readonly headers?: Record<string, string> } | 'silent' | 'broken'

export interface Receiver {
  readonly url: string
  readonly received: readonly Received[]
  readonly behave: (behaviour: Behaviour) => void
  /** Throws when the signature is not that of the secret. */
  readonly verified: (secret: string, received: Received) => { type: string; id: string; data: Record<string, unknown> }
  readonly until: (count: number) => Promise<readonly Received[]>
}

export const receiver = async (t: Test): Promise<Receiver> => {
  const received: Received[] = []
  let behaviour: Behaviour = () => ({ status: 204 })
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.once('end', () => {
      received.push({ id: String(request.headers['webhook-id']), headers: request.headers, body })
      const answer = behaviour(received.length)
      if (answer === 'broken') request.socket.destroy()
      else if (answer !== 'silent') response.writeHead(answer.status, answer.headers).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${String(port)}/hook`,
    received,
    behave: (next) => {
      behaviour = next
    },
    verified: (secret, { body, headers }) =>
      new Webhook(secret).verify(body, headers as Record<string, string>) as {
        type: string
        id: string
        data: Record<string, unknown>
      },
    until: async (count) => {
      const limit = Date.now() + 15_000
      while (received.length < count && Date.now() < limit) await sleep(20)
      return received
    },
  }
}

/** What waits for its time is due now. */
export const makeDue = async ({ pools }: TestApp): Promise<void> => {
  await pools.owner.query(
    "update graphile_worker._private_jobs set run_at = now() where run_at > now() and key like 'delivery:%'",
  )
  await pools.owner.query("select pg_notify('jobs:insert', '{}')")
}

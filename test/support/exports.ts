/** Asks for an export, waits for it and fetches its file. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller, Reply } from './app.ts'

export interface Exported {
  readonly row: Reply['body']
  readonly file: Reply
}

export const exported = async (caller: Caller, body: object): Promise<Exported> => {
  const asked = await caller.post('/v1/exports', body)
  if (asked.status !== 202) throw new Error(`${String(asked.status)} ${asked.text}`)
  const path = `/v1/exports/${String(asked.body.id)}`
  for (;;) {
    const { body: row } = await caller.get(path)
    if (!['queued', 'running'].includes(String(row.state)))
      return { row, file: await caller.request('GET', `${path}/file`) }
    await sleep(20)
  }
}

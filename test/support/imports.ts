/** Sends files and waits for what became of them. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller, Reply } from './app.ts'

export const CSV = { 'content-type': 'text/csv' }
export const NDJSON = { 'content-type': 'application/x-ndjson' }
export const XLSX = { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }

export const ended = async (caller: Caller, id: string): Promise<Reply['body']> => {
  for (;;) {
    const { body } = await caller.get(`/v1/imports/${id}`)
    if (!['queued', 'running'].includes(String(body.state))) return body
    await sleep(20)
  }
}

/** The import once it is over. `query` begins with the kind. */
export const imported = async (
  caller: Caller,
  query: string,
  file: string | Buffer,
  headers: Record<string, string> = CSV,
): Promise<Reply['body']> => {
  const reply = await caller.request('POST', `/v1/imports?kind=${query}`, { body: file, headers })
  if (reply.status !== 202) throw new Error(`${String(reply.status)} ${reply.text}`)
  return ended(caller, String(reply.body.id))
}

/** Line, column and code of every fault. */
export const faultsOf = async (caller: Caller, id: string): Promise<[number, string, string][]> => {
  const { body } = await caller.get(`/v1/imports/${id}/refusals?limit=200`)
  return body.items.flatMap(({ line, faults }: { line: number; faults: { column: string; code: string }[] }) =>
    faults.map(({ column, code }) => [line, column, code]),
  )
}

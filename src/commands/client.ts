/** The API as our own commands use it: address and credentials from the environment. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, type Kompeten } from '../client/index.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Shown to whoever runs the command, without a stack. */
export class CommandError extends Error {}

/** A variable that is set and empty is one that is not set. */
export const openClient = (environment: Environment): Kompeten => {
  const { KOMPETEN_TOKEN: token, KOMPETEN_TOKEN_URL: tokenUrl } = environment
  const { KOMPETEN_CLIENT_ID: id, KOMPETEN_CLIENT_SECRET: secret } = environment
  const baseUrl = (environment.KOMPETEN_URL || 'http://127.0.0.1:3000').replace(/\/+$/, '')
  if (!URL.canParse(baseUrl)) throw new CommandError('KOMPETEN_URL is not an address')
  const language = environment.LANG?.startsWith('en') ? 'en' : 'id'
  if (token) return createClient({ baseUrl, language, token })
  if (!id || !secret) throw new CommandError('set KOMPETEN_TOKEN, or KOMPETEN_CLIENT_ID and KOMPETEN_CLIENT_SECRET')
  return createClient({ baseUrl, language, client: { id, secret, ...(tokenUrl && { tokenUrl }) } })
}

const LOOK_EVERY_MS = 250

/** Until a job has ended; `tell` hears of every look. */
export const untilOver = async <T extends { readonly state: string }>(
  look: () => Promise<T>,
  tell: (row: T) => void = () => undefined,
): Promise<T> => {
  for (;;) {
    const row = await look()
    tell(row)
    if (row.state !== 'queued' && row.state !== 'running') return row
    await sleep(LOOK_EVERY_MS)
  }
}

/** Why the service could not serve right now. */
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'

export interface Health {
  readonly reasons: () => Promise<string[]>
  readonly drain: () => void
}

const DURABLE = ['fsync', 'full_page_writes', 'synchronous_commit']

const unsafeSettings = async (read: Db): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select name from pg_settings where name = any(${DURABLE}) and setting = 'off'`.execute(read)
  return rows.map(({ name }) => `${name} is off: acknowledged work could be lost`)
}

/** `durable: false` is for tests, whose databases may forget. */
export const healthOf = (read: Db, durable: boolean): Health => {
  let draining = false
  return {
    drain: () => {
      draining = true
    },
    reasons: async () => {
      if (draining) return ['shutting down']
      try {
        const unsafe = await unsafeSettings(read)
        return durable ? unsafe : []
      } catch {
        return ['the database does not answer']
      }
    },
  }
}

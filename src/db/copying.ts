/** Transactions that move whole files: COPY beside ordinary statements on one connection, with time enough for both. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { namedClient } from './database.ts'
import type { Database } from './schema.ts'
import type { Tx, Who } from './transaction.ts'

export interface Copier {
  /** `statement` is `COPY … FROM STDIN`. Backpressure reaches the source. */
  into(statement: string, rows: Readable): Promise<void>
}

const copierOf = (client: pg.PoolClient): Copier => ({
  into: (statement, rows) => pipeline(rows, client.query(copyFrom(statement))),
})

/**
 * One transaction of the institution on a connection of its own. It is not retried: its source can be read only once.
 * Throws what `work` throws, after ROLLBACK; a connection that failed is not used again.
 */
export const inCopyTransaction = async <T>(
  pool: pg.Pool,
  { institutionId, employeeId }: Who,
  work: (tx: Tx, copier: Copier) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect()
  const connection = namedClient(client)
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: { connect: () => Promise.resolve(connection), end: () => Promise.resolve() },
    }),
  })
  try {
    return await db.transaction().execute(async (tx) => {
      await sql`select set_config('app.institution', ${institutionId}, true),
          set_config('app.employee', ${employeeId ?? ''}, true)`.execute(tx)
      return work(tx, copierOf(client))
    })
  } finally {
    await db.destroy()
  }
}

/** Transactions that move whole files: COPY beside ordinary statements on one connection, with time enough for both. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { streamOf } from './batch.ts'
import { plainClient } from './database.ts'
import { followed } from './endings.ts'
import type { Database } from './schema.ts'
import type { Tx, Who } from './transaction.ts'

export interface CopiedOut<T> {
  readonly file: T
  readonly rows: number
}

export interface Copier {
  /** `statement` is `COPY … FROM STDIN`. Backpressure reaches the source. */
  into(statement: string, rows: Readable): Promise<void>
  /** `statement` is `COPY … TO STDOUT`. Its rows are counted. Where `consume` throws, the connection ends with it. */
  out<T>(statement: string, consume: (rows: Readable) => Promise<T>): Promise<CopiedOut<T>>
}

/** The only way out of a COPY that nobody reads to its end. */
const sever = (client: pg.PoolClient): void => {
  streamOf(client).destroy()
}

/** The driver waits for an answer with a timer that no COPY out, and no COPY that failed, ever stops. */
const settle = (copy: object): void => {
  ;(copy as { callback?: () => void }).callback?.()
}

const copierOf = (client: pg.PoolClient): Copier => ({
  into: async (statement, rows) => {
    const copy = client.query(copyFrom(statement))
    try {
      await pipeline(rows, copy)
    } finally {
      settle(copy)
    }
  },
  out: async (statement, consume) => {
    const copy = client.query(copyTo(statement))
    try {
      return { file: await consume(copy), rows: copy.rowCount }
    } catch (error) {
      sever(client)
      throw error
    } finally {
      settle(copy)
    }
  },
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
  const connection = plainClient(client)
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({
      pool: { connect: () => Promise.resolve(connection), end: () => Promise.resolve() },
    }),
  })
  let cause: unknown
  try {
    return await followed((follow) =>
      db.transaction().execute(async (tx) => {
        follow(tx)
        await sql`select set_config('app.institution', ${institutionId}, true),
          set_config('app.employee', ${employeeId ?? ''}, true)`.execute(tx)
        try {
          return await work(tx, copierOf(client))
        } catch (error) {
          cause = error
          throw error
        }
      }),
    )
  } catch (error) {
    // ROLLBACK fails on a connection that had to end; what is told is why it had to.
    throw cause ?? error
  } finally {
    await db.destroy()
  }
}

/** Statements of hot paths: built and compiled once, so that a request costs their values alone (speed.md). */
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type LogEvent,
  type CompiledQuery,
} from 'kysely'
import type { Db } from './database.ts'
import type { Database } from './schema.ts'

/** Compiles and sends nothing; `log` hears what would have been sent. */
export const unconnected = (log?: (event: LogEvent) => void): Db =>
  new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    ...(log && { log }),
  })

const builder = unconnected()

/** Stands where a value will stand. */
class Slot {
  readonly index: number
  constructor(index: number) {
    this.index = index
  }
}

/**
 * `build` is called once, when the module is loaded, with places in the order of the values that each call brings. What it
 * does with them must not depend on them.
 */
export const hot = <Row, Values extends readonly unknown[]>(
  places: number,
  build: (db: Db, ...values: Values) => CompiledQuery<Row>,
): ((db: Db, ...values: Values) => Promise<Row[]>) => {
  const slots = Array.from({ length: places }, (_, index) => new Slot(index)) as unknown as Values
  const compiled = build(builder, ...slots)
  const { query, queryId, sql } = compiled
  return async (db, ...values) => {
    const parameters = compiled.parameters.map((one) => (one instanceof Slot ? values[one.index] : one))
    const { rows } = await db.executeQuery<Row>({ query, queryId, sql, parameters })
    return rows
  }
}

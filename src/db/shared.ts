/** Reads that many ask for at the same time: one statement answers all who ask while the one before is under way. */
import { sql, type Expression, type RawBuilder } from 'kysely'
import type { Db } from './database.ts'
import { hot } from './hot.ts'
import { packed, type Members } from './packed.ts'
import { together } from './together.ts'

const lanes = new WeakMap<Db, Db>()

/** Shared reads of the pool `db` run on `lane`, whose plans do not depend on how many ask. */
export const giveLane = (db: Db, lane: Db): void => {
  lanes.set(db, lane)
}

/**
 * `types` are PostgreSQL's, in the order of the values of a call; `members` tells how each column of a row travels; `build`
 * is called when the module is loaded, with places as for `hot`, which may stand wherever a value may. A transaction asks
 * alone. Rows come in the order of the query.
 */
export const shared = <Found extends object, Values extends readonly unknown[]>(
  types: readonly string[],
  members: Members<Found>,
  build: (db: Db, ...values: Values) => Expression<Found>,
): ((db: Db, ...values: Values) => Promise<Found[]>) => {
  const typed = (value: unknown, index: number, suffix = ''): RawBuilder<unknown> =>
    sql`${value}::${sql.raw((types[index] ?? '') + suffix)}`
  const alone = hot<Found, unknown[]>(types.length, (db, ...values) => {
    const given = values.map((value, index) => typed(value, index)) as unknown as Values
    return sql<Found>`${build(db, ...given)}`.compile(db)
  })
  const { write, read } = packed(members)
  const forAll = hot<{ row: string }, unknown[][]>(types.length, (db, ...columns) => {
    const names = types.map((_, index) => `v${String(index)}`)
    const given = sql.join(columns.map((column, index) => typed(column, index, '[]')))
    const asked = names.map((name) => sql.ref(`asked.${name}`)) as unknown as Values
    return sql<{ row: string }>`
      select ${write('asked.place', 'found')} as row
      from unnest(${given}) with ordinality as asked(${sql.raw(names.join(', '))}, place)
      cross join lateral (${build(db, ...asked)}) as found`.compile(db)
  })
  const load = async (lane: Db, asks: readonly Values[]): Promise<Found[][]> => {
    const rows = await forAll(lane, ...types.map((_, index) => asks.map((values) => values[index])))
    const answers = asks.map((): Found[] => [])
    for (const { row: text } of rows) {
      const [place, row] = read(text)
      answers[place - 1]?.push(row)
    }
    return answers
  }
  const loaders = new WeakMap<Db, (values: Values) => Promise<Found[]>>()
  const loaderOf = (lane: Db) => {
    const known = loaders.get(lane)
    if (known) return known
    const loader = together((asks: readonly Values[]) => load(lane, asks))
    loaders.set(lane, loader)
    return loader
  }
  return (db, ...values) => {
    const lane = lanes.get(db)
    return lane ? loaderOf(lane)(values) : alone(db, ...values)
  }
}

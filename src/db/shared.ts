/** Reads that many ask for at the same time: one statement answers all who ask, whatever they ask for. */
import { sql, type Expression, type RawBuilder } from 'kysely'
import type { Db } from './database.ts'
import { hot } from './hot.ts'
import type { Written } from '../domain/written.ts'
import type { Listed } from './listed.ts'
import { numberOf, packed, type Members } from './packed.ts'
import { together } from './together.ts'

/** One more than one: while the database works for some, others are heard. */
const AT_ONCE = 2

type Numbering = (place: RawBuilder<unknown>) => RawBuilder<unknown>

/** What can be asked for. */
interface Kind {
  readonly index: number
  /** How many values a call has. */
  readonly places: number
  /** For all who ask: a column of each value. Rows are packed behind the number of whoever asked. */
  readonly select: (db: Db, columns: readonly unknown[], numbered: Numbering) => RawBuilder<unknown>
  readonly read: (text: string) => readonly object[]
}

const kinds: Kind[] = []

interface Ask {
  readonly kind: Kind
  readonly values: readonly unknown[]
}

type Sent = (db: Db, ...columns: unknown[][]) => Promise<{ row: string }[]>

const statements = new Map<string, Sent>()

/** Rows of the nth kind carry numbers that leave n when divided by how many kinds there are. */
const statementOf = (asked: readonly Kind[]): Sent => {
  const name = asked.map(({ index }) => index).join(' ')
  const known = statements.get(name)
  if (known) return known
  const all = asked.reduce((sum, { places }) => sum + places, 0)
  const statement = hot<{ row: string }, unknown[][]>(all, (db, ...columns) => {
    const left = [...columns]
    const selects = asked.map(({ places, select }, nth) =>
      select(db, left.splice(0, places), (place) => sql`${place} * ${sql.lit(asked.length)} + ${sql.lit(nth)}`),
    )
    return sql<{ row: string }>`${sql.join(selects, sql` union all `)}`.compile(db)
  })
  statements.set(name, statement)
  return statement
}

const columnsOf = ({ places }: Kind, asks: readonly Ask[]): unknown[][] =>
  Array.from({ length: places }, (_, place) => asks.map(({ values }) => values[place]))

const load = async (lane: Db, asked: readonly Kind[], asks: readonly Ask[]): Promise<Map<Ask, object[]>> => {
  const groups = asked.map((kind) => asks.filter((ask) => ask.kind === kind))
  const columns = asked.flatMap((kind, nth) => columnsOf(kind, groups[nth] ?? []))
  const found = new Map(groups.flat().map((ask): [Ask, object[]] => [ask, []]))
  for (const { row } of await statementOf(asked)(lane, ...columns)) {
    const number = numberOf(row)
    const ask = groups[number % asked.length]?.[Math.floor(number / asked.length) - 1]
    if (ask) found.get(ask)?.push(...ask.kind.read(row))
  }
  return found
}

type Found = readonly object[]

/** Where they fail together, each kind is asked for alone: nobody fails for what somebody else has asked. */
const loadAll = async (lane: Db, asks: readonly Ask[]): Promise<Map<Ask, Found | Promise<Found>>> => {
  const asked = kinds.filter((kind) => asks.some((ask) => ask.kind === kind))
  try {
    return await load(lane, asked, asks)
  } catch (error) {
    if (asked.length === 1) throw error
    const alone = new Map(asked.map((kind) => [kind, load(lane, [kind], asks)]))
    const foundFor = async (ask: Ask): Promise<Found> => (await alone.get(ask.kind))?.get(ask) ?? []
    return new Map(asks.map((ask) => [ask, foundFor(ask)]))
  }
}

/** What several ask for in the same words is looked up once. */
const loadOnce = async (lane: Db, asks: readonly Ask[]): Promise<readonly (Found | Promise<Found>)[]> => {
  const first = new Map<string, Ask>()
  const standing = asks.map((ask) => {
    const name = JSON.stringify([ask.kind.index, ask.values])
    const known = first.get(name) ?? ask
    first.set(name, known)
    return known
  })
  const found = await loadAll(lane, [...first.values()])
  return standing.map((ask) => found.get(ask) ?? [])
}

const loaders = new WeakMap<Db, (ask: Ask) => Promise<Found>>()

/** Shared reads of the pool `db` run on `lane`, whose plans do not depend on how many ask. */
export const giveLane = (db: Db, lane: Db): void => {
  loaders.set(
    db,
    together((asks: readonly Ask[]) => loadOnce(lane, asks), AT_ONCE),
  )
}

/** How what one call finds travels: as one text for each row, or as one for all. */
interface Way<Row> {
  readonly select: (
    number: RawBuilder<unknown>,
    found: Expression<unknown>,
    asked: RawBuilder<unknown>,
  ) => RawBuilder<{ row: string }>
  readonly read: (text: string) => Row[]
}

const askable = <Found extends object, Values extends readonly unknown[]>(
  types: readonly string[],
  { select, read }: Way<Found>,
  build: (db: Db, ...values: Values) => Expression<unknown>,
): ((db: Db, ...values: Values) => Promise<readonly Found[]>) => {
  const typed = (value: unknown, index: number, suffix = ''): RawBuilder<unknown> =>
    sql`${value}::${sql.raw((types[index] ?? '') + suffix)}`
  const alone = hot<{ row: string }, unknown[]>(types.length, (db, ...values) => {
    const given = values.map((value, index) => typed(value, index)) as unknown as Values
    return select(sql.lit(0), build(db, ...given), sql`(select) as asked`).compile(db)
  })
  const names = types.map((_, index) => `v${String(index)}`)
  const selectAll: Kind['select'] = (db, columns, numbered) => {
    const given = sql.join(columns.map((column, index) => typed(column, index, '[]')))
    const found = build(db, ...(names.map((name) => sql.ref(`asked.${name}`)) as unknown as Values))
    const asked = sql`unnest(${given}) with ordinality as asked(${sql.raw(names.join(', '))}, place)`
    return select(numbered(sql.ref('asked.place')), found, asked)
  }
  const kind: Kind = { index: kinds.length, places: types.length, select: selectAll, read }
  kinds.push(kind)
  return async (db, ...values) => {
    const loader = loaders.get(db)
    if (loader) return (await loader({ kind, values })) as readonly Found[]
    return (await alone(db, ...values)).flatMap(({ row }) => read(row))
  }
}

/**
 * `types` are PostgreSQL's, in the order of the values of a call; `members` tells how each column of a row travels; `build`
 * is called when the module is loaded, with places as for `hot`, which may stand wherever a value may. Whoever asks waits
 * for all that is asked with it: what is read must be few rows by an index. A transaction asks alone. Rows come in the
 * order of the query.
 */
export const shared = <Found extends object, Values extends readonly unknown[]>(
  types: readonly string[],
  members: Members<Found>,
  build: (db: Db, ...values: Values) => Expression<Found>,
): ((db: Db, ...values: Values) => Promise<readonly Readonly<Found>[]>) => {
  const { write, read } = packed(members)
  const select: Way<Found>['select'] = (number, found, asked) =>
    sql`select ${write(number, 'found')} as row from ${asked} cross join lateral (${found}) as found`
  return askable(types, { select, read: (text) => [read(text)] }, build)
}

/** The same for a list whose rows are passed on. */
export const sharedList = <Row extends object, Seen extends keyof Row, Values extends readonly unknown[]>(
  types: readonly string[],
  { write, read }: Listed<Row, Seen>,
  build: (db: Db, ...values: Values) => Expression<Row>,
): ((db: Db, ...values: Values) => Promise<readonly Written<Row, Pick<Row, Seen>>[]>) => {
  const select: Way<never>['select'] = (number, found, asked) =>
    sql`select ${write(number, found)} as row from ${asked}`
  return askable(types, { select, read }, build)
}

/** Rows of a list, as one text that becomes JSON without becoming values first. */
import { sql, type Expression, type RawBuilder } from 'kysely'
import { Written } from '../domain/written.ts'
import type { Db } from './database.ts'
import { BETWEEN, character, orNothing, strung, type Members, type Travelling } from './packed.ts'

const BETWEEN_ROWS = '\u001e'

export interface Listed<Row extends object, Seen extends keyof Row> {
  /** All rows of `found`, in their order, behind a whole number: as one value. */
  readonly write: (number: RawBuilder<unknown>, found: Expression<unknown>) => RawBuilder<string>
  readonly read: (text: string) => Written<Row, Pick<Row, Seen>>[]
}

/** But for what is `seen` on the way, nothing of a row is read. */
export const listed = <Row extends object, Seen extends keyof Row & string>(
  members: Members<Row>,
  seen: readonly Seen[],
): Listed<Row, Seen> => {
  const travelling = Object.entries<Travelling<unknown>>(members)
  const writers = travelling.map(([name, { noting }], place) => ({
    name: `${place === 0 ? '' : ','}"${name}":`,
    json: noting.json,
  }))
  const looks = seen.map((name) => ({
    name,
    place: travelling.findIndex(([member]) => member === name),
    read: members[name].read,
  }))
  const rowOf = (row: string): Written<Row, Pick<Row, Seen>> => {
    const values = row.split(BETWEEN)
    if (values.length !== writers.length) throw new Error('not as many values as members')
    let text = ''
    let at = 0
    for (const { name, json } of writers) text += name + json(values[at++] ?? '')
    const known: Partial<Pick<Row, Seen>> = {}
    for (const { name, place, read } of looks) known[name] = read(values[place] ?? '')
    return new Written(text, known as Pick<Row, Seen>)
  }
  return {
    write: (number, found) => {
      const values = travelling.map(([name, { noting }]) => noting.write(sql.ref(`found.${name}`)))
      const rows = sql`select string_agg(${strung(values)}, ${character(BETWEEN_ROWS)}) from (${found}) as found`
      return strung([number, orNothing(sql`(${rows})`)])
    },
    read: (text) => {
      const rows = text.slice(text.indexOf(BETWEEN) + 1)
      return rows === '' ? [] : rows.split(BETWEEN_ROWS).map(rowOf)
    },
  }
}

/** What a query finds that is built for this one call. */
export const readAll = async <Row extends object, Seen extends keyof Row>(
  db: Db,
  { write, read }: Listed<Row, Seen>,
  found: Expression<Row>,
): Promise<Written<Row, Pick<Row, Seen>>[]> => {
  const { rows } = await sql<{ text: string }>`select ${write(sql.lit(0), found)} as text`.execute(db)
  return rows.flatMap(({ text }) => read(text))
}

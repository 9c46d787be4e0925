/** Rows that travel as one text: what a driver does for each value of each row costs more than all that is done with them. */
import { sql, type RawBuilder } from 'kysely'
import { instantOf } from './instants.ts'

/** How PostgreSQL writes the values of a column, and how they are read. */
export interface Travelling<Value> {
  readonly write: (column: RawBuilder<unknown>) => RawBuilder<unknown>
  readonly read: (text: string) => Value
  /** May be empty and may hold any character. */
  readonly isFree?: true
}
type Bound<Value> = Travelling<Value> & { readonly isFree?: never }

const asItIs = (column: RawBuilder<unknown>): RawBuilder<unknown> => column

/** Ids, codes and numbers: what is never empty and can hold none of the characters that stand between values. */
export const plain = <Value extends string = string>(): Bound<Value> => ({
  write: asItIs,
  read: (text) => text as Value,
})
/** What people wrote: the last of all members alone. */
export const free: Travelling<string> = { write: asItIs, read: (text) => text, isFree: true }
export const whole: Bound<number> = { write: asItIs, read: Number }
export const flag: Bound<boolean> = { write: asItIs, read: (text) => text === 't' }
export const instant: Bound<string> = { write: asItIs, read: instantOf }
/** An array of codes without spaces. */
export const codes = <Value extends string>(): Travelling<Value[]> => ({
  write: (column) => sql`array_to_string(${column}, ' ')`,
  read: (text) => (text === '' ? [] : (text.split(' ') as Value[])),
})
/** Nothing stands for null. */
export const maybe = <Value>({ write, read }: Bound<Value>): Bound<Value | null> => ({
  write: (column) => sql`coalesce(${write(column)}::text, '')`,
  read: (text) => (text === '' ? null : read(text)),
})

/** A member for each column of a query, by the name that it has there. */
export type Members<Row> = { readonly [Name in keyof Row]-?: Travelling<Row[Name]> }

const BETWEEN = '\u001f'

/** The whole number that a packed row begins with. */
export const numberOf = (text: string): number => Number(text.slice(0, text.indexOf(BETWEEN)))

export interface Packed<Row> {
  /** The columns of `found`, which is of the query's rows, behind a whole number: as one value. */
  readonly write: (number: RawBuilder<unknown>, found: string) => RawBuilder<string>
  /** Throws where a value is null that was not said to be: another would stand in its place. */
  readonly read: (text: string) => Row
}

export const packed = <Row extends object>(members: Members<Row>): Packed<Row> => {
  const travelling = Object.entries<Travelling<unknown>>(members)
  const names = travelling.map(([name]) => name).join(', ')
  if (travelling.slice(0, -1).some(([, { isFree }]) => isFree)) throw new Error(`free text before others: ${names}`)
  return {
    write: (number, found) => {
      const values = travelling.map(([name, { write }]) => write(sql.ref(`${found}.${name}`)))
      return sql<string>`concat_ws(chr(${sql.lit(BETWEEN.charCodeAt(0))}), ${sql.join([number, ...values])})`
    },
    read: (text) => {
      const [, ...values] = text.split(BETWEEN)
      if (values.length < travelling.length) throw new Error(`too few values: ${names}`)
      if (values.length > travelling.length) values.push(values.splice(travelling.length - 1).join(BETWEEN))
      const row: Record<string, unknown> = {}
      travelling.forEach(([name, { read }], index) => (row[name] = read(values[index] ?? '')))
      return row as Row
    },
  }
}

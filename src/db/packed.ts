/** Rows that travel as one text: what a driver does for each value of each row costs more than all that is done with them. */
import { sql, type RawBuilder } from 'kysely'
import { instantOf } from './instants.ts'

/** Between PostgreSQL and JSON. */
interface Noting {
  /** May not hold what stands between values. */
  readonly write: (column: RawBuilder<unknown>) => RawBuilder<unknown>
  /** JSON of what was written. */
  readonly json: (text: string) => string
}

/** How PostgreSQL writes the values of a column, how they are read, and how they become JSON without being read. */
export interface Travelling<Value> {
  readonly write: (column: RawBuilder<unknown>) => RawBuilder<unknown>
  readonly read: (text: string) => Value
  readonly noting: Noting
  /** May be empty and may hold any character. */
  readonly isFree?: true
}
type Bound<Value> = Travelling<Value> & { readonly isFree?: never }

const asItIs = (column: RawBuilder<unknown>): RawBuilder<unknown> => column
const textItself = (text: string): string => text
const asJson: Noting = { write: (column) => sql`to_json(${column})`, json: textItself }

/** Ids, codes and numbers: what is never empty and can hold none of the characters that stand between values or that JSON escapes. */
export const plain = <Value extends string = string>(): Bound<Value> => ({
  write: asItIs,
  read: (text) => text as Value,
  noting: { write: asItIs, json: (text) => `"${text}"` },
})
/** What people wrote, which is never empty and holds no control characters. */
export const line: Bound<string> = { write: asItIs, read: textItself, noting: asJson }
/** What people wrote: the last of all members alone. */
export const free: Travelling<string> = { write: asItIs, read: textItself, noting: asJson, isFree: true }
export const whole: Bound<number> = { write: asItIs, read: Number, noting: { write: asItIs, json: textItself } }
export const flag: Bound<boolean> = {
  write: asItIs,
  read: (text) => text === 't',
  noting: { write: asItIs, json: (text) => (text === 't' ? 'true' : 'false') },
}
export const instant: Bound<string> = {
  write: asItIs,
  read: instantOf,
  noting: { write: asItIs, json: (text) => `"${instantOf(text)}"` },
}
const codesWritten = (column: RawBuilder<unknown>): RawBuilder<unknown> => sql`array_to_string(${column}, ' ')`
const codesOf = (text: string): string[] => (text === '' ? [] : text.split(' '))
/** An array of codes without spaces. */
export const codes = <Value extends string>(): Travelling<Value[]> => ({
  write: codesWritten,
  read: (text) => codesOf(text) as Value[],
  noting: { write: codesWritten, json: (text) => JSON.stringify(codesOf(text)) },
})
export const orNothing = (value: RawBuilder<unknown>): RawBuilder<unknown> => sql`coalesce(${value}::text, '')`
/** Nothing stands for null. */
export const maybe = <Value>({ write, read, noting }: Bound<Value>): Bound<Value | null> => ({
  write: (column) => orNothing(write(column)),
  read: (text) => (text === '' ? null : read(text)),
  noting: {
    write: (column) => orNothing(noting.write(column)),
    json: (text) => (text === '' ? 'null' : noting.json(text)),
  },
})

/** A member for each column of a query, by the name that it has there. */
export type Members<Row> = { readonly [Name in keyof Row]-?: Travelling<Row[Name]> }

export const BETWEEN = '\u001f'

export const character = (one: string): RawBuilder<string> => sql`chr(${sql.lit(one.charCodeAt(0))})`

/** Values that are not null, as one text. */
export const strung = (values: readonly unknown[]): RawBuilder<string> =>
  sql`concat_ws(${character(BETWEEN)}, ${sql.join([...values])})`

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
      return strung([number, ...values])
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

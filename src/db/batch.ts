/** Statements that travel together: one write, and one answer to all, where the driver asks for one to each. */
import type { Duplex } from 'node:stream'
import pg from 'pg'

export interface Statement {
  /** Under which the server keeps it; undefined: it is parsed each time. */
  readonly name: string | undefined
  readonly text: string
  readonly values: unknown[]
}

/**
 * One statement whose rows are wanted, with what is sent before it. The server leaves out whatever follows a failure; the
 * error is that of the first that failed.
 */
export type Send = (before: readonly Statement[], wanted: Statement) => Promise<pg.QueryResult>

type TypeId = Parameters<typeof pg.types.getTypeParser>[0]
type Fields = readonly { readonly name: string; readonly dataTypeID: TypeId }[]
type Cells = readonly (string | null)[]

/** What the driver has but does not tell. */
interface Connection {
  readonly stream: Duplex
  readonly submittedNamedStatements: Record<string, string>
  sync(): void
}

interface DriversQuery {
  name: string | undefined
  text: string
  values: unknown[]
  prepare(connection: Connection): void
}

/** Told of nothing but failures. */
type Callback = (error: Error | null) => void

const Query = pg.Query as unknown as new (text: string, values: unknown[], callback: Callback) => DriversQuery

const connectionOf = (client: pg.PoolClient): Connection => (client as unknown as { connection: Connection }).connection

export const streamOf = (client: pg.PoolClient): Duplex => connectionOf(client).stream

/** How a kept statement's rows are read. */
interface Shape {
  readonly names: readonly string[]
  readonly parsers: readonly ((text: string) => unknown)[]
  readonly empty: Readonly<Record<string, unknown>>
}

const NO_ROWS: Shape = { names: [], parsers: [], empty: {} }

/** What one connection remembers and writes with. */
interface Line {
  readonly shapeOf: (fields: Fields) => Shape
  /** By the name of the statement: PostgreSQL refuses a kept statement whose rows have changed. */
  readonly shapes: Map<string, Shape>
  /** Writes without asking for an answer and, where the shape is known, for a description. */
  readonly write: (statement: Statement, isDescribed: boolean) => void
}

const lineOf = (client: pg.PoolClient): Line => {
  const nothing = { value: () => undefined }
  const unsynced = Object.create(connectionOf(client), { sync: nothing }) as Connection
  const undescribed = Object.create(unsynced, { describe: nothing }) as Connection
  // A value that cannot be written down fails before anything is sent.
  const pen = new Query('', [], (error) => {
    throw error ?? new Error('nobody waits for this statement')
  })
  return {
    shapeOf: (fields) => ({
      names: fields.map(({ name }) => name),
      parsers: fields.map(({ dataTypeID }) => client.getTypeParser(dataTypeID, 'text') as (text: string) => unknown),
      empty: Object.fromEntries(fields.map(({ name }) => [name, null])),
    }),
    shapes: new Map(),
    write: ({ name, text, values }, isDescribed) => {
      pen.name = name
      pen.text = text
      pen.values = values
      pen.prepare(isDescribed ? undescribed : unsynced)
    },
  }
}

type Answered = (error: Error | null, result?: pg.QueryResult) => void

/** The driver takes nothing but its own kind where statements travel without waiting for each other. */
class Batch extends Query {
  readonly #line: Line
  readonly #statements: readonly Statement[]
  readonly #wanted: number
  #shape: Shape | undefined
  readonly #rows: object[] = []
  /** Of a value that could not be read. */
  #fault: unknown
  #done = ''
  /** Which of them the server answers now. */
  #place = 0
  declare callback: Answered

  constructor(line: Line, [before, wanted]: Parameters<Send>, callback: Answered) {
    super(wanted.text, [], callback)
    this.#line = line
    this.#statements = [...before, wanted]
    this.#wanted = before.length
    this.#shape = line.shapes.get(wanted.name ?? '')
  }

  submit(connection: Connection): null {
    connection.stream.cork()
    try {
      let place = 0
      for (const statement of this.#statements)
        this.#line.write(statement, place++ !== this.#wanted || this.#shape !== undefined)
      connection.sync()
    } catch (error) {
      // Half of it would be answered to whoever comes next.
      connection.stream.destroy()
      throw error
    } finally {
      connection.stream.uncork()
    }
    this.#turn(0)
    return null
  }

  /** The driver looks at name and text when it hears that something was parsed, or was not. */
  #turn(place: number): void {
    this.#place = place
    this.name = this.#statements[place]?.name
    this.text = this.#statements[place]?.text ?? ''
  }

  handleRowDescription({ fields }: { readonly fields: Fields }): void {
    this.#shape = this.#line.shapeOf(fields)
  }

  handleDataRow({ fields: cells }: { readonly fields: Cells }): void {
    if (this.#place !== this.#wanted) return
    const { names, parsers, empty } = this.#shape ?? NO_ROWS
    const row: Record<string, unknown> = { ...empty }
    try {
      let place = 0
      for (const cell of cells) {
        if (cell !== null) row[names[place] ?? ''] = parsers[place]?.(cell)
        place += 1
      }
    } catch (error) {
      this.#fault ??= error
    }
    this.#rows.push(row)
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (this.#place === this.#wanted) {
      this.#done = text
      if (this.name !== undefined) this.#line.shapes.set(this.name, this.#shape ?? NO_ROWS)
    }
    this.#turn(this.#place + 1)
  }

  handleError(error: Error, connection: Connection): void {
    for (const { name } of this.#statements.slice(this.#place))
      if (name !== undefined) Reflect.deleteProperty(connection.submittedNamedStatements, name)
    this.callback(error)
  }

  handleReadyForQuery(): void {
    if (this.#fault !== undefined) {
      this.callback(this.#fault as Error)
      return
    }
    const [, command = '', count] = /^(\S+)(?:.* (\d+))?/.exec(this.#done) ?? []
    const rowCount = count === undefined ? null : Number(count)
    this.callback(null, { command, rowCount, oid: 0, fields: [], rows: this.#rows })
  }
}

export const senderOf = (client: pg.PoolClient): Send => {
  const line = lineOf(client)
  return (...sent) =>
    new Promise((resolve, reject) => {
      const batch = new Batch(line, sent, (error, result) => {
        if (result) resolve(result)
        else reject(error ?? new Error('no answer'))
      })
      void client.query(batch as unknown as pg.Submittable)
    })
}

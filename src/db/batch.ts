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
 * One statement whose rows are wanted, with what is sent before and after it. The server leaves out whatever follows a
 * failure; the error is that of the first that failed.
 */
export type Send = (
  before: readonly Statement[],
  wanted: Statement,
  after: readonly Statement[],
) => Promise<pg.QueryResult>

/** What the driver has but does not tell. */
interface Connection {
  readonly stream: Duplex
  readonly submittedNamedStatements: Record<string, string>
  sync(): void
}

type Fields = readonly object[]
type Callback = (error: Error | null, result: pg.QueryResult) => void

interface DriversQuery {
  name: string | undefined
  text: string
  prepare(connection: Connection): void
  submit(connection: Connection): void
  handleRowDescription(message: { readonly fields: Fields }): void
  handleDataRow(message: object): void
  handleCommandComplete(message: object, connection: Connection): void
  handleError(error: Error, connection: Connection): void
}

/** Given a description instead of a text, it would copy that by its property descriptors for each query. */
const Query = pg.Query as unknown as new (text: string, values: unknown[], callback: Callback) => DriversQuery

const connectionOf = (client: pg.PoolClient): Connection => (client as unknown as { connection: Connection }).connection

export const streamOf = (client: pg.PoolClient): Duplex => connectionOf(client).stream

/** The connection, as one statement of several sees it. */
interface Views {
  readonly unsynced: Connection
  /** Without asking what the rows will look like. */
  readonly undescribed: Connection
  /** What they look like, by the name of the statement: PostgreSQL refuses a kept statement whose rows have changed. */
  readonly fields: Map<string, Fields>
}

const viewsOf = (connection: Connection): Views => {
  const nothing = { value: () => undefined }
  const unsynced = Object.create(connection, { sync: nothing }) as Connection
  const undescribed = Object.create(unsynced, { describe: nothing }) as Connection
  return { unsynced, undescribed, fields: new Map() }
}

/** Only a value that cannot be written down gets here, before anything is sent. */
const fail: Callback = (error) => {
  throw error ?? new Error('nobody waits for this statement')
}

const carriedOf = ({ name, text, values }: Statement): DriversQuery =>
  Object.assign(new Query(text, values, fail), { name })

interface Step {
  readonly name: string | undefined
  readonly text: string
}

class Batch extends Query {
  readonly #views: Views
  readonly #before: readonly DriversQuery[]
  readonly #after: readonly DriversQuery[]
  readonly #steps: readonly Step[]
  /** Which of them the server answers now. */
  #place = 0
  #fields: Fields = []

  constructor(views: Views, sent: Parameters<Send>, callback: Callback) {
    const [before, wanted, after] = sent
    super(wanted.text, wanted.values, callback)
    this.name = wanted.name
    this.#views = views
    this.#before = before.map(carriedOf)
    this.#after = after.map(carriedOf)
    this.#steps = [...before, wanted, ...after]
  }

  override submit(connection: Connection): null {
    const { unsynced, undescribed, fields } = this.#views
    const known = fields.get(this.name ?? '')
    connection.stream.cork()
    try {
      for (const one of this.#before) one.prepare(undescribed)
      if (known) super.handleRowDescription({ fields: known })
      this.prepare(known ? undescribed : unsynced)
      for (const one of this.#after) one.prepare(undescribed)
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
    this.name = this.#steps[place]?.name
    this.text = this.#steps[place]?.text ?? ''
  }

  override handleRowDescription(message: { readonly fields: Fields }): void {
    this.#fields = message.fields
    super.handleRowDescription(message)
  }

  override handleDataRow(message: object): void {
    if (this.#place === this.#before.length) super.handleDataRow(message)
  }

  override handleCommandComplete(message: object, connection: Connection): void {
    const { name } = this
    if (this.#place === this.#before.length) {
      super.handleCommandComplete(message, connection)
      if (name !== undefined && !this.#views.fields.has(name)) this.#views.fields.set(name, this.#fields)
    }
    this.#turn(this.#place + 1)
  }

  override handleError(error: Error, connection: Connection): void {
    for (const { name } of this.#steps.slice(this.#place))
      if (name !== undefined) Reflect.deleteProperty(connection.submittedNamedStatements, name)
    super.handleError(error, connection)
  }
}

export const senderOf = (client: pg.PoolClient): Send => {
  const views = viewsOf(connectionOf(client))
  return (...sent) =>
    new Promise((resolve, reject) => {
      const batch = new Batch(views, sent, (error, result) => {
        if (error) reject(error)
        else resolve(result)
      })
      void client.query(batch as unknown as pg.Submittable)
    })
}

/** A TCP proxy before PostgreSQL that knows the protocol's message boundaries: counts, delays, freezes and cuts. */
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Test } from 'tap'

export interface Proxy {
  readonly url: string
  /** Milliseconds added to each direction. */
  delay: number
  /** Nothing passes any more, and nobody is told. */
  frozen: boolean
  /** Statements until the connection is cut; counted down, none when null. */
  cutAfter: number | null
  /** Whether the statement that is cut still reaches the server: its answer is lost, its effect is not. */
  cutAnswer: boolean
  /** How often a client waited for an answer: turns from sending to receiving, over all connections. */
  turns: number
  /** Ends all connections at once. */
  cut(): void
}

const EXECUTE = 'E'.charCodeAt(0)
const SIMPLE_QUERY = 'Q'.charCodeAt(0)

/** Splits what a client sends into messages; the start-up message has no type byte. */
const messageReader = () => {
  let rest = Buffer.alloc(0)
  let started = false
  return (chunk: Buffer): Buffer[] => {
    rest = Buffer.concat([rest, chunk])
    const messages: Buffer[] = []
    for (;;) {
      const prefix = started ? 1 : 0
      if (rest.length < prefix + 4) return messages
      const length = prefix + rest.readInt32BE(prefix)
      if (rest.length < length) return messages
      messages.push(rest.subarray(0, length))
      rest = rest.subarray(length)
      started = true
    }
  }
}

export const startProxy = async (t: Test, target: string): Promise<Proxy> => {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const proxy: Proxy = {
    url: '',
    delay: 0,
    frozen: false,
    cutAfter: null,
    cutAnswer: false,
    turns: 0,
    cut: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
  const pass = (to: Socket, bytes: Buffer): void => {
    if (proxy.delay === 0) to.write(bytes)
    else
      setTimeout(() => {
        if (!to.destroyed && !proxy.frozen) to.write(bytes)
      }, proxy.delay)
  }
  const server = createServer((client) => {
    const upstream = createConnection(Number(port), hostname)
    const read = messageReader()
    let sending = false
    let muted = false
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        if (!muted) upstream.destroy()
      })
    }
    client.on('data', (chunk: Buffer) => {
      if (proxy.frozen || muted) return
      sending = true
      for (const message of read(chunk)) {
        const isStatement = message[0] === EXECUTE || message[0] === SIMPLE_QUERY
        if (isStatement && proxy.cutAfter !== null && (proxy.cutAfter -= 1) <= 0) {
          proxy.cutAfter = null
          muted = true
          // The whole rest of the client's bytes belongs to the statement: its Sync follows it.
          if (proxy.cutAnswer) upstream.end(Buffer.concat([message, SYNC]))
          else upstream.destroy()
          client.destroy()
          return
        }
        pass(upstream, message)
      }
    })
    upstream.on('data', (chunk: Buffer) => {
      if (proxy.frozen || muted) return
      if (sending) proxy.turns += 1
      sending = false
      pass(client, chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  t.teardown(() => {
    proxy.cut()
    server.close()
  })
  return Object.assign(proxy, { url: url.toString() })
}

const SYNC = Buffer.from([0x53, 0, 0, 0, 4])

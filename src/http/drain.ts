/** The orderly end: what was accepted is answered, kept-alive connections are told to go, nobody is waited for for ever. */
import type { FastifyInstance } from 'fastify'

const SWEEP_MS = 50
/** After this only clients that do not send or do not read are left. */
const PATIENCE_MS = 7_000

/** Resolves when the last answer is sent; new requests get 503 and `Connection: close` meanwhile. */
export const registerDrain = (app: FastifyInstance): (() => Promise<void>) => {
  let draining = false
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (draining) void reply.header('connection', 'close')
    done(null, payload)
  })
  return async () => {
    draining = true
    // A connection that turns idle after the end began would otherwise be kept for the whole keep-alive time.
    const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_MS)
    const patience = setTimeout(() => app.server.closeAllConnections(), PATIENCE_MS)
    try {
      await app.close()
    } finally {
      clearInterval(sweep)
      clearTimeout(patience)
    }
  }
}

/** The contract as the committed file has it, made without a database. */
import { generateKeyPairSync } from 'node:crypto'
import pino from 'pino'
import { buildApp } from '../app.ts'
import { noAnchors } from '../db/anchors.ts'
import { openPools } from '../db/database.ts'
import { noSpool } from '../db/spool.ts'
import { OutboundError } from '../domain/outbound.ts'

export const contractText = async (): Promise<string> => {
  const { publicKey } = generateKeyPairSync('ed25519')
  // Never connected to: pools open their first connection with the first statement.
  const pools = openPools('postgres://127.0.0.1:1/none', 1, () => undefined)
  const { server } = await buildApp({
    pools,
    keys: new Map([['none', { kid: 'none', algorithm: 'EdDSA', issuer: 'none', publicKey }]]),
    audience: 'none',
    publicUrl: 'http://127.0.0.1:3000',
    outbound: () => Promise.reject(new OutboundError('unreachable')),
    secret: Buffer.alloc(32),
    anchors: noAnchors,
    spool: noSpool,
    clock: () => new Date(0),
    inFlightLimit: 1,
    rateLimit: 1,
    durable: true,
    trustProxy: [],
    logger: pino({ level: 'silent' }),
  })
  const text = `${JSON.stringify(server.swagger(), null, 2)}\n`
  await server.close()
  await pools.close()
  return text
}

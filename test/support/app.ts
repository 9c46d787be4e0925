/** testApp(): the real buildApp on a database of its own, a clock that tests can set, actors that make requests. */
import { generateKeyPairSync } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createSigner } from 'fast-jwt'
import type { LightMyRequestResponse } from 'fastify'
import type { DestinationStream } from 'pino'
import type { Test } from 'tap'
import { v7 } from 'uuid'
import { buildApp } from '../../src/app.ts'
import type { AnyEndpoint } from '../../src/http/contract.ts'
import { anchorsIn, type Anchors } from '../../src/db/anchors.ts'
import { openSpool, type Spool } from '../../src/db/spool.ts'
import { openPools, type Pools } from '../../src/db/database.ts'
import { startDeliveries } from '../../src/jobs/deliveries.ts'
import { loggerOf } from '../../src/http/logger.ts'
import { outbound } from '../../src/jobs/outbound.ts'
import { renewTokenKeys } from '../../src/jobs/housekeeping.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { ensurePlatformAdmin } from '../../src/repositories/access/bootstrap.ts'
import { endpoints as everyEndpoint } from '../../src/routes/index.ts'
import { contractCheck } from './contract.ts'
import { createDatabase } from './database.ts'

export const ISSUER = 'https://sso.test.example'
const program = (path: string): string => fileURLToPath(new URL(`../../dist/jobs/${path}.js`, import.meta.url))
const PROGRAMS = {
  reader: program('reader/main'),
  writer: program('writer/main'),
  reporter: program('writer/reports'),
}
const AUDIENCE = 'kompeten'
export const PUBLIC_URL = 'http://kompeten.test'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')

export interface Reply {
  readonly status: number
  // A test says what it expects of a body; that is its assertion.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any
  readonly headers: LightMyRequestResponse['headers']
  readonly text: string
  readonly bytes: Buffer
}

interface Options {
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

export interface Caller {
  request(method: string, path: string, options?: Options): Promise<Reply>
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>
  patch(path: string, version: number, body: unknown): Promise<Reply>
  put(path: string, version: number, body: unknown): Promise<Reply>
}

export interface TestApp {
  readonly pools: Pools
  readonly secret: Buffer
  readonly anchors: Anchors
  readonly spool: Spool
  readonly server: Awaited<ReturnType<typeof buildApp>>['server']
  /** Sets what the service takes for now. */
  setNow(instant: string): void
  token(subject: string, claims?: object): string
  as(subject: string): Caller
  anonymous: Caller
  /** A new institution with an HR officer; returns its id and the officer. */
  institution(code: string): Promise<{ id: string; hr: Caller; hrSubject: string }>
}

interface TestOptions {
  /** `proxied` is the address by which the service reaches `url`; its worker always goes there directly. */
  readonly database?: { readonly url: string; readonly proxied: string }
  readonly endpoints?: readonly AnyEndpoint[]
  /** For data that no request could have made: answers are not held against the contract. */
  readonly unchecked?: true
  /** Ranges that the service may ask beside the public ones. */
  readonly outboundAllow?: readonly string[]
  /** Requests per minute. */
  readonly rateLimit?: number
  /** Requests at a time. */
  readonly inFlightLimit?: number
  /** Takes every line of the service's log. */
  readonly log?: DestinationStream
}

export const testApp = async (t: Test, options: TestOptions = {}): Promise<TestApp> => {
  const { database, endpoints = everyEndpoint, unchecked, outboundAllow = [], log } = options
  const { rateLimit = 1_000_000, inFlightLimit = 200 } = options
  const url = database?.url ?? (await createDatabase())
  const pools = openPools(database?.proxied ?? url, 6, () => undefined)
  const workerPools = database ? openPools(url, 2, () => undefined) : pools
  let now = new Date('2026-06-15T03:00:00Z')
  const clock = (): Date => now
  const secret = Buffer.alloc(32, 7)
  const folder = t.testdir()
  const anchors = anchorsIn(folder)
  const spool = openSpool(`${folder}/spool`)
  const logger = log ? loggerOf('trace', log) : loggerOf(process.env.TEST_LOG ?? 'silent')
  const keys = new Map([['test', { kid: 'test', algorithm: 'EdDSA' as const, issuer: ISSUER, publicKey }]])
  await ensurePlatformAdmin(pools.owner, ISSUER, 'platform')
  await renewTokenKeys(pools.owner, now)
  const ask = outbound(outboundAllow)
  const { server } = await buildApp({
    pools,
    keys,
    audience: AUDIENCE,
    publicUrl: PUBLIC_URL,
    outbound: ask,
    secret,
    anchors,
    spool,
    clock,
    inFlightLimit,
    rateLimit,
    durable: false,
    trustProxy: [],
    logger,
    endpoints,
  })
  const deliveries = await startDeliveries(
    { pools: workerPools, secret, clock, logger, outbound: ask },
    workerPools.owner,
  )
  const worker = await startWorker(
    { pools: workerPools, secret, anchors, clock, logger, spool, programs: PROGRAMS },
    workerPools.owner,
  )
  t.teardown(async () => {
    await server.close()
    await Promise.all([worker.stop(), deliveries.stop()])
    await pools.close()
    if (database) await workerPools.close()
  })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const sign = createSigner({ key: pem, algorithm: 'EdDSA', kid: 'test' })
  // Signing costs more than most requests.
  const signed = new Map<string, string>()
  const token = (subject: string, claims: object = {}): string => {
    const iat = Math.floor(now.getTime() / 1_000)
    const content = { iss: ISSUER, aud: AUDIENCE, sub: subject, iat, exp: iat + 3_600, ...claims }
    const name = JSON.stringify(content)
    const known = signed.get(name) ?? sign(content)
    signed.set(name, known)
    return known
  }
  const caller = (authorization: (() => string) | null): Caller => {
    const request = async (method: string, path: string, { body, headers = {} }: Options = {}): Promise<Reply> => {
      const response = await server.inject({
        method: method as 'GET',
        url: path,
        headers: {
          ...(authorization ? { authorization: authorization() } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : { payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
      })
      if (!unchecked) contractCheck(server, endpoints)(method, path, response)
      const text = response.payload
      const isJson = /[/+]json\b/.test(String(response.headers['content-type']))
      return {
        status: response.statusCode,
        headers: response.headers,
        text,
        bytes: response.rawPayload,
        body: isJson && text !== '' ? JSON.parse(text) : null,
      }
    }
    return {
      request,
      get: (path, headers = {}) => request('GET', path, { headers }),
      post: (path, body, headers = {}) => request('POST', path, { body, headers }),
      patch: (path, version, body) => request('PATCH', path, { body, headers: { 'if-match': `"${String(version)}"` } }),
      put: (path, version, body) => request('PUT', path, { body, headers: { 'if-match': `"${String(version)}"` } }),
    }
  }
  const as = (subject: string): Caller => caller(() => `Bearer ${token(subject)}`)
  const institution = async (code: string) => {
    const { body } = await as('platform').post('/v1/institutions', { code, name: `Instansi ${code}`, sample: true })
    const hrSubject = `hr-${code}-${v7()}`
    await as('platform').post(`/v1/institutions/${String(body.id)}/officers`, {
      issuer: ISSUER,
      subject: hrSubject,
      label: 'HR',
    })
    return { id: String(body.id), hr: as(hrSubject), hrSubject }
  }
  return {
    pools,
    secret,
    anchors,
    spool,
    server,
    setNow: (instant) => {
      now = new Date(instant)
    },
    token,
    as,
    anonymous: caller(null),
    institution,
  }
}

/** Token → actor. The only reader of the Authorization header. Verified identity is cached by token; roles never are. */
import fastifyJwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { KeyObject } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import type { Actor } from '../domain/policy.ts'
import type { Db } from '../db/database.ts'
import { findActor } from '../repositories/access/identities.ts'

export interface TrustedKey {
  readonly kid: string
  readonly algorithm: 'EdDSA' | 'ES256' | 'RS256'
  readonly issuer: string
  readonly publicKey: KeyObject
}

export interface TokenRules {
  /** By kid, a Map: a plain object would answer for "constructor" (hardening.md §4.1). */
  readonly keys: ReadonlyMap<string, TrustedKey>
  readonly audience: string
}

export interface VerifiedIdentity {
  readonly issuer: string
  readonly subject: string
  /** Seconds since 1970. */
  readonly expiresAt: number
}

const MAX_TOKEN = 4_096
const MAX_LIFETIME_S = 24 * 3_600
const CLOCK_SKEW_S = 30
const CACHE_SIZE = 10_000

interface Claims {
  iss?: unknown
  sub?: unknown
  exp?: unknown
  iat?: unknown
}
interface Complete {
  header: { kid?: unknown; alg?: unknown; crit?: unknown; typ?: unknown }
  payload: unknown
}

const invalid = (): never => {
  throw new DomainError('token.invalid')
}

const bearerOf = (request: FastifyRequest): string => {
  const header = request.headers.authorization
  if (header === undefined) throw new DomainError('token.missing')
  const [, token = ''] = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header) ?? []
  return token === '' || token.length > MAX_TOKEN ? invalid() : token
}

/** Absent, or what access tokens carry (RFC 9068); an id token or a refresh token of the same issuer is not one. */
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'])

const keyOf = (token: string, app: FastifyInstance, rules: TokenRules): TrustedKey => {
  const { header } = app.jwt.decode<Complete>(token, { complete: true }) ?? invalid()
  const key = typeof header.kid === 'string' ? rules.keys.get(header.kid) : undefined
  const isUnderstood = header.crit === undefined && TYPES.has(header.typ)
  return !key || header.alg !== key.algorithm || !isUnderstood ? invalid() : key
}

const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 255 && !/[\u0000-\u001f\u007f]/.test(value)

const identityOf = (claims: Claims, key: TrustedKey, nowS: number): VerifiedIdentity => {
  const { iss, sub, exp, iat } = claims
  if (iss !== key.issuer || !isSubject(sub)) return invalid()
  if (typeof exp !== 'number' || typeof iat !== 'number' || !Number.isSafeInteger(exp) || !Number.isSafeInteger(iat))
    return invalid()
  if (iat > nowS + CLOCK_SKEW_S || exp - iat > MAX_LIFETIME_S) return invalid()
  return { issuer: key.issuer, subject: sub, expiresAt: exp }
}

/** Any failure of the library, of whatever class, is one 401: half of its errors carry no status of their own. */
const verify = (app: FastifyInstance, token: string, rules: TokenRules, nowS: number): VerifiedIdentity => {
  try {
    const key = keyOf(token, app, rules)
    const claims = app.jwt.verify<Claims>(token, {
      key: key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      algorithms: [key.algorithm],
      allowedIss: key.issuer,
      allowedAud: rules.audience,
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat'],
      clockTimestamp: nowS * 1_000,
      cache: false,
    })
    return identityOf(claims, key, nowS)
  } catch (error) {
    const expired = (error as { code?: string }).code === 'FAST_JWT_EXPIRED'
    throw new DomainError(expired ? 'token.expired' : 'token.invalid')
  }
}

export type Authenticate = (request: FastifyRequest) => Promise<Actor>

export const registerAuthentication = async (
  app: FastifyInstance,
  rules: TokenRules,
  read: Db,
  clock: () => Date,
): Promise<Authenticate> => {
  // The per-call key decides; this one satisfies the plugin and matches no token.
  await app.register(fastifyJwt, { secret: { private: 'unused', public: 'unused' }, decode: { complete: true } })
  const cache = new Map<string, VerifiedIdentity>()
  const remember = (token: string, identity: VerifiedIdentity): VerifiedIdentity => {
    if (cache.size >= CACHE_SIZE) cache.delete(cache.keys().next().value ?? '')
    cache.set(token, identity)
    return identity
  }
  return async (request) => {
    const token = bearerOf(request)
    const nowS = Math.floor(clock().getTime() / 1_000)
    const identity = cache.get(token) ?? remember(token, verify(app, token, rules, nowS))
    if (identity.expiresAt <= nowS) {
      cache.delete(token)
      throw new DomainError('token.expired')
    }
    return (await findActor(read, identity.issuer, identity.subject)) ?? invalid()
  }
}

/** Token → actor. The only reader of the Authorization header. Verified identity is cached by token; roles never are. */
import fastifyJwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { KeyObject } from 'node:crypto'
import { DomainError } from '../domain/errors.ts'
import type { Actor } from '../domain/policy.ts'
import { remember } from '../domain/remembering.ts'
import type { Pools } from '../db/database.ts'
import { findActor, findOwnActor, type KnownActor, type Named } from '../repositories/access/actors.ts'
import { sha256 } from '../services/access/keys.ts'
import type { Claims } from '../services/access/sign-ins.ts'
import type { OwnTokens } from './own-tokens.ts'
import type { Providers } from './providers.ts'
import { firstSignIn, lastUse } from './sign-in.ts'
import { trustOf, type Trust, type TrustedKey } from './trust.ts'

export interface TokenRules {
  /** By kid, a Map: a plain object would answer for "constructor" (hardening.md §4.1). */
  readonly keys: ReadonlyMap<string, TrustedKey>
  readonly audience: string
}

export interface Verified {
  readonly trust: Trust
  readonly subject: string
  readonly claims: Claims
  /** Seconds since 1970. */
  readonly expiresAt: number
}

/** A provider that names many groups makes long tokens; Node takes 16 KiB of headers. */
const MAX_TOKEN = 8_192
const MAX_LIFETIME_S = 24 * 3_600
const CLOCK_SKEW_S = 30
const CACHE_SIZE = 10_000

interface Complete {
  header: { kid?: unknown; alg?: unknown; crit?: unknown; typ?: unknown }
  payload: { iss?: unknown } | null
}

const invalid = (): never => {
  throw new DomainError('token.invalid')
}

const SHAPE = /^[\w-]+\.[\w-]+\.[\w-]+$/

const bearerOf = (request: FastifyRequest): string => {
  const header = request.headers.authorization
  if (header === undefined) throw new DomainError('token.missing')
  const [, token = ''] = /^Bearer (\S+)$/i.exec(header) ?? []
  return token
}

/** Absent, or what access tokens carry (RFC 9068); a refresh token or an assertion of the same issuer is not one. */
const TYPES: ReadonlySet<unknown> = new Set([undefined, 'JWT', 'jwt', 'at+jwt', 'application/at+jwt'])

const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 255 && !/[\u0000-\u001f\u007f]/.test(value)

const verifiedOf = (claims: Claims, trust: Trust, nowS: number): Verified => {
  const { iss, sub, exp, iat } = claims
  if (iss !== trust.issuer || !isSubject(sub)) return invalid()
  if (typeof exp !== 'number' || typeof iat !== 'number' || !Number.isSafeInteger(exp) || !Number.isSafeInteger(iat))
    return invalid()
  if (iat > nowS + CLOCK_SKEW_S || exp - iat > MAX_LIFETIME_S) return invalid()
  return { trust, subject: sub, claims, expiresAt: exp }
}

const pemOf = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

/** Signature, times and audience. Any failure of the library, of whatever class, is one 401. */
const check = (
  app: FastifyInstance,
  token: string,
  trust: Trust,
  audiences: readonly string[],
  nowS: number,
): Claims => {
  try {
    return app.jwt.verify<Claims>(token, {
      key: pemOf(trust.publicKey),
      algorithms: [trust.algorithm],
      allowedIss: trust.issuer,
      allowedAud: [...audiences],
      requiredClaims: ['iss', 'aud', 'sub', 'exp', 'iat'],
      clockTimestamp: nowS * 1_000,
      cache: false,
    })
  } catch (error) {
    const expired = (error as { code?: string }).code === 'FAST_JWT_EXPIRED'
    throw new DomainError(expired ? 'token.expired' : 'token.invalid')
  }
}

const decoded = (app: FastifyInstance, token: string): Complete => {
  try {
    return app.jwt.decode<Complete>(token, { complete: true }) ?? invalid()
  } catch {
    return invalid()
  }
}

export type AudiencesOf = (trust: Trust) => readonly string[]
/** Throws `token.invalid`, `token.expired` or `token.issuerUnreachable`. */
export type Verify = (token: string, audiencesOf: AudiencesOf, nowS: number) => Promise<Verified>

const verifier = (app: FastifyInstance, trusted: ReturnType<typeof trustOf>): Verify => {
  return async (token, audiencesOf, nowS) => {
    if (token.length > MAX_TOKEN || !SHAPE.test(token)) return invalid()
    const { header, payload } = decoded(app, token)
    const { kid, alg, crit, typ } = header
    const issuer = payload?.iss
    if (typeof kid !== 'string' || typeof issuer !== 'string' || crit !== undefined || !TYPES.has(typ)) return invalid()
    const trust = await trusted(issuer, kid)
    if (alg !== trust.algorithm) return invalid()
    return verifiedOf(check(app, token, trust, audiencesOf(trust), nowS), trust, nowS)
  }
}

const throughOf = ({ act }: Claims): { id: string; generation: number } | null => {
  const { sub, gen } = (act ?? {}) as { sub?: string; gen?: number }
  return act === undefined ? null : { id: sub ?? '', generation: gen ?? 0 }
}

/** A token may carry fewer scopes than its client has, never more. */
const narrowed = (actor: KnownActor, { scope }: Claims): KnownActor => {
  const carried = new Set(typeof scope === 'string' ? scope.split(' ') : [])
  return { ...actor, scopes: actor.scopes.filter((one) => carried.has(one)) }
}

export interface Authentication {
  /** The bearer of the request. */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor>
  /** Whom a token of an issuer names that was verified before and is still good: nothing but the look-up is left. */
  readonly named: (request: FastifyRequest) => Promise<Named | null>
  readonly verify: Verify
  /** Whom a verified token stands for. Throws `token.invalid`, or `access.personUnknown`. */
  readonly bearer: (verified: Verified, token: string, requestId: string) => Promise<KnownActor>
}

export interface AuthenticationDeps {
  readonly rules: TokenRules
  readonly own: OwnTokens
  readonly providers: Providers
  readonly pools: Pools
  readonly secret: Buffer
  readonly clock: () => Date
}

export const registerAuthentication = async (
  app: FastifyInstance,
  deps: AuthenticationDeps,
): Promise<Authentication> => {
  // The per-call key decides; this one satisfies the plugin and matches no token.
  await app.register(fastifyJwt, { secret: { private: 'unused', public: 'unused' }, decode: { complete: true } })
  const { rules, own, providers, pools, clock } = deps
  const trusted = trustOf(rules.keys, own, providers)
  const verify = verifier(app, trusted)
  const audiencesOf: AudiencesOf = ({ provider }) => provider?.audiences ?? [rules.audience]
  const used = lastUse(deps, (error) => {
    app.log.warn({ cause: (error as { code?: string }).code }, 'last use')
  })

  const bearer: Authentication['bearer'] = async ({ trust, subject, claims }, token, requestId) => {
    const { issuer, provider, isOwn } = trust
    if (isOwn) {
      const own = { id: subject, generation: Number(claims.gen), through: throughOf(claims), digest: sha256(token) }
      return narrowed((await findOwnActor(pools.read, own)) ?? invalid(), claims)
    }
    const known = await findActor(pools.read, issuer, subject)
    if (!provider) return known ?? invalid()
    // Another institution may have written the subject down as its own; the provider is not its.
    if (known) return known.institutionId === provider.institutionId ? known : invalid()
    await firstSignIn(deps, provider, subject, claims, requestId)
    return (await findActor(pools.read, issuer, subject)) ?? invalid()
  }

  const nowOf = (): number => Math.floor(clock().getTime() / 1_000)
  const cache = new Map<string, Verified>()
  const remembered = (token: string, verified: Verified): Verified => {
    remember(cache, CACHE_SIZE, token, verified)
    return verified
  }
  /** What was verified before is good for as long as its key is trusted, as an issuer's of the installation always is, and its time runs. */
  const recalled = (token: string, nowS: number): Verified | null | Promise<Verified | null> => {
    const verified = cache.get(token)
    if (!verified) return null
    const isLasting = !verified.trust.isOwn && verified.trust.provider === null
    return isLasting && verified.expiresAt > nowS ? verified : confirmed(token, verified, nowS)
  }
  const confirmed = async (token: string, verified: Verified, nowS: number): Promise<Verified | null> => {
    const isOver = verified.expiresAt <= nowS
    const still = isOver ? null : await trusted(verified.trust.issuer, verified.trust.kid).catch(() => null)
    const isSame = still?.publicKey === verified.trust.publicKey
    // A provider that was changed since may name another audience.
    if (isSame && still.provider?.version === verified.trust.provider?.version) return verified
    cache.delete(token)
    return isOver ? Promise.reject(new DomainError('token.expired')) : null
  }
  return {
    verify,
    bearer,
    named: async (request) => {
      const verified = await recalled(bearerOf(request), nowOf())
      return verified && !verified.trust.isOwn ? { issuer: verified.trust.issuer, subject: verified.subject } : null
    },
    authenticate: async (request) => {
      const [token, nowS] = [bearerOf(request), nowOf()]
      const verified = (await recalled(token, nowS)) ?? remembered(token, await verify(token, audiencesOf, nowS))
      return used(await bearer(verified, token, request.id))
    },
  }
}

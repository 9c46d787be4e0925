/** Identity providers at work: which are believed, and their keys, kept for as long as they may be and asked for again when one is unknown. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Db } from '../db/database.ts'
import { algorithmOf, type KeyAlgorithm } from '../domain/access/api-clients.ts'
import { DomainError } from '../domain/errors.ts'
import { activeProviders, type IdentityProviderRow } from '../repositories/access/identity-providers.ts'
import type { Outbound } from '../domain/outbound.ts'

/** A change of the list holds on every node after this. */
const LIST_FRESH_MS = 3_000
/** A key that a provider has withdrawn is refused after this. */
const KEYS_FRESH_MS = 5 * 60_000
/** Unknown keys make the service ask again, at most this often. */
const ASK_AGAIN_MS = 60_000
/** A provider that is down: its keys are believed for a day. */
const KEYS_KEPT_MS = 24 * 3_600_000
const TIMEOUT_MS = 2_000
const MAX_BYTES = 256 * 1_024
const LEAST_MODULUS_BITS = 2_048

export interface ProviderKey {
  readonly algorithm: KeyAlgorithm
  readonly publicKey: KeyObject
}

interface Known {
  keys: ReadonlyMap<string, ProviderKey>
  /** When the provider last answered with them; 0: never. */
  readAt: number
  askedAt: number
  failed: boolean
  asking: Promise<void> | null
}

const jsonOf = async (ask: Outbound, url: string): Promise<Record<string, unknown>> => {
  const { status, body } = await ask(url, { method: 'GET', timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES })
  if (status !== 200) throw new Error('the provider does not answer with a document')
  return JSON.parse(Buffer.from(body).toString('utf8')) as Record<string, unknown>
}

const keyOf = (jwk: unknown): [string, ProviderKey][] => {
  const { kid, kty = '', use = 'sig', alg } = jwk as { kid?: string; kty?: string; use?: string; alg?: string }
  const algorithm = algorithmOf(kty)
  if (typeof kid !== 'string' || use !== 'sig' || !algorithm || (alg !== undefined && alg !== algorithm)) return []
  try {
    const publicKey = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' })
    const { modulusLength = LEAST_MODULUS_BITS } = publicKey.asymmetricKeyDetails ?? {}
    return modulusLength < LEAST_MODULUS_BITS ? [] : [[kid, { algorithm, publicKey }]]
  } catch {
    // One key that cannot be read takes nothing from the others.
    return []
  }
}

/** OpenID Connect Discovery 1.0 §4.3: a document that names another issuer is none of this one. */
export const readKeys = async (ask: Outbound, issuer: string): Promise<ReadonlyMap<string, ProviderKey>> => {
  const discovered = await jsonOf(ask, `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (discovered.issuer !== issuer || typeof discovered.jwks_uri !== 'string') throw new Error('not its document')
  const { keys } = await jsonOf(ask, discovered.jwks_uri)
  if (!Array.isArray(keys)) throw new Error('not a key set')
  return new Map((keys as unknown[]).flatMap(keyOf))
}

export interface Providers {
  readonly find: (issuer: string) => Promise<IdentityProviderRow | undefined>
  /** Throws `token.invalid` for a key that the provider does not have, `token.issuerUnreachable` when it cannot be asked. */
  readonly keyOf: (issuer: string, kid: string) => Promise<ProviderKey>
}

export const providersOf = (read: Db, ask: Outbound, now: () => number): Providers => {
  let list = { rows: new Map<string, IdentityProviderRow>(), readAt: 0 }
  const known = new Map<string, Known>()

  const refresh = async (issuer: string, entry: Known): Promise<void> => {
    entry.askedAt = now()
    try {
      entry.keys = await readKeys(ask, issuer)
      entry.readAt = now()
      entry.failed = false
    } catch {
      entry.failed = true
      if (now() - entry.readAt > KEYS_KEPT_MS) entry.keys = new Map()
    }
    entry.asking = null
  }
  /** However many wait for it, the provider is asked once. */
  const askOnce = (issuer: string, entry: Known): Promise<void> => (entry.asking ??= refresh(issuer, entry))

  return {
    find: async (issuer) => {
      if (now() - list.readAt > LIST_FRESH_MS) {
        const rows = await activeProviders(read)
        list = { rows: new Map(rows.map((row): [string, IdentityProviderRow] => [row.issuer, row])), readAt: now() }
      }
      return list.rows.get(issuer)
    },
    keyOf: async (issuer, kid) => {
      const entry: Known = known.get(issuer) ?? { keys: new Map(), readAt: 0, askedAt: 0, failed: false, asking: null }
      known.set(issuer, entry)
      const mayAsk = now() - entry.askedAt > ASK_AGAIN_MS
      const isStale = now() - entry.readAt > KEYS_FRESH_MS
      if (entry.asking || ((isStale || !entry.keys.has(kid)) && mayAsk)) await askOnce(issuer, entry)
      const key = entry.keys.get(kid)
      if (key) return key
      throw new DomainError(entry.failed ? 'token.issuerUnreachable' : 'token.invalid')
    },
  }
}

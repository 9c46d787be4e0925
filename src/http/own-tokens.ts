/** Tokens of the service itself: signed with keys that every node derives alike, and known again on every node. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { createSigner } from 'fast-jwt'
import type { Db } from '../db/database.ts'
import { activeTokenKeys } from '../repositories/access/token-keys.ts'
import { signingKeyOf } from '../services/access/keys.ts'

/** A retired key is refused on every node after this. */
const FRESH_MS = 3_000
/** A key that is not known may have been made on another node a moment ago. */
const LOOK_AGAIN_MS = 100
export const TOKEN_SECONDS = 600

interface Key {
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export interface OwnClaims {
  readonly subject: string
  readonly generation: number
  /** The API client through which a person acts. */
  readonly through?: { readonly id: string; readonly generation: number }
  /** Fewer seconds than `TOKEN_SECONDS`, where what it was exchanged for runs out before. */
  readonly seconds: number
  readonly scopes: readonly string[]
}

export interface OwnTokens {
  /** Who signs: the address of the service, as in its metadata (RFC 8414). */
  readonly issuer: string
  readonly keyOf: (kid: string) => Promise<KeyObject | undefined>
  readonly sign: (claims: OwnClaims, nowS: number, id: string) => Promise<string>
  readonly keySet: () => Promise<{ readonly keys: readonly object[] }>
}

export const ownTokens = (read: Db, secret: Buffer, issuer: string, audience: string, now: () => number): OwnTokens => {
  const derived = new Map<string, Key>()
  let active = { ids: [] as readonly string[], readAt: 0 }

  const derive = (id: string): Key => {
    const known = derived.get(id)
    if (known) return known
    const privateKey = signingKeyOf(secret, `token-key/${id}`)
    const key = { privateKey, publicKey: createPublicKey(privateKey) }
    derived.set(id, key)
    return key
  }
  const reload = async (): Promise<void> => {
    active = { ids: (await activeTokenKeys(read)).map(({ id }) => id), readAt: now() }
  }
  const ids = async (): Promise<readonly string[]> => {
    if (now() - active.readAt > FRESH_MS) await reload()
    return active.ids
  }
  return {
    issuer,
    keyOf: async (kid) => {
      if (!(await ids()).includes(kid) && now() - active.readAt > LOOK_AGAIN_MS) await reload()
      return active.ids.includes(kid) ? derive(kid).publicKey : undefined
    },
    sign: async ({ subject, generation, through, seconds, scopes }, nowS, id) => {
      // What another node made a moment ago signs here too.
      await reload()
      const [kid] = active.ids
      if (kid === undefined) throw new Error('there is no key to sign tokens with')
      const key = derive(kid).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
      const sign = createSigner({ key, algorithm: 'EdDSA', kid, header: { typ: 'at+jwt', alg: 'EdDSA' } })
      return sign({
        iss: issuer,
        aud: audience,
        sub: subject,
        client_id: through?.id ?? subject,
        ...(through && { act: { sub: through.id, gen: through.generation } }),
        scope: scopes.join(' '),
        gen: generation,
        jti: id,
        iat: nowS,
        exp: nowS + seconds,
      })
    },
    keySet: async () => ({
      keys: (await ids()).map((id) => ({
        ...derive(id).publicKey.export({ format: 'jwk' }),
        kid: id,
        use: 'sig',
        alg: 'EdDSA',
      })),
    }),
  }
}

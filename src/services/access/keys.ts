/** What the installation's secret becomes: keys for authenticating chains, committing to ratings, and signing. */
import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'
import { chainEnds, type ChainEnds } from './chain-ends.ts'

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** In constant time. */
export const isSame = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))

export const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

export interface Keys {
  /** Authenticates the audit chain of one institution. */
  readonly chainKey: (institutionId: string) => Buffer
  /** Names the public key: the start of its SHA-256. */
  readonly keyId: string
  /** Ed25519, SPKI in base64: what a stranger needs to check a receipt or a checkpoint. */
  readonly publicKey: string
  /** Ends of the chains that these keys authenticate, as this process wrote them. */
  readonly ends: ChainEnds
  /** base64url. */
  readonly sign: (text: string) => string
}

export const keyIdOf = (publicKey: string): string => sha256(publicKey).slice(0, 16)

/** PKCS#8 of an Ed25519 key up to its 32 bytes of seed (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The Ed25519 key of a purpose: the same secret and purpose give the same key in every process. */
export const signingKeyOf = (secret: Buffer, purpose: string): KeyObject =>
  createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, hmac(secret, purpose)]), format: 'der', type: 'pkcs8' })

const derive = (secret: Buffer): Keys => {
  const privateKey = signingKeyOf(secret, 'signing/1')
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64')
  const chainKeys = new Map<string, Buffer>()
  return {
    chainKey: (institutionId) => {
      const known = chainKeys.get(institutionId) ?? hmac(secret, `audit-chain/${institutionId}`)
      chainKeys.set(institutionId, known)
      return known
    },
    ends: chainEnds(),
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64url'),
  }
}

const derived = new WeakMap<Buffer, Keys>()

/** The keys of a secret, derived once: the same secret gives the same keys in every process. */
export const keysOf = (secret: Buffer): Keys => {
  const keys = derived.get(secret) ?? derive(secret)
  derived.set(secret, keys)
  return keys
}

const publicKeyOf = (spki: string): KeyObject =>
  createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })

/** False for a signature of another key or text, and for anything that is no key at all. */
export const isSignedBy = (publicKey: string, text: string, signature: string): boolean => {
  try {
    return verify(null, Buffer.from(text), publicKeyOf(publicKey), Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

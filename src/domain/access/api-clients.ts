/** What API clients are told apart by, and how much of it may be live at a time. */

/** Issuer under which the service's own clients stand among the identities; no provider can have it. */
export const CLIENT_ISSUER = 'urn:kompeten:api-client'

/** The old one and the new one while a client changes over. */
export const MAX_LIVE_SECRETS = 2

/** Found by scanners of repositories and logs. */
export const SECRET_PREFIX = 'kompeten_secret_'

/** Names of the one algorithm that each kind of key signs with; Ed25519 has an older and a newer one (RFC 9864). */
export const SIGNS_AS = { OKP: ['EdDSA', 'Ed25519'], EC: ['ES256'], RSA: ['RS256'] } as const

const KEY_ALGORITHMS = { OKP: 'EdDSA', EC: 'ES256', RSA: 'RS256' } as const
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[keyof typeof KEY_ALGORITHMS]

/** By kind of key, so that nothing in a token can choose; undefined for kinds whose signatures are not taken. */
export const algorithmOf = (kty: string): KeyAlgorithm | undefined =>
  new Map<string, KeyAlgorithm>(Object.entries(KEY_ALGORITHMS)).get(kty)

/** A public key as JSON Web Key (RFC 7517): Ed25519, P-256 or RSA. */
export interface PublicJwk {
  readonly kty: 'OKP' | 'EC' | 'RSA'
  readonly kid: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
  readonly n?: string
  readonly e?: string
}

const CURVES: Readonly<Record<string, string | undefined>> = { OKP: 'Ed25519', EC: 'P-256' }

/** Bytes of a modulus of 2048 bits in base64url, without padding. */
const LEAST_MODULUS = 342

/** Whether the key is of a kind whose signatures are taken, with all its members and no others that matter. */
export const isWholeKey = ({ kty, crv, x, y, n, e }: PublicJwk): boolean => {
  if (kty === 'RSA') return n !== undefined && e !== undefined && n.length >= LEAST_MODULUS
  return crv === CURVES[kty] && x !== undefined && (kty === 'OKP' || y !== undefined)
}

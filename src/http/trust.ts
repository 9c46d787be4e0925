/** Whose signature is believed: the service's own, an issuer of the installation, or an institution's identity provider. */
import type { KeyObject } from 'node:crypto'
import type { KeyAlgorithm } from '../domain/access/api-clients.ts'
import { DomainError } from '../domain/errors.ts'
import type { IdentityProviderRow } from '../repositories/access/identity-providers.ts'
import type { OwnTokens } from './own-tokens.ts'
import type { Providers } from './providers.ts'

export interface TrustedKey {
  readonly kid: string
  readonly algorithm: KeyAlgorithm
  readonly issuer: string
  readonly publicKey: KeyObject
}

/** A key, and on whose behalf it speaks. */
export interface Trust extends TrustedKey {
  readonly isOwn: boolean
  /** Of one institution; null for issuers of the whole installation. */
  readonly provider: IdentityProviderRow | null
}

/** Throws `token.invalid`, or `token.issuerUnreachable` when it cannot be told. */
export const trustOf =
  (keys: ReadonlyMap<string, TrustedKey>, own: OwnTokens, providers: Providers) =>
  async (issuer: string, kid: string): Promise<Trust> => {
    if (issuer === own.issuer) {
      const publicKey = await own.keyOf(kid)
      if (!publicKey) throw new DomainError('token.invalid')
      return { kid, issuer, algorithm: 'EdDSA', publicKey, isOwn: true, provider: null }
    }
    const key = keys.get(kid)
    if (key?.issuer === issuer) return { ...key, isOwn: false, provider: null }
    const provider = await providers.find(issuer)
    if (!provider) throw new DomainError('token.invalid')
    return { kid, issuer, ...(await providers.keyOf(issuer, kid)), isOwn: false, provider }
  }

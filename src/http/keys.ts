/** Signing keys: those of trusted issuers, and the local issuer's own pair for trying things out on one machine. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSigner } from 'fast-jwt'
import type { TrustedKey } from './authenticate.ts'

export const LOCAL_ISSUER = 'urn:kompeten:local'
const LOCAL_KID = 'local'

export class KeyError extends Error {}

const ALGORITHMS: Record<string, TrustedKey['algorithm']> = { OKP: 'EdDSA', EC: 'ES256', RSA: 'RS256' }

interface Issuer {
  readonly issuer: string
  readonly jwks: { readonly keys: readonly { readonly kid?: string; readonly kty?: string; readonly d?: string }[] }
}

/** Throws KeyError naming the key: symmetric and private keys have no place in this file, and a kid is needed. */
export const readIssuers = (file: string): Map<string, TrustedKey> => {
  const issuers = JSON.parse(readFileSync(file, 'utf8')) as Issuer[]
  const keys = new Map<string, TrustedKey>()
  for (const { issuer, jwks } of issuers)
    for (const jwk of jwks.keys) {
      const algorithm = ALGORITHMS[jwk.kty ?? '']
      if (!jwk.kid || !algorithm || jwk.d !== undefined || keys.has(jwk.kid))
        throw new KeyError(`${issuer}: key ${jwk.kid ?? '(no kid)'} is not a public key of its own`)
      const publicKey = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' })
      keys.set(jwk.kid, { kid: jwk.kid, algorithm, issuer, publicKey })
    }
  return keys
}

const keep = (file: string, make: () => string): string => {
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
    writeFileSync(file, make(), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(file, 'utf8').trim()
}

const localPrivateKey = (dataFolder: string): KeyObject =>
  createPrivateKey(
    keep(join(dataFolder, 'keys', 'local-issuer.pem'), () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ),
  )

export const localKey = (dataFolder: string): TrustedKey => ({
  kid: LOCAL_KID,
  algorithm: 'EdDSA',
  issuer: LOCAL_ISSUER,
  publicKey: createPublicKey(localPrivateKey(dataFolder)),
})

/** Signs tokens of the local issuer, valid for `hours`, at most 24. */
export const localSigner = (dataFolder: string, audience: string, hours = 12): ((subject: string) => string) => {
  const sign = createSigner({
    key: localPrivateKey(dataFolder).export({ type: 'pkcs8', format: 'pem' }).toString(),
    algorithm: 'EdDSA',
    kid: LOCAL_KID,
    iss: LOCAL_ISSUER,
    aud: audience,
    expiresIn: Math.min(hours, 24) * 3_600_000,
  })
  return (subject) => sign({ sub: subject })
}

/** The installation's secret: signs cursors and commitments. */
export const localSecret = (dataFolder: string): Buffer =>
  Buffer.from(
    keep(join(dataFolder, 'keys', 'secret.hex'), () => randomBytes(32).toString('hex')),
    'hex',
  )

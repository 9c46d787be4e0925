/** Signing keys: those of trusted issuers, and the local issuer's own pair for trying things out on one machine. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createSigner } from 'fast-jwt'
import { algorithmOf } from '../domain/access/api-clients.ts'
import { makeFolder } from '../db/embedded/folders.ts'
import type { TrustedKey } from './trust.ts'

export const LOCAL_ISSUER = 'urn:kompeten:local'
const LOCAL_KID = 'local'

export class KeyError extends Error {}

interface Issuer {
  readonly issuer: string
  readonly jwks: { readonly keys: readonly { readonly kid?: string; readonly kty?: string; readonly d?: string }[] }
}

const parseIssuers = (file: string): Issuer[] => {
  try {
    const issuers = JSON.parse(readFileSync(file, 'utf8')) as Issuer[]
    const isWhole = issuers.every(({ issuer, jwks }) => typeof issuer === 'string' && Array.isArray(jwks.keys))
    if (isWhole && issuers.length > 0) return issuers
  } catch {
    // Told below: what the file holds is nobody's business in a log.
  }
  throw new KeyError(`KOMPETEN_ISSUERS: ${file} is not a readable list of issuers with their keys`)
}

/** Throws KeyError naming the file or the key: symmetric and private keys have no place in it, and a kid is needed. */
export const readIssuers = (file: string): Map<string, TrustedKey> => {
  const keys = new Map<string, TrustedKey>()
  for (const { issuer, jwks } of parseIssuers(file))
    for (const jwk of jwks.keys) {
      const algorithm = algorithmOf(jwk.kty ?? '')
      if (!jwk.kid || !algorithm || jwk.d !== undefined || keys.has(jwk.kid))
        throw new KeyError(`KOMPETEN_ISSUERS: key ${jwk.kid ?? '(no kid)'} of ${issuer} is not a public key of its own`)
      const publicKey = createPublicKey({ key: jwk as Record<string, string>, format: 'jwk' })
      keys.set(jwk.kid, { kid: jwk.kid, algorithm, issuer, publicKey })
    }
  return keys
}

/** What was made once and kept. Throws KeyError when the folder cannot be written. */
const keep = (file: string, make: () => string): string => {
  try {
    if (!existsSync(file)) {
      makeFolder(dirname(file), 0o700)
      writeFileSync(file, make(), { mode: 0o600, flag: 'wx' })
    }
    return readFileSync(file, 'utf8').trim()
  } catch {
    throw new KeyError(`KOMPETEN_DATA: the data folder cannot be written: ${dirname(file)}`)
  }
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

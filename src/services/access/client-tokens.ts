/** The token endpoint's decisions: is this the client, what may its token do, whom may it stand for. */
import type { Tx } from '../../db/transaction.ts'
import type { PublicJwk } from '../../domain/access/api-clients.ts'
import { DomainError, refuseUnless, type Facts } from '../../domain/errors.ts'
import type { Scope } from '../../domain/policy.ts'
import * as tokens from '../../repositories/access/client-tokens.ts'
import type { LiveCredential, TokenClient } from '../../repositories/access/client-tokens.ts'
import { secretDigest } from './api-clients.ts'
import { appendEntry } from './audit-chain.ts'
import { isSame, sha256 } from './keys.ts'

export interface TokenContext {
  readonly tx: Tx
  readonly secret: Buffer
  readonly now: string
  readonly newId: () => string
  readonly requestId: string
}

/** How the client proves who it is; `verify` tells whether a key has signed the assertion. */
export type ClientProof = { readonly clientId: string } & (
  | { readonly kind: 'secret'; readonly clientSecret: string }
  | {
      readonly kind: 'assertion'
      readonly id: string
      readonly expiresAt: string
      readonly verify: (key: PublicJwk) => Promise<boolean>
    }
)

/** The live credential that the proof was made with. */
const provenBy = async (
  secret: Buffer,
  proof: ClientProof,
  credentials: readonly LiveCredential[],
): Promise<LiveCredential | undefined> => {
  if (proof.kind === 'secret') {
    const digest = secretDigest(secret, proof.clientSecret)
    return credentials.find(({ secretDigest: stored }) => stored !== null && isSame(stored, digest))
  }
  for (const credential of credentials)
    if (credential.publicJwk && (await proof.verify(credential.publicJwk))) return credential
  return undefined
}

/** An assertion is good once, on whichever node. Throws `oauth.clientInvalid`, whatever was wrong. */
export const proveClient = async (
  { tx, secret, now }: TokenContext,
  client: TokenClient,
  proof: ClientProof,
): Promise<void> => {
  const credentials = await tokens.liveCredentials(tx, client.institutionId, client.id)
  const credential = await provenBy(secret, proof, credentials)
  if (!credential) throw new DomainError('oauth.clientInvalid')
  if (proof.kind === 'assertion') {
    const digest = sha256(proof.id)
    const isFirst = await tokens.useAssertion(tx, client.institutionId, client.id, digest, proof.expiresAt)
    refuseUnless(isFirst, 'oauth.clientInvalid')
  }
  await tokens.touchCredential(tx, client.institutionId, credential.id, now)
}

/** What was asked for, or all that the client has. Throws `oauth.scopeInvalid` for more than that. */
export const grantedScopes = (client: TokenClient, asked: string | null): readonly Scope[] => {
  const names = asked === null || asked.trim() === '' ? null : new Set(asked.trim().split(/ +/))
  const granted = client.scopes.filter((scope) => names === null || names.has(scope))
  refuseUnless(names === null || granted.length === names.size, 'oauth.scopeInvalid')
  return granted
}

export const recordToken = (
  { tx, secret, now, newId, requestId }: TokenContext,
  client: TokenClient,
  action: 'token.issue' | 'token.exchange' | 'token.revoke',
  resourceId: string,
  facts: Facts,
): Promise<void> =>
  appendEntry(tx, secret, client.institutionId, {
    id: newId(),
    at: now,
    actorId: client.id,
    action,
    resourceId,
    facts,
    requestId,
  })

export interface Person {
  readonly identityId: string
  readonly institutionId: string
  readonly kind: 'person' | 'client'
}

/** The generation of tokens of a person of the client's own institution. Throws `oauth.subjectTokenInvalid` for all others. */
export const actFor = async ({ tx }: TokenContext, client: TokenClient, person: Person): Promise<number> => {
  refuseUnless(client.actsForPersons, 'oauth.clientUnauthorised')
  const isTheirs = person.kind === 'person' && person.institutionId === client.institutionId
  refuseUnless(isTheirs, 'oauth.subjectTokenInvalid')
  return tokens.generationOf(tx, client.institutionId, person.identityId)
}

export const revoke = async (
  context: TokenContext,
  client: TokenClient,
  token: { readonly digest: string; readonly expiresAt: string; readonly subject: string },
): Promise<void> => {
  await tokens.revokeToken(context.tx, client.institutionId, token.digest, token.expiresAt)
  return recordToken(context, client, 'token.revoke', token.subject, {})
}

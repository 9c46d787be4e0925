import Type from 'typebox'
import { FINDINGS } from '../../domain/access/audit-chain.ts'
import { closed, component, facts, Id, Instant, Flag, nullable, oneOf, pageOf, whole, word } from '../common.ts'

export const AuditEntry = component(
  'AuditEntry',
  'One act. Acts of raters name neither actor nor resource, and only the day.',
  closed({
    id: Id,
    at: Instant,
    actorId: nullable(Id),
    action: word('cycle.run'),
    resourceId: nullable(Id),
    facts: facts({ state: 'closed' }),
    requestId: word('0b9f3c1e-5d2a-4c56-9f0e-7a41c2d8e6b3'),
  }),
)
export const AuditEntryPage = pageOf('AuditEntry', AuditEntry)
export const AuditVerification = component(
  'AuditVerification',
  'What recomputing a stretch of the audit chain found, and what a stranger needs to check the signed checkpoint.',
  closed({
    sound: Flag('Nothing was found in this stretch.'),
    entries: whole(1204, 'Entries looked at.'),
    through: whole(1204, 'Place in the chain that was reached.'),
    continueAfter: nullable(whole(50_000, 'Ask again with `after`; null at the end of the chain.')),
    findings: Type.Array(closed({ finding: oneOf(FINDINGS), seq: whole(17), entryId: nullable(Id) }), { maxItems: 50 }),
    checkpoint: nullable(
      closed({
        seq: whole(1203),
        hash: word('6f1c0d0f7d5b7a6f1a3d8d5f2f1b0e0c9a8b7c6d5e4f30213243546576879801'),
        signedAt: Instant,
        signature: word(
          'Zm9vYmFy',
          'Ed25519 over five lines: kompeten-audit-checkpoint/1, institution, seq, hash, signedAt.',
        ),
      }),
    ),
    keyId: word('3b1f0c9d2a4e5f60'),
    publicKey: word('MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=', 'Ed25519, SPKI in base64.'),
  }),
)
export const SigningKey = component(
  'SigningKey',
  'Ed25519, SPKI in base64.',
  closed({
    keyId: word('3b1f0c9d2a4e5f60', 'The start of its SHA-256.'),
    publicKey: word('MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='),
  }),
)

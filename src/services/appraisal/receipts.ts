/** Receipts: everything a stranger needs to recompute a result and to know that this installation sealed it. */
import type { Breakdown } from '../../domain/scoring/breakdown.ts'
import { canonicalJson, type Canonical } from '../../domain/scoring/canonical.ts'
import { differencesFromPolicy } from '../../domain/scoring/follows-policy.ts'
import type { Instrument, ScoringPolicy } from '../../domain/scoring/policies.ts'
import { verifyBreakdown, type Difference } from '../../domain/scoring/verify.ts'
import type { ResultRow } from '../../repositories/appraisal/results.ts'
import { isSignedBy, keyIdOf, keysOf, sha256 } from '../access/keys.ts'
import { canonicalBreakdown, resultHashOf } from './sealing.ts'

export interface Receipt {
  readonly schema: 'receipt/1'
  readonly resultId: string
  readonly instrument: Instrument
  readonly edition: number
  readonly sealedAt: string
  readonly policy: ScoringPolicy
  readonly breakdown: Breakdown
  /** Of the subject's breakdown, whatever the audience of this one. */
  readonly resultSha256: string
  readonly keyId: string
  readonly publicKey: string
  readonly signature: string
}

const signedText = ({
  resultId,
  instrument,
  edition,
  sealedAt,
  breakdown,
  resultSha256,
}: Omit<Receipt, 'signature'>): string =>
  [
    'kompeten-receipt/1',
    resultId,
    instrument,
    String(edition),
    sealedAt,
    breakdown.audience,
    sha256(canonicalBreakdown(breakdown)),
    resultSha256,
  ].join('\n')

/** The breakdown is the sealed one for the subject, or its counterpart for whoever decides on an objection. */
export const receiptOf = (secret: Buffer, row: ResultRow, policy: ScoringPolicy, breakdown: Breakdown): Receipt => {
  const { keyId, publicKey, sign } = keysOf(secret)
  const { id: resultId, instrument, edition, sealedAt, resultSha256 } = row
  const head = { resultId, instrument, edition, sealedAt, policy, breakdown, resultSha256, keyId, publicKey }
  const receipt = { schema: 'receipt/1', ...head } as const
  return { ...receipt, signature: sign(signedText(receipt)) }
}

const difference = (member: string, found: string, recomputed: string): Difference[] =>
  found === recomputed ? [] : [{ step: '-', member, found, recomputed }]

/**
 * Every difference between what a receipt says and what follows from it; none when it is whole. Needs no server and no
 * database. Throws what a receipt of another shape makes it throw.
 */
export const verifyReceipt = (receipt: Receipt, publicKey = receipt.publicKey): Difference[] => {
  const { breakdown, policy, resultSha256 } = receipt
  const isSigned = isSignedBy(publicKey, signedText(receipt), receipt.signature)
  return [
    ...verifyBreakdown(breakdown),
    ...differencesFromPolicy(breakdown, policy),
    ...difference('policy', breakdown.policy.sha256, sha256(canonicalJson(policy as unknown as Canonical))),
    ...(breakdown.audience === 'subject' ? difference('resultSha256', resultSha256, resultHashOf(breakdown)) : []),
    ...difference('schema', receipt.schema, 'receipt/1'),
    ...difference('publicKey', receipt.publicKey, publicKey),
    ...difference('keyId', receipt.keyId, keyIdOf(publicKey)),
    ...difference('signature', isSigned ? 'valid' : 'invalid', 'valid'),
  ]
}

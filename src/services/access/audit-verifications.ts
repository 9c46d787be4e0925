/** Verifies the institution's own audit chain over HTTP, a stretch at a time. */
import { verifyChain } from './audit-chain.ts'
import { keysOf } from './keys.ts'
import type { Context } from '../context.ts'

/** What one request verifies: well below the time a request may take. */
const STRETCH = 50_000

export const verifyAuditChain = async (context: Context, { after = 0 }: { after?: number }) => {
  const { institutionId } = context.actor
  const anchored = context.anchored(institutionId)
  const verified = await verifyChain(context.db, context.secret, institutionId, { after, limit: STRETCH, anchored })
  const { keyId, publicKey } = keysOf(context.secret)
  return {
    sound: verified.findings.length === 0,
    entries: verified.entries,
    through: verified.through,
    continueAfter: verified.complete ? null : verified.through,
    findings: [...verified.findings],
    checkpoint: anchored && {
      seq: anchored.seq,
      hash: anchored.hash,
      signedAt: anchored.signedAt,
      signature: anchored.signature,
    },
    keyId,
    publicKey,
  }
}

export const getSigningKey = (context: Context): Promise<{ keyId: string; publicKey: string }> => {
  const { keyId, publicKey } = keysOf(context.secret)
  return Promise.resolve({ keyId, publicKey })
}

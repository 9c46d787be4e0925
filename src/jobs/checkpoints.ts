/** Signs the heads of the audit chains and takes the signatures out of the database. */
import type { Logger } from 'pino'
import type pg from 'pg'
import type { Anchors } from '../db/anchors.ts'
import { insertCheckpoint, listUnsignedHeads } from '../repositories/access/audit-checkpoints.ts'
import { signHead } from '../services/access/audit-chain.ts'

export interface CheckpointDeps {
  readonly owner: pg.Pool
  readonly secret: Buffer
  readonly anchors: Anchors
  readonly logger: Logger
}

/** Every head that moved. The log line is a second anchor, wherever logs are taken. Returns how many were signed. */
export const signHeads = async ({ owner, secret, anchors, logger }: CheckpointDeps, now: string): Promise<number> => {
  let signed = 0
  for (const head of await listUnsignedHeads(owner)) {
    const checkpoint = signHead(secret, head, now)
    if (!checkpoint) {
      logger.error({ institution: head.institutionId, seq: head.seq }, 'audit chain: head was not written by us')
      continue
    }
    await insertCheckpoint(owner, checkpoint)
    anchors.keep(checkpoint)
    logger.info({ checkpoint }, 'audit checkpoint')
    signed += 1
  }
  return signed
}

/** Idempotency-Key: the stored answer in the transaction of its effect, so a retry can never do it twice. */
import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Tx } from '../db/transaction.ts'
import { DomainError } from '../domain/errors.ts'
import type { Actor } from '../domain/policy.ts'
import { claimKey, storeAnswer } from '../repositories/access/idempotency-keys.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const KEY_HOURS = 24

/** The key as sent, bare or as a structured-field string. Throws `idempotency.keyInvalid` beyond 1..255 visible ASCII. */
export const keyOf = (request: FastifyRequest): string | null => {
  const header = request.headers['idempotency-key']
  if (header === undefined) return null
  const key = String(header).replace(/^"(.*)"$/, '$1')
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new DomainError('idempotency.keyInvalid')
  return key
}

const digestOf = (request: FastifyRequest): string =>
  createHash('sha256')
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex')

/**
 * Runs `work` once per key of this identity. A concurrent duplicate gets `idempotency.inProgress` at once instead of
 * holding a connection; another request under the same key gets `idempotency.keyReused`. Failures are not stored.
 */
export const once = async (
  tx: Tx,
  actor: Actor,
  key: string,
  request: FastifyRequest,
  now: Date,
  work: () => Promise<Answer>,
): Promise<Answer> => {
  const { claimed, stored } = await claimKey(tx, actor, key, now.toISOString())
  if (!claimed) throw new DomainError('idempotency.inProgress')
  const digest = digestOf(request)
  if (stored) {
    if (stored.requestDigest !== digest) throw new DomainError('idempotency.keyReused')
    return { status: stored.status, headers: { ...stored.headers, 'idempotency-replayed': 'true' }, body: stored.body }
  }
  const answer = await work()
  const expiresAt = new Date(now.getTime() + KEY_HOURS * 3_600_000).toISOString()
  await storeAnswer(tx, actor, key, { ...answer, requestDigest: digest, expiresAt }, now.toISOString())
  return answer
}

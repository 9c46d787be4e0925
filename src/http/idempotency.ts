/** Idempotency-Key: the stored answer in the transaction of its effect, so a retry can never do it twice. */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Tx } from '../db/transaction.ts'
import { DomainError } from '../domain/errors.ts'
import type { Attachment } from './attachments.ts'
import type { Actor } from '../domain/policy.ts'
import {
  claimKey,
  claimNewKey,
  confirmClaim,
  isKeyNotNew,
  storeAnswer,
} from '../repositories/access/idempotency-keys.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** In place of the body. */
  readonly attachment?: Attachment
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

const textOf = (request: FastifyRequest): string =>
  `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`

/** How an answer lies in the table, beside the identity that it was given to. */
export interface Keeping {
  readonly digest: (request: FastifyRequest) => string
  readonly wrap: (body: string) => string
  readonly unwrap: (stored: string) => string
}

export const PLAIN: Keeping = {
  digest: (request) => createHash('sha256').update(textOf(request)).digest('hex'),
  wrap: (body) => body,
  unwrap: (stored) => stored,
}

const IV_BYTES = 12
const TAG_BYTES = 16

/** For a rater's answers: whoever reads the table without our secret must not learn who gave which. */
export const sealed = (secret: Buffer): Keeping => {
  const key = createHmac('sha256', secret).update('idempotency/1').digest()
  return {
    digest: (request) => createHmac('sha256', key).update(textOf(request)).digest('hex'),
    wrap: (body) => {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const text = Buffer.concat([cipher.update(body, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64')
    },
    unwrap: (stored) => {
      const bytes = Buffer.from(stored, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/** A write with a key, and how its answer is kept. */
export interface Keyed {
  readonly actor: Actor
  readonly key: string
  readonly request: FastifyRequest
  readonly now: Date
  readonly keeping: Keeping
}

export type Claiming = (tx: Tx, keyed: Keyed, work: () => Promise<Answer>) => Promise<Answer>

const keep = async (tx: Tx, { actor, key, request, now, keeping }: Keyed, answer: Answer): Promise<Answer> => {
  const expiresAt = new Date(now.getTime() + KEY_HOURS * 3_600_000).toISOString()
  const requestDigest = keeping.digest(request)
  await storeAnswer(tx, actor, key, { ...answer, body: keeping.wrap(answer.body), requestDigest, expiresAt })
  return answer
}

/**
 * For a key that is new, as most are: nobody waits for the claim. Where it is not, the transaction fails with
 * `isKeyNotNew`, whatever `work` came to, and `once` has to be asked.
 */
export const firstTime: Claiming = async (tx, keyed, work) => {
  await claimNewKey(tx, keyed.actor, keyed.key)
  try {
    return await keep(tx, keyed, await work())
  } catch (error) {
    // A refusal for which nothing was read may be that of a request that was answered before.
    if (error instanceof DomainError)
      await confirmClaim(tx).catch((failure: unknown) => {
        if (isKeyNotNew(failure)) throw failure
      })
    throw error
  }
}

/**
 * Runs `work` once per key of this identity. A concurrent duplicate gets `idempotency.inProgress` at once instead of
 * holding a connection; another request under the same key gets `idempotency.keyReused`. Failures are not stored.
 */
export const once: Claiming = async (tx, keyed, work) => {
  const { actor, key, request, now, keeping } = keyed
  const { claimed, stored } = await claimKey(tx, actor, key, now.toISOString())
  if (!claimed) throw new DomainError('idempotency.inProgress')
  if (!stored) return keep(tx, keyed, await work())
  if (stored.requestDigest !== keeping.digest(request)) throw new DomainError('idempotency.keyReused')
  return {
    status: stored.status,
    headers: { ...stored.headers, 'idempotency-replayed': 'true' },
    body: keeping.unwrap(stored.body),
  }
}

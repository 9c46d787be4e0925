/** Appends to the audit chain and verifies it. The key that authenticates it is in no database. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import {
  checkpointText,
  entryText,
  headText,
  type ChainedEntry,
  type ChainFinding,
  type Checkpoint,
} from '../../domain/access/audit-chain.ts'
import type { Facts } from '../../domain/errors.ts'
import { listCheckpoints } from '../../repositories/access/audit-checkpoints.ts'
import * as entries from '../../repositories/access/audit-entries.ts'
import type { ChainHead, SealedEntry } from '../../repositories/access/audit-entries.ts'
import type { ChainEnd } from './chain-ends.ts'
import { hmac, isSame, isSignedBy, keysOf, sha256, type Keys } from './keys.ts'

export type Act = Omit<ChainedEntry, 'institutionId' | 'seq' | 'facts'> & { readonly facts: Facts }

const macOf = (keys: Keys, institutionId: string, text: string): string =>
  hmac(keys.chainKey(institutionId), text).toString('hex')

const isHeadSound = (keys: Keys, institutionId: string, head: ChainHead): boolean =>
  head.seq === 0 || isSame(head.mac, macOf(keys, institutionId, headText(head)))

const hashOf = (previous: string, entry: ChainedEntry): string => sha256(`${previous}\n${entryText(entry)}`)

interface Last extends ChainEnd {
  /** What the next hash goes over. */
  readonly previous: string
}

/** The end that this process wrote, or the head, locked. A head of somebody else's making is carried on as a break. */
const lastOf = async (tx: Tx, keys: Keys, institutionId: string): Promise<Last> => {
  const end = await keys.ends.take(institutionId, tx)
  if (end) return { ...end, previous: end.hash }
  const head = await entries.lockHead(tx, institutionId)
  keys.ends.met(institutionId, head)
  return { ...head, previous: isHeadSound(keys, institutionId, head) ? head.hash : `broken\n${head.hash}` }
}

/** Last in the transaction: the institution's other writes wait from here to its end. */
export const appendEntry = async (tx: Tx, secret: Buffer, institutionId: string, act: Act): Promise<void> => {
  const keys = keysOf(secret)
  entries.whenAppended(tx, (isCommitted) => {
    keys.ends.over(institutionId, tx, isCommitted)
  })
  const last = await lastOf(tx, keys, institutionId)
  const entry = { ...act, institutionId, seq: last.seq + 1, facts: JSON.stringify(act.facts) }
  const hash = hashOf(last.previous, entry)
  const next = { seq: entry.seq, hash }
  keys.ends.wrote(tx, next)
  const sealed = { ...entry, hash, mac: macOf(keys, institutionId, hash) }
  await entries.insertAuditEntry(tx, sealed, macOf(keys, institutionId, headText(next)), last)
}

/** null for a head that is not ours: what somebody wrote into the database is never signed. */
export const signHead = (
  secret: Buffer,
  head: ChainHead & { readonly institutionId: string },
  signedAt: string,
): Checkpoint | null => {
  const keys = keysOf(secret)
  const { institutionId, seq, hash } = head
  if (!isHeadSound(keys, institutionId, head)) return null
  const signature = keys.sign(checkpointText({ institutionId, seq, hash, signedAt }))
  return { institutionId, seq, hash, signedAt, keyId: keys.keyId, signature }
}

export interface ChainVerification {
  /** Entries looked at in this call, and the place that was reached. */
  readonly entries: number
  readonly through: number
  /** Whether the end of the chain was reached; else ask again after `through`. */
  readonly complete: boolean
  readonly findings: readonly ChainFinding[]
}

const PAGE = 5_000
const MAX_FINDINGS = 50

interface Walk {
  readonly keys: Keys
  readonly institutionId: string
  readonly findings: ChainFinding[]
  /** Place and hash of the entry before; a null hash cannot be told, since that entry is missing. */
  seq: number
  previous: string | null
}

const judge = (walk: Walk, entry: SealedEntry): void => {
  const { keys, institutionId, findings } = walk
  if (entry.seq <= walk.seq) {
    findings.push({ finding: 'entryInserted', seq: entry.seq, entryId: entry.id })
    return
  }
  for (let seq = walk.seq + 1; seq < entry.seq && findings.length < MAX_FINDINGS; seq++)
    findings.push({ finding: 'entryMissing', seq, entryId: null })
  const isContinued = entry.seq === walk.seq + 1 && walk.previous !== null
  const isOurs = isSame(entry.mac, macOf(keys, institutionId, entry.hash))
  const isWhole = !isContinued || entry.hash === hashOf(walk.previous ?? '', entry)
  if (!isOurs || !isWhole) findings.push({ finding: 'entryChanged', seq: entry.seq, entryId: entry.id })
  walk.seq = entry.seq
  walk.previous = isOurs ? entry.hash : null
}

const judgeCheckpoint = (walk: Walk, signed: Checkpoint, hash: string | undefined): void => {
  const { keys, findings } = walk
  const { seq } = signed
  if (!isSignedBy(keys.publicKey, checkpointText(signed), signed.signature))
    findings.push({ finding: 'checkpointChanged', seq, entryId: null })
  else if (hash !== signed.hash) findings.push({ finding: 'checkpointContradicted', seq, entryId: null })
}

/** The head tells where the chain ends, and so does what this process itself has written. */
const judgeEnd = (walk: Walk, head: ChainHead): void => {
  const last = Math.max(head.seq, walk.keys.ends.seen(walk.institutionId)?.seq ?? 0)
  if (!isHeadSound(walk.keys, walk.institutionId, head))
    walk.findings.push({ finding: 'headChanged', seq: head.seq, entryId: null })
  for (let seq = walk.seq + 1; seq <= last && walk.findings.length < MAX_FINDINGS; seq++)
    walk.findings.push({ finding: 'entryMissing', seq, entryId: null })
  if (walk.seq > head.seq) walk.findings.push({ finding: 'entryInserted', seq: walk.seq, entryId: null })
}

/** Where the walk begins: with what stood there before the chain, or behind an entry that is ours. */
const begin = async (db: Db, keys: Keys, institutionId: string, after: number): Promise<Walk> => {
  const walk: Walk = { keys, institutionId, findings: [], seq: after, previous: null }
  if (after === 0) {
    const { found, recorded } = await entries.unchainedDigests(db, institutionId)
    if (found !== recorded) walk.findings.push({ finding: 'unchainedChanged', seq: 0, entryId: null })
    return { ...walk, previous: recorded }
  }
  const [last] = await entries.listChained(db, institutionId, after - 1, 1)
  const isOurs = last?.seq === after && isSame(last.mac, macOf(keys, institutionId, last.hash))
  return { ...walk, previous: isOurs ? last.hash : null }
}

/**
 * Walks at most `limit` entries after a place, in one snapshot and constant memory. `anchored` is the newest checkpoint
 * known from outside the database: without it, cutting the end of a chain together with an older copy of its head
 * would show nothing.
 */
export const verifyChain = async (
  db: Db,
  secret: Buffer,
  institutionId: string,
  { after, limit, anchored }: { after: number; limit: number; anchored: Checkpoint | null },
): Promise<ChainVerification> => {
  const head = await entries.findHead(db, institutionId)
  const walk = await begin(db, keysOf(secret), institutionId, after)
  const signed = new Map((await listCheckpoints(db, institutionId, after, after + limit)).map((one) => [one.seq, one]))
  let [seen, complete] = [0, false]
  while (seen < limit && !complete) {
    const size = Math.min(PAGE, limit - seen)
    const page = await entries.listChained(db, institutionId, walk.seq, size)
    for (const entry of page) {
      judge(walk, entry)
      const checkpoint = signed.get(entry.seq)
      if (checkpoint) judgeCheckpoint(walk, checkpoint, entry.hash)
      if (anchored?.seq === entry.seq) judgeCheckpoint(walk, anchored, entry.hash)
      signed.delete(entry.seq)
    }
    seen += page.length
    complete = page.length < size
  }
  if (complete) {
    judgeEnd(walk, head)
    for (const checkpoint of signed.values()) judgeCheckpoint(walk, checkpoint, undefined)
    if (anchored && anchored.seq > walk.seq) judgeCheckpoint(walk, anchored, undefined)
  }
  return { entries: seen, through: walk.seq, complete, findings: walk.findings.slice(0, MAX_FINDINGS) }
}

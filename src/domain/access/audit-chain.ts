/** The audit trail as a chain: what an entry's hash covers, and what a verification can find. */

export interface ChainedEntry {
  readonly institutionId: string
  /** Place in the chain of its institution, from 1 on without a gap. */
  readonly seq: number
  readonly id: string
  readonly at: string
  readonly actorId: string | null
  readonly action: string
  readonly resourceId: string | null
  /** JSON text, byte for byte as stored. */
  readonly facts: string
  readonly requestId: string
}

/** A signed end of a chain. The copy that lies outside the database proves what the database once held. */
export interface Checkpoint {
  readonly institutionId: string
  readonly seq: number
  readonly hash: string
  readonly signedAt: string
  readonly keyId: string
  readonly signature: string
}

export const FINDINGS = [
  'entryChanged',
  'entryMissing',
  'entryInserted',
  'headChanged',
  'unchainedChanged',
  'checkpointChanged',
  'checkpointContradicted',
] as const

/** What is wrong, and with which entry: its place, and its id where a row stands there. */
export interface ChainFinding {
  readonly finding: (typeof FINDINGS)[number]
  readonly seq: number
  readonly entryId: string | null
}

/** The bytes that are hashed after the hash of the entry before: one JSON array, members in this order. */
export const entryText = (entry: ChainedEntry): string =>
  JSON.stringify([
    entry.institutionId,
    entry.seq,
    entry.id,
    entry.at,
    entry.actorId,
    entry.action,
    entry.resourceId,
    entry.facts,
    entry.requestId,
  ])

export const headText = ({ seq, hash }: { readonly seq: number; readonly hash: string }): string =>
  `head\n${String(seq)}\n${hash}`

export const checkpointText = ({
  institutionId,
  seq,
  hash,
  signedAt,
}: Omit<Checkpoint, 'keyId' | 'signature'>): string =>
  `kompeten-audit-checkpoint/1\n${institutionId}\n${String(seq)}\n${hash}\n${signedAt}`

/**
 * The ends of the audit chains that this process wrote last. Whoever writes alone appends to them without asking the
 * database first, which saves a round trip in every write; whoever does not is sent back to the lock for a while.
 */
export interface ChainEnd {
  readonly seq: number
  readonly hash: string
}

interface Known {
  readonly end: ChainEnd
  /** Committed, and nobody appends to it right now. */
  free: boolean
  /** Until then the chain is taken for shared: milliseconds since the epoch. */
  sharedUntil: number
}

const SHARED_MS = 60_000
const MAX_KNOWN = 10_000

export interface ChainEnds {
  /** The end to append to, once; null where the head must be locked and read. */
  readonly take: (institutionId: string) => ChainEnd | null
  /** Tells what the locked head was: another end than ours means that the chain is shared. */
  readonly met: (institutionId: string, end: ChainEnd) => void
  /** What was committed last, for a verification: a chain that ends earlier was cut. */
  readonly seen: (institutionId: string) => ChainEnd | null
  /** After COMMIT. */
  readonly keep: (institutionId: string, end: ChainEnd) => void
}

export const chainEnds = (): ChainEnds => {
  const known = new Map<string, Known>()
  return {
    take: (institutionId) => {
      const one = known.get(institutionId)
      if (!one?.free || one.sharedUntil > Date.now()) return null
      one.free = false
      return one.end
    },
    met: (institutionId, { seq, hash }) => {
      const one = known.get(institutionId)
      if (one && (one.end.seq !== seq || one.end.hash !== hash)) one.sharedUntil = Date.now() + SHARED_MS
    },
    seen: (institutionId) => known.get(institutionId)?.end ?? null,
    keep: (institutionId, end) => {
      const one = known.get(institutionId)
      if (one && one.end.seq >= end.seq) return
      if (!one && known.size >= MAX_KNOWN) known.delete(known.keys().next().value ?? '')
      known.set(institutionId, { end, free: true, sharedUntil: one?.sharedUntil ?? 0 })
    },
  }
}

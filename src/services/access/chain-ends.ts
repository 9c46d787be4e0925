/**
 * The ends of the audit chains as this process wrote them. Whoever writes alone appends to them without asking the database
 * first, which saves a round trip in every write; whoever does not is sent back to the lock for a while. Writes of one process
 * wait for each other here, which costs less than to wait for the lock. What is appended to another end than the chain's is
 * refused by the database: nothing here has to be right.
 */
import { remember } from '../../domain/remembering.ts'

export interface ChainEnd {
  readonly seq: number
  readonly hash: string
}

interface Waiting {
  readonly holder: object
  readonly go: (end: ChainEnd | null) => void
}

interface Chain {
  /** null where nobody here knows: the head has to be read. */
  end: ChainEnd | null
  committed: ChainEnd | null
  /** The transaction of this process that appends to it right now. */
  holder: object | null
  waiting: Waiting[]
  /** Until then the chain is taken for shared with other processes: milliseconds since the epoch. */
  sharedUntil: number
}

const SHARED_MS = 60_000
const MAX_KNOWN = 10_000
/** As long as a write waits for a lock. */
const PATIENCE_MS = 500

export interface ChainEnds {
  /**
   * The end to append to, when it is the transaction's turn; null where the head must be locked and read, as it must be by
   * whoever appends twice. The turn ends with `over`.
   */
  readonly take: (institutionId: string, transaction: object) => Promise<ChainEnd | null>
  /** Tells what the locked head was: another end than ours means that the chain is shared. */
  readonly met: (institutionId: string, end: ChainEnd) => void
  /** What was committed last, for a verification: a chain that ends earlier was cut. */
  readonly seen: (institutionId: string) => ChainEnd | null
  /** Where the chain ends if the transaction is committed. */
  readonly wrote: (transaction: object, end: ChainEnd) => void
  readonly over: (institutionId: string, transaction: object, isCommitted: boolean) => void
}

const usable = ({ end, sharedUntil }: Chain): ChainEnd | null => (sharedUntil > Date.now() ? null : end)

const passOn = (chain: Chain): void => {
  const next = chain.waiting.shift()
  chain.holder = next?.holder ?? null
  next?.go(usable(chain))
}

/** Whoever waited too long goes on by the lock: the one before may never tell how it ended. */
const turnOf = (chain: Chain, holder: object): Promise<ChainEnd | null> =>
  new Promise((resolve) => {
    const patience = setTimeout(() => {
      chain.waiting = chain.waiting.filter((one) => one.holder !== holder)
      resolve(null)
    }, PATIENCE_MS)
    chain.waiting.push({
      holder,
      go: (end) => {
        clearTimeout(patience)
        resolve(end)
      },
    })
  })

export const chainEnds = (): ChainEnds => {
  const chains = new Map<string, Chain>()
  const written = new WeakMap<object, ChainEnd>()
  const chainOf = (institutionId: string): Chain => {
    const known = chains.get(institutionId)
    if (known) return known
    const chain: Chain = { end: null, committed: null, holder: null, waiting: [], sharedUntil: 0 }
    remember(chains, MAX_KNOWN, institutionId, chain)
    return chain
  }
  return {
    take: async (institutionId, transaction) => {
      const chain = chainOf(institutionId)
      if (chain.holder === transaction) return null
      if (chain.holder) return turnOf(chain, transaction)
      chain.holder = transaction
      return usable(chain)
    },
    met: (institutionId, { seq, hash }) => {
      const chain = chainOf(institutionId)
      const { committed } = chain
      if (committed && (committed.seq !== seq || committed.hash !== hash)) chain.sharedUntil = Date.now() + SHARED_MS
    },
    seen: (institutionId) => chains.get(institutionId)?.committed ?? null,
    wrote: (transaction, end) => {
      written.set(transaction, end)
    },
    over: (institutionId, transaction, isCommitted) => {
      const chain = chainOf(institutionId)
      const end = isCommitted ? written.get(transaction) : undefined
      if (!end) chain.end = null
      else if (end.seq > (chain.committed?.seq ?? -1)) {
        chain.committed = end
        chain.end = end
      }
      if (chain.holder === transaction) passOn(chain)
    },
  }
}

/** What work in the background is given: an institution instead of an actor, and a way to say how far it has come. */
import type { Tx } from '../db/transaction.ts'

export interface JobContext {
  readonly institutionId: string
  readonly tx: Tx
  readonly now: string
  readonly newId: () => string
  readonly newRandomId: () => string
  readonly secret: Buffer
  readonly progress: (done: number, total: number) => Promise<void>
}

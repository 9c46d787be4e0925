/** Reminders by event: an item falls due within a week, or is overdue; each is told once. */
import type { Tx } from '../../db/transaction.ts'
import { takeReminders } from '../../repositories/development/reminders.ts'
import { appendEntry } from '../access/audit-chain.ts'
import type { ChainEnd } from '../access/chain-ends.ts'
import { raise } from '../exchange/events.ts'

export interface RemindContext {
  readonly tx: Tx
  readonly institutionId: string
  readonly now: string
  readonly newId: () => string
  readonly secret: Buffer
}

const AT_ONCE = 500

/** Returns how many were told, and where the audit chain ends after them. */
export const remind = async (context: RemindContext): Promise<{ told: number; end: ChainEnd | null }> => {
  const { tx, institutionId, now, newId, secret } = context
  const reminders = await takeReminders(tx, institutionId, now, AT_ONCE)
  let end: ChainEnd | null = null
  for (const { itemId, planId, dueOn, overdue } of reminders) {
    const facts = { item: itemId, dueOn }
    end = await appendEntry(tx, secret, institutionId, {
      id: newId(),
      at: now,
      actorId: null,
      action: 'developmentPlan.remind',
      resourceId: planId,
      facts,
      requestId: '',
    })
    const act = overdue ? 'developmentPlan.overdue' : 'developmentPlan.due'
    await raise(tx, newId, { institutionId, act, resourceId: planId, facts, at: now })
  }
  return { told: reminders.length, end }
}

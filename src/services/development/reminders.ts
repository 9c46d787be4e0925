/** Reminders by event: an item falls due within a week, or is overdue; each is told once. */
import { takeReminders } from '../../repositories/development/reminders.ts'
import type { ChainEnd } from '../access/chain-ends.ts'
import { announce, type Announcing } from '../exchange/events.ts'

const AT_ONCE = 500

/** Returns how many were told, and where the audit chain ends after them. */
export const remind = async (context: Announcing): Promise<{ told: number; end: ChainEnd | null }> => {
  const reminders = await takeReminders(context.tx, context.institutionId, context.now, AT_ONCE)
  let end: ChainEnd | null = null
  for (const { itemId, planId, dueOn, overdue } of reminders)
    end = await announce(context, {
      action: 'developmentPlan.remind',
      act: overdue ? 'developmentPlan.overdue' : 'developmentPlan.due',
      resourceId: planId,
      facts: { item: itemId, dueOn },
    })
  return { told: reminders.length, end }
}

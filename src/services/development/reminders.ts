/** Reminders by event: an item falls due within a week, or is overdue; each is told once. */
import { takeReminders } from '../../repositories/development/reminders.ts'
import { announce, type Announcing } from '../exchange/events.ts'

const AT_ONCE = 500

/** Returns how many were told. */
export const remind = async (context: Announcing): Promise<number> => {
  const reminders = await takeReminders(context.tx, context.institutionId, context.now, AT_ONCE)
  for (const { itemId, planId, dueOn, overdue } of reminders)
    await announce(context, {
      action: 'developmentPlan.remind',
      act: overdue ? 'developmentPlan.overdue' : 'developmentPlan.due',
      resourceId: planId,
      facts: { item: itemId, dueOn },
    })
  return reminders.length
}

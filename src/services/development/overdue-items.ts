/** Items of agreed plans that are open past their day, for whoever leads the unit. */
import type { PageRequest } from '../../domain/pages.ts'
import { listOverdue } from '../../repositories/development/plans.ts'
import type { Context } from '../context.ts'
import { todayOf } from '../relations.ts'
import { ledUnit } from './unit-overviews.ts'

export const listOverdueItems = async (context: Context, unitId: string, page: PageRequest) => {
  const unit = await ledUnit(context, unitId)
  return listOverdue(context.db, context.actor.institutionId, unit.path, todayOf(context), page)
}

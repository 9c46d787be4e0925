/** Extensions: a deadline that people were told moves later in the open, with a reason, and never earlier. */
import { extendPhase, type Phase } from '../../domain/appraisal/cycles.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as extensions from '../../repositories/appraisal/cycle-extensions.ts'
import type { CycleExtensionRow } from '../../repositories/appraisal/cycle-extensions.ts'
import { findCycle, findCycleForUpdate, savePhases } from '../../repositories/appraisal/cycles.ts'
import { found, record, type Context, type WriteContext } from '../context.ts'

export const extendCycle = async (
  context: WriteContext,
  cycleId: string,
  body: { phase: Phase; to: string; reason: string },
): Promise<CycleExtensionRow> => {
  const { institutionId } = context.actor
  const cycle = found(await findCycleForUpdate(context.tx, institutionId, cycleId))
  const phases = extendPhase(cycle.state, cycle.phases, body.phase, body.to)
  await savePhases(context.tx, institutionId, cycleId, phases, context.now)
  const extension = { ...body, id: context.newId(), cycleId, previousTo: cycle.phases[body.phase].to }
  record(context, cycleId, { phase: body.phase, from: extension.previousTo, to: body.to })
  return extensions.insertCycleExtension(context.tx, institutionId, extension, context.now)
}

export const listCycleExtensions = async (
  context: Context,
  cycleId: string,
  page: PageRequest,
): Promise<Page<CycleExtensionRow>> => {
  const { institutionId } = context.actor
  found(await findCycle(context.db, institutionId, cycleId))
  return extensions.listCycleExtensions(context.db, institutionId, cycleId, page)
}

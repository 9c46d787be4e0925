/** Unit figures, for everybody in the institution once their cycle is published. */
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'
import { reasonOf } from '../../i18n/index.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import * as figures from '../../repositories/appraisal/unit-figures.ts'
import { found, type Context } from '../context.ts'

export const listUnitFigures = async (
  context: Context,
  cycleId: string,
  { instrument = 'behaviour' }: { instrument?: Instrument },
  page: PageRequest,
) => {
  const { institutionId } = context.actor
  found(await findCycle(context.db, institutionId, cycleId))
  const { items, nextAfter } = await figures.listUnitFigures(context.db, institutionId, cycleId, instrument, page)
  const worded = items.map((row) => ({ ...row, why: reasonOf(context.language, row.withheld) }))
  return { items: worded, nextAfter } satisfies Page<(typeof worded)[number]>
}

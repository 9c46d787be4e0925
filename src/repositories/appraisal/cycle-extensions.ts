/** Extensions of phases: only ever added. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Phase } from '../../domain/appraisal/cycles.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'cycle_id as cycleId',
  'phase',
  'previous_to as previousTo',
  'extended_to as to',
  'reason',
  'extended_at as extendedAt',
] as const

export interface NewCycleExtension {
  readonly id: string
  readonly cycleId: string
  readonly phase: Phase
  readonly previousTo: string
  readonly to: string
  readonly reason: string
}

export const insertCycleExtension = (tx: Tx, institutionId: string, extension: NewCycleExtension, now: string) =>
  tx
    .insertInto('cycle_extensions')
    .values({
      institution_id: institutionId,
      id: extension.id,
      cycle_id: extension.cycleId,
      phase: extension.phase,
      previous_to: extension.previousTo,
      extended_to: extension.to,
      reason: extension.reason,
      extended_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export type CycleExtensionRow = Awaited<ReturnType<typeof insertCycleExtension>>

export const listCycleExtensions = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  page: PageRequest,
): Promise<Page<CycleExtensionRow>> =>
  pageOf(
    await db
      .selectFrom('cycle_extensions')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('cycle_id', '=', cycleId)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

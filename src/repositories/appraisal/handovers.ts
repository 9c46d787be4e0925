/** Handovers of an appraisal from one superior to another: only ever added. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'appraisal_id as appraisalId',
  'previous_supervisor_id as previousSupervisorId',
  'supervisor_id as supervisorId',
  'reason',
  'handed_over_at as handedOverAt',
] as const

export interface NewHandover {
  readonly id: string
  readonly appraisalId: string
  readonly previousSupervisorId: string
  readonly supervisorId: string
  readonly reason: string
}

export const insertHandover = (tx: Tx, institutionId: string, handover: NewHandover, now: string) =>
  tx
    .insertInto('handovers')
    .values({
      institution_id: institutionId,
      id: handover.id,
      appraisal_id: handover.appraisalId,
      previous_supervisor_id: handover.previousSupervisorId,
      supervisor_id: handover.supervisorId,
      reason: handover.reason,
      handed_over_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export type HandoverRow = Awaited<ReturnType<typeof insertHandover>>

export const listHandovers = async (
  db: Db,
  institutionId: string,
  appraisalId: string,
  page: PageRequest,
): Promise<Page<HandoverRow>> =>
  pageOf(
    await db
      .selectFrom('handovers')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('appraisal_id', '=', appraisalId)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

/** Who rated before the one of now. */
export const previousSupervisors = async (db: Db, institutionId: string, appraisalId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('handovers')
    .select('previous_supervisor_id as id')
    .where('institution_id', '=', institutionId)
    .where('appraisal_id', '=', appraisalId)
    .execute()
  return rows.map(({ id }) => id)
}

/** Openings of a rater's identity: asked for by one official, decided by another, told to the rater. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Frozen } from '../appraisal/appraisals.ts'

const COLUMNS = [
  'o.id',
  'o.appraisal_id as appraisalId',
  'o.state',
  'o.reason',
  'o.requested_by as requestedBy',
  'o.requested_at as requestedAt',
  'o.decided_by as decidedBy',
  'o.decision_reason as decisionReason',
  'o.decided_at as decidedAt',
  'a.employee_id as subjectId',
  'a.supervisor_id as supervisorId',
  'a.frozen',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('rater_openings as o')
    .innerJoin('appraisals as a', (join) =>
      join.onRef('a.institution_id', '=', 'o.institution_id').onRef('a.id', '=', 'o.appraisal_id'),
    )
    .select(COLUMNS)
    .where('o.institution_id', '=', institutionId)

type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type RaterOpeningRow = Omit<Stored, 'frozen'> & { readonly frozen: Frozen }

export const findRaterOpening = async (db: Db, institutionId: string, id: string) =>
  (await query(db, institutionId).where('o.id', '=', id).executeTakeFirst()) as RaterOpeningRow | undefined

export const findRaterOpeningForUpdate = async (tx: Tx, institutionId: string, id: string) =>
  (await query(tx, institutionId).where('o.id', '=', id).forUpdate('o').executeTakeFirst()) as
    RaterOpeningRow | undefined

export const listRaterOpenings = async (
  db: Db,
  institutionId: string,
  page: PageRequest,
): Promise<Page<RaterOpeningRow>> => {
  const rows = await query(db, institutionId)
    .where('o.id', '>', page.after ?? FIRST_ID)
    .orderBy('o.id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows as RaterOpeningRow[], page)
}

/** Those of the acting employee: the store of raters shows nobody else's. */
export const listOpeningsOfMe = async (
  db: Db,
  institutionId: string,
  page: PageRequest,
): Promise<Page<RaterOpeningRow>> => {
  const rows = await query(db, institutionId)
    .innerJoin('rater_identities as i', (join) =>
      join.onRef('i.institution_id', '=', 'o.institution_id').onRef('i.request_id', '=', 'o.request_id'),
    )
    .where('o.id', '>', page.after ?? FIRST_ID)
    .orderBy('o.id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows as RaterOpeningRow[], page)
}

/** The answer that a released comment came from, and whose appraisal it belongs to. */
export const sourceOfComment = async (tx: Tx, institutionId: string, commentId: string) => {
  const { rows } = await sql<{ requestId: string | null }>`
    select request_of_comment(${institutionId}, ${commentId}) as "requestId"`.execute(tx)
  return rows[0]?.requestId ?? undefined
}

export const insertRaterOpening = async (
  tx: Tx,
  institutionId: string,
  opening: { id: string; requestId: string; appraisalId: string; reason: string; requestedBy: string },
  now: string,
): Promise<void> => {
  await tx
    .insertInto('rater_openings')
    .values({
      institution_id: institutionId,
      id: opening.id,
      request_id: opening.requestId,
      appraisal_id: opening.appraisalId,
      state: 'requested',
      reason: opening.reason,
      requested_by: opening.requestedBy,
      requested_at: now,
    })
    .execute()
}

export const decideRaterOpening = (
  tx: Tx,
  institutionId: string,
  id: string,
  decision: { state: 'approved' | 'refused'; by: string; reason: string },
  now: string,
) =>
  tx
    .updateTable('rater_openings')
    .set({ state: decision.state, decided_by: decision.by, decision_reason: decision.reason, decided_at: now })
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

/** null until two officials have agreed: the database itself sees to that. */
export const openedRater = async (db: Db, institutionId: string, id: string): Promise<string | null> => {
  const { rows } = await sql<{ raterId: string | null }>`
    select opened_rater(${institutionId}, ${id}) as "raterId"`.execute(db)
  return rows[0]?.raterId ?? null
}

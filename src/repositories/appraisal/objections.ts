/** Objections and what both sides said. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { ObjectionState } from '../../domain/appraisal/objections.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'

export interface Ground {
  /** Code of an element of the form, or the number of an item. */
  readonly item: string
  readonly reason: string
}

const COLUMNS = [
  'o.id',
  'o.appraisal_id as appraisalId',
  'o.instrument',
  'o.result_id as resultId',
  'o.state',
  'o.grounds',
  'o.decider_id as deciderId',
  'o.filed_at as filedAt',
  'o.received_on as receivedOn',
  'o.decide_by as decideBy',
  'o.hearing_until as hearingUntil',
  'o.outcome',
  'o.decision_reason as decisionReason',
  'o.decided_at as decidedAt',
  'o.new_result_id as newResultId',
  'o.version',
  'a.employee_id as subjectId',
  'a.supervisor_id as supervisorId',
  'a.superior_id as superiorId',
] as const

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('objections as o')
    .innerJoin('appraisals as a', (join) =>
      join.onRef('a.institution_id', '=', 'o.institution_id').onRef('a.id', '=', 'o.appraisal_id'),
    )
    .select(COLUMNS)
    .where('o.institution_id', '=', institutionId)

type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
export type ObjectionRow = Omit<Stored, 'grounds'> & { readonly grounds: readonly Ground[] }

export const findObjection = async (db: Db, institutionId: string, id: string): Promise<ObjectionRow | undefined> =>
  (await query(db, institutionId).where('o.id', '=', id).executeTakeFirst()) as ObjectionRow | undefined

export const findObjectionForUpdate = async (tx: Tx, institutionId: string, id: string) =>
  (await query(tx, institutionId).where('o.id', '=', id).forUpdate('o').executeTakeFirst()) as ObjectionRow | undefined

export const findObjectionOf = (db: Db, institutionId: string, appraisalId: string, instrument: Instrument) =>
  db
    .selectFrom('objections')
    .select(['id', 'state', 'result_id as resultId'])
    .where('institution_id', '=', institutionId)
    .where('appraisal_id', '=', appraisalId)
    .where('instrument', '=', instrument)
    .executeTakeFirst()

/** `mine` narrows to objections filed by, against or before one employee. */
export const listObjections = async (
  db: Db,
  institutionId: string,
  filter: { readonly state?: ObjectionState; readonly mine: string | null },
  page: PageRequest,
): Promise<Page<ObjectionRow>> => {
  const { state, mine } = filter
  const rows = await query(db, institutionId)
    .where('o.id', '>', page.after ?? FIRST_ID)
    .$if(state !== undefined, (q) => q.where('o.state', '=', state ?? 'filed'))
    .$if(mine !== null, (q) => q.where(sql<boolean>`${mine} in (a.employee_id, a.supervisor_id, o.decider_id)`))
    .orderBy('o.id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows as ObjectionRow[], page)
}

export interface NewObjection {
  readonly id: string
  readonly appraisalId: string
  readonly instrument: Instrument
  readonly resultId: string
  readonly grounds: readonly Ground[]
  readonly deciderId: string | null
  readonly receivedOn: string
  readonly decideBy: string
}

export const insertObjection = (tx: Tx, institutionId: string, objection: NewObjection, now: string) =>
  tx
    .insertInto('objections')
    .values({
      institution_id: institutionId,
      id: objection.id,
      appraisal_id: objection.appraisalId,
      instrument: objection.instrument,
      result_id: objection.resultId,
      state: 'filed',
      grounds: JSON.stringify(objection.grounds),
      decider_id: objection.deciderId,
      filed_at: now,
      received_on: objection.receivedOn,
      decide_by: objection.decideBy,
    })
    .execute()

export interface ObjectionChange {
  readonly state?: ObjectionState
  readonly decider_id?: string
  readonly hearing_until?: string
  readonly outcome?: 'upheld' | 'dismissed'
  readonly decision_reason?: string
  readonly decided_at?: string
  readonly new_result_id?: string | null
}

export const updateObjection = (tx: Tx, institutionId: string, id: string, change: ObjectionChange) =>
  tx
    .updateTable('objections')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

export type Party = 'subject' | 'supervisor'

export const insertStatement = (
  tx: Tx,
  institutionId: string,
  statement: { readonly id: string; readonly objectionId: string; readonly party: Party; readonly body: string },
  now: string,
) =>
  tx
    .insertInto('objection_statements')
    .values({
      institution_id: institutionId,
      id: statement.id,
      objection_id: statement.objectionId,
      party: statement.party,
      body: statement.body,
      stated_at: now,
    })
    .execute()

export const listStatements = (db: Db, institutionId: string, objectionId: string) =>
  db
    .selectFrom('objection_statements')
    .select(['id', 'party', 'body as text', 'stated_at as statedAt'])
    .where('institution_id', '=', institutionId)
    .where('objection_id', '=', objectionId)
    .orderBy('stated_at')
    .orderBy('id')
    .execute()

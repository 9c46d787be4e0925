/** Satisfaction surveys: how citizens saw the service of a unit in a period. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'unit_id as unitId',
  'starts_on as startsOn',
  'ends_on as endsOn',
  'respondents',
  'u1',
  'u2',
  'u3',
  'u4',
  'u5',
  'u6',
  'u7',
  'u8',
  'u9',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('satisfaction_surveys').select(COLUMNS).where('institution_id', '=', institutionId)
type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

const rowOf = ({ u1, u2, u3, u4, u5, u6, u7, u8, u9, ...row }: Stored) => ({
  ...row,
  elements: [u1, u2, u3, u4, u5, u6, u7, u8, u9],
})
export type SurveyRow = ReturnType<typeof rowOf>

export const findSurvey = async (db: Db, institutionId: string, id: string): Promise<SurveyRow | undefined> => {
  const row = await query(db, institutionId).where('id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

export const findSurveyForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<SurveyRow | undefined> => {
  const row = await query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && rowOf(row)
}

export const listSurveys = async (
  db: Db,
  institutionId: string,
  filter: { unitId?: string },
  page: PageRequest,
): Promise<Page<SurveyRow>> => {
  const rows = await query(db, institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .$if(filter.unitId !== undefined, (q) => q.where('unit_id', '=', filter.unitId ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  return pageOf(rows.map(rowOf), page)
}

export interface SurveyValues {
  readonly startsOn: string
  readonly endsOn: string
  readonly respondents: number
  /** Nine decimals. */
  readonly elements: readonly string[]
}

const columnsOf = ({ startsOn, endsOn, respondents, elements }: SurveyValues) => {
  const [u1 = '', u2 = '', u3 = '', u4 = '', u5 = '', u6 = '', u7 = '', u8 = '', u9 = ''] = elements
  return { starts_on: startsOn, ends_on: endsOn, respondents, u1, u2, u3, u4, u5, u6, u7, u8, u9 }
}

export const insertSurvey = async (
  tx: Tx,
  institutionId: string,
  survey: SurveyValues & { readonly id: string; readonly unitId: string },
  now: string,
): Promise<void> => {
  const { id, unitId } = survey
  await tx
    .insertInto('satisfaction_surveys')
    .values({
      institution_id: institutionId,
      id,
      unit_id: unitId,
      ...columnsOf(survey),
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export const updateSurvey = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: SurveyValues,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('satisfaction_surveys')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

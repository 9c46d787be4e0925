/** Satisfaction surveys: how citizens saw the service of a unit in a period. */
import type { Db } from '../../db/database.ts'
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

/** Trainings as they are offered. */
import type { Db } from '../../db/database.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'code',
  'name',
  'delivery',
  'siasn_type_id as siasnTypeId',
  'certificate_kind as certificateKind',
  'organiser',
  'hours',
  'starts_on as startsOn',
  'ends_on as endsOn',
  'active',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('trainings').select(COLUMNS).where('institution_id', '=', institutionId)
export type TrainingRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findTraining = (db: Db, institutionId: string, id: string): Promise<TrainingRow | undefined> =>
  query(db, institutionId).where('id', '=', id).executeTakeFirst()

export const listTrainings = async (
  db: Db,
  institutionId: string,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<TrainingRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.code !== undefined, (q) => q.where('code', '=', filter.code ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

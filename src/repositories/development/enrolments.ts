/** Enrolments: who takes part in a training, and how it ended. */
import type { Db } from '../../db/database.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'training_id as trainingId',
  'employee_id as employeeId',
  'state',
  'certificate_number as certificateNumber',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('enrolments').select(COLUMNS).where('institution_id', '=', institutionId)
export type EnrolmentRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const listEnrolments = async (
  db: Db,
  institutionId: string,
  filter: { trainingId?: string; employeeId?: string },
  page: PageRequest,
): Promise<Page<EnrolmentRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.trainingId !== undefined, (q) => q.where('training_id', '=', filter.trainingId ?? ''))
      .$if(filter.employeeId !== undefined, (q) => q.where('employee_id', '=', filter.employeeId ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

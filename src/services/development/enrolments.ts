/** Enrolments, for those who run the trainings. */
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as enrolments from '../../repositories/development/enrolments.ts'
import type { EnrolmentRow } from '../../repositories/development/enrolments.ts'
import type { Context } from '../context.ts'

export const listEnrolments = (
  { db, actor }: Context,
  filter: { trainingId?: string; employeeId?: string },
  page: PageRequest,
): Promise<Page<EnrolmentRow>> => enrolments.listEnrolments(db, actor.institutionId, filter, page)

/** Satisfaction surveys, for everybody to see. */
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as surveys from '../../repositories/development/satisfaction-surveys.ts'
import type { SurveyRow } from '../../repositories/development/satisfaction-surveys.ts'
import type { Context } from '../context.ts'

export const listSurveys = (
  { db, actor }: Context,
  filter: { unitId?: string },
  page: PageRequest,
): Promise<Page<SurveyRow>> => surveys.listSurveys(db, actor.institutionId, filter, page)

/** Satisfaction surveys, for everybody to see; figures are exact and computed when read. */
import { checkElements, satisfactionOf } from '../../domain/development/satisfaction.ts'
import { checkDays } from '../../domain/development/trainings.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import { developmentText } from '../../i18n/index.ts'
import * as surveys from '../../repositories/development/satisfaction-surveys.ts'
import type { SurveyRow, SurveyValues } from '../../repositories/development/satisfaction-surveys.ts'
import { findUnit } from '../../repositories/organisation/units.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

const viewOf = ({ language }: Pick<Context, 'language'>, row: SurveyRow) => {
  const { index, grade } = satisfactionOf(row.elements)
  return { ...row, index, grade, gradeLabel: developmentText(language, `satisfaction.${grade}`) }
}
export type SurveyView = ReturnType<typeof viewOf>

export const listSurveys = async (context: Context, filter: { unitId?: string }, page: PageRequest) => {
  const { items, nextAfter } = await surveys.listSurveys(context.db, context.actor.institutionId, filter, page)
  return { items: items.map((row) => viewOf(context, row)), nextAfter }
}

export const getSurvey = async (context: Context, id: string): Promise<SurveyView> =>
  viewOf(context, found(await surveys.findSurvey(context.db, context.actor.institutionId, id)))

/** Throws `satisfactionSurvey.elementsIncomplete`, `.valueOutOfScale`, `.unitUnknown`, `.alreadyReported`. */
export const createSurvey = async (
  context: WriteContext,
  body: SurveyValues & { unitId: string },
): Promise<SurveyView> => {
  const { institutionId } = context.actor
  checkElements(body.elements)
  checkDays(body)
  refuseUnless((await findUnit(context.tx, institutionId, body.unitId)) !== undefined, 'satisfactionSurvey.unitUnknown')
  const id = context.newId()
  await surveys.insertSurvey(context.tx, institutionId, { id, ...body }, context.now)
  record(context, id, { unit: body.unitId })
  return getSurvey(context, id)
}

export const updateSurvey = async (
  context: WriteContext,
  id: string,
  change: Partial<SurveyValues>,
): Promise<SurveyView> => {
  const { institutionId } = context.actor
  const row = found(await surveys.findSurveyForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const next = { ...row, ...change }
  checkElements(next.elements)
  checkDays(next)
  await surveys.updateSurvey(context.tx, institutionId, id, next, context.now)
  record(context, id, { unit: row.unitId })
  return getSurvey(context, id)
}

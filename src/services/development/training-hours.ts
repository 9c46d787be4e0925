/** Hours of teaching completed in a year against what is due (PP 11/2017 for PNS; a template for PPPK). */
import { hoursOfYear } from '../../domain/development/training-hours.ts'
import type { PageRequest } from '../../domain/pages.ts'
import { developmentText } from '../../i18n/index.ts'
import { findHours, listHours, type HoursRow } from '../../repositories/development/training-hours.ts'
import { authorize, found, type Context } from '../context.ts'
import { relationsTo, todayOf } from '../relations.ts'
import { ledUnit } from './unit-overviews.ts'

interface OfYear {
  readonly year?: number
}

const yearOf = (context: Context, { year }: OfYear): number => year ?? Number(todayOf(context).slice(0, 4))

const judged = ({ language }: Context, { hours, employmentKind }: HoursRow, year: number) => {
  const due = hoursOfYear(employmentKind, hours)
  const facts = { hours, missing: due.missing, most: due.most ?? 0, year }
  return { year, employmentKind, ...due, words: developmentText(language, `hours.${due.reading}`, facts) }
}

export const getTrainingHours = async (context: Context, employeeId: string, asked: OfYear) => {
  const year = yearOf(context, asked)
  const row = found(await findHours(context.db, context.actor.institutionId, employeeId, year))
  authorize(context, await relationsTo(context, employeeId))
  return { employeeId, ...judged(context, row, year) }
}

/** Of everybody who works in the unit or below it today. */
export const listUnitTrainingHours = async (context: Context, unitId: string, asked: OfYear, page: PageRequest) => {
  const unit = await ledUnit(context, unitId)
  const year = yearOf(context, asked)
  const below = { path: unit.path, day: todayOf(context), year }
  const { items, nextAfter } = await listHours(context.db, context.actor.institutionId, below, page)
  const shown = items.map((row) => ({
    employeeId: row.employeeId,
    employeeName: row.employeeName,
    ...judged(context, row, year),
  }))
  return { items: shown, nextAfter }
}

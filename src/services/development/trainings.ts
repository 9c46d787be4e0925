/** Trainings: kept by HR, for everybody to see. */
import { checkTraining } from '../../domain/development/trainings.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as trainings from '../../repositories/development/trainings.ts'
import type { TrainingRow, TrainingValues } from '../../repositories/development/trainings.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export const listTrainings = (
  { db, actor }: Context,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<TrainingRow>> => trainings.listTrainings(db, actor.institutionId, filter, page)

export const getTraining = async ({ db, actor }: Context, id: string): Promise<TrainingRow> =>
  found(await trainings.findTraining(db, actor.institutionId, id))

type Needed = 'code' | 'name' | 'delivery' | 'hours' | 'startsOn' | 'endsOn'
export type CreateTraining = Pick<TrainingValues, Needed> & Partial<Omit<TrainingValues, Needed>>

const DEFAULTS = {
  siasnTypeId: null,
  certificateKind: null,
  organiser: null,
  active: true,
  competencies: [],
} as const

export const createTraining = async (context: WriteContext, body: CreateTraining): Promise<TrainingRow> => {
  const values = { ...DEFAULTS, ...body }
  checkTraining(values)
  const id = context.newId()
  await trainings.insertTraining(context.tx, context.actor.institutionId, id, values, context.now)
  record(context, id, { code: values.code })
  return getTraining(context, id)
}

export const updateTraining = async (
  context: WriteContext,
  id: string,
  change: Partial<TrainingValues>,
): Promise<TrainingRow> => {
  const { institutionId } = context.actor
  const row = found(await trainings.findTrainingForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const next = { ...row, ...change } as TrainingValues
  checkTraining(next)
  await trainings.updateTraining(context.tx, institutionId, id, next, context.now)
  record(context, id, { code: next.code })
  return getTraining(context, id)
}

/** Trainings, for everybody to see. */
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as trainings from '../../repositories/development/trainings.ts'
import type { TrainingRow } from '../../repositories/development/trainings.ts'
import { found, type Context } from '../context.ts'

export const listTrainings = (
  { db, actor }: Context,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<TrainingRow>> => trainings.listTrainings(db, actor.institutionId, filter, page)

export const getTraining = async ({ db, actor }: Context, id: string): Promise<TrainingRow> =>
  found(await trainings.findTraining(db, actor.institutionId, id))

/** Routes of hours of teaching. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { ofYear, TrainingHours, UnitTrainingHoursPage } from '../../schemas/development/training-hours.ts'
import * as hours from '../../services/development/training-hours.ts'

export const trainingHoursRoutes = [
  endpoint({
    operationId: 'getTrainingHours',
    action: 'trainingHours.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/employees/:id/training-hours',
    summary: 'Read the hours of teaching of a year',
    description: 'Completed trainings of the year against what is due; the present year unless named.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    query: closed(ofYear),
    response: ref(TrainingHours),
    run: (context, { params, query }) => hours.getTrainingHours(context, params.id, query),
  }),
  endpoint({
    operationId: 'listUnitTrainingHours',
    action: 'unitOverview.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/units/:id/training-hours',
    summary: 'List the hours of teaching in a unit',
    description: 'Everybody who works in the sub-tree today; the present year unless named.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery, ...ofYear }),
    response: ref(UnitTrainingHoursPage),
    run: async (context, { params, query, page }) =>
      toPage(await hours.listUnitTrainingHours(context, params.id, query, page), page),
  }),
]

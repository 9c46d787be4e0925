/** Routes of trainings. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Code, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { Training, TrainingPage } from '../../schemas/development/trainings.ts'
import * as trainings from '../../services/development/trainings.ts'

export const trainingRoutes = [
  endpoint({
    operationId: 'listTrainings',
    action: 'training.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/trainings',
    summary: 'List trainings',
    description: 'In the order in which they were made known.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, code: Type.Optional(Code) }),
    response: ref(TrainingPage),
    run: async (context, { query, page }) => toPage(await trainings.listTrainings(context, query, page), page),
  }),
  endpoint({
    operationId: 'getTraining',
    action: 'training.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/trainings/:id',
    summary: 'Read a training',
    description: 'One training as it is offered.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Training),
    run: (context, { params }) => trainings.getTraining(context, params.id),
  }),
]

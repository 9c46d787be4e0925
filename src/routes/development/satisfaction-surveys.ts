/** Routes of satisfaction surveys. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  CreateSatisfactionSurvey,
  SatisfactionSurvey,
  SatisfactionSurveyPage,
  UpdateSatisfactionSurvey,
} from '../../schemas/development/satisfaction-surveys.ts'
import * as surveys from '../../services/development/satisfaction-surveys.ts'

export const satisfactionSurveyRoutes = [
  endpoint({
    operationId: 'createSatisfactionSurvey',
    action: 'satisfactionSurvey.write',
    tag: 'development',
    method: 'POST',
    path: '/v1/satisfaction-surveys',
    summary: 'Report a satisfaction survey',
    description: 'The means of the nine elements for a unit and period; the index is computed from them exactly.',
    mode: 'write',
    status: 201,
    body: ref(CreateSatisfactionSurvey),
    response: ref(SatisfactionSurvey),
    location: ({ id }) => `/v1/satisfaction-surveys/${id}`,
    run: (context, { body }) => surveys.createSurvey(context, body),
  }),
  endpoint({
    operationId: 'listSatisfactionSurveys',
    action: 'satisfactionSurvey.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/satisfaction-surveys',
    summary: 'List satisfaction surveys',
    description: 'What citizens said of the service of a unit, or of every unit.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, unitId: Type.Optional(Id) }),
    response: ref(SatisfactionSurveyPage),
    run: async (context, { query, page }) => toPage(await surveys.listSurveys(context, query, page), page),
  }),
  endpoint({
    operationId: 'getSatisfactionSurvey',
    action: 'satisfactionSurvey.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/satisfaction-surveys/:id',
    summary: 'Read a satisfaction survey',
    description: 'One survey with its index and grade.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(SatisfactionSurvey),
    run: (context, { params }) => surveys.getSurvey(context, params.id),
  }),
  endpoint({
    operationId: 'updateSatisfactionSurvey',
    action: 'satisfactionSurvey.write',
    tag: 'development',
    method: 'PATCH',
    path: '/v1/satisfaction-surveys/:id',
    summary: 'Correct a satisfaction survey',
    description: 'Changes what was reported.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateSatisfactionSurvey),
    response: ref(SatisfactionSurvey),
    run: (context, { params, body }) => surveys.updateSurvey(context, params.id, body),
  }),
]

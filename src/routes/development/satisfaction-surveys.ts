/** Routes of satisfaction surveys. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, pageQuery, ref } from '../../schemas/common.ts'
import { SatisfactionSurveyPage } from '../../schemas/development/satisfaction-surveys.ts'
import * as surveys from '../../services/development/satisfaction-surveys.ts'

export const satisfactionSurveyRoutes = [
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
]

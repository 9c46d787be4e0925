/** Routes of enrolments. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, pageQuery, ref } from '../../schemas/common.ts'
import { EnrolmentPage } from '../../schemas/development/enrolments.ts'
import * as enrolments from '../../services/development/enrolments.ts'

export const enrolmentRoutes = [
  endpoint({
    operationId: 'listEnrolments',
    action: 'enrolment.list',
    tag: 'development',
    method: 'GET',
    path: '/v1/enrolments',
    summary: 'List enrolments',
    description: 'Of a training or an employee, or all of the institution.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, trainingId: Type.Optional(Id), employeeId: Type.Optional(Id) }),
    response: ref(EnrolmentPage),
    run: async (context, { query, page }) => toPage(await enrolments.listEnrolments(context, query, page), page),
  }),
]

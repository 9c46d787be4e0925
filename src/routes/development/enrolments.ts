/** Routes of enrolments. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  CreateEnrolment,
  DetailedEnrolment,
  EnrolmentPage,
  UpdateEnrolment,
} from '../../schemas/development/enrolments.ts'
import * as enrolments from '../../services/development/enrolments.ts'

export const enrolmentRoutes = [
  endpoint({
    operationId: 'createEnrolment',
    action: 'enrolment.write',
    tag: 'development',
    method: 'POST',
    path: '/v1/enrolments',
    summary: 'Enrol an employee',
    description: 'Gives a seat of a planned session to an employee whom HR names.',
    mode: 'write',
    status: 201,
    body: ref(CreateEnrolment),
    response: ref(DetailedEnrolment),
    location: ({ id }) => `/v1/enrolments/${id}`,
    run: (context, { body }) => enrolments.createEnrolment(context, body),
  }),
  endpoint({
    operationId: 'listEnrolments',
    action: 'enrolment.list',
    tag: 'development',
    method: 'GET',
    path: '/v1/enrolments',
    summary: 'List enrolments',
    description: 'Of a training, a session or an employee, or all of the institution.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({
      ...pageQuery,
      trainingId: Type.Optional(Id),
      sessionId: Type.Optional(Id),
      employeeId: Type.Optional(Id),
    }),
    response: ref(EnrolmentPage),
    run: async (context, { query, page }) => toPage(await enrolments.listEnrolments(context, query, page), page),
  }),
  endpoint({
    operationId: 'getEnrolment',
    action: 'enrolment.read',
    tag: 'development',
    method: 'GET',
    path: '/v1/enrolments/:id',
    summary: 'Read an enrolment',
    description: 'With the reason for which the seat was given.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    response: ref(DetailedEnrolment),
    run: (context, { params }) => enrolments.getEnrolment(context, params.id),
  }),
  endpoint({
    operationId: 'updateEnrolment',
    action: 'enrolment.write',
    tag: 'development',
    method: 'PATCH',
    path: '/v1/enrolments/:id',
    summary: 'Change an enrolment',
    description: 'Keeps attendance, outcome and certificate, or moves the employee to another session.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateEnrolment),
    response: ref(DetailedEnrolment),
    run: (context, { params, body }) => enrolments.updateEnrolment(context, params.id, body),
  }),
]

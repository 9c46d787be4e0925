/** Routes of assignments. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Day, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  Assignment,
  AssignmentPage,
  CreateAssignment,
  UpdateAssignment,
} from '../../schemas/organisation/assignments.ts'

import * as assignments from '../../services/organisation/assignments.ts'

export const assignmentRoutes = [
  endpoint({
    operationId: 'createAssignment',
    action: 'assignment.write',
    tag: 'organisation',
    method: 'POST',
    path: '/v1/assignments',
    summary: 'Create an assignment',
    description: 'Places an employee. Overlapping definitive placements and circular reporting lines are refused.',
    mode: 'write',
    status: 201,
    body: ref(CreateAssignment),
    response: ref(Assignment),
    location: ({ id }) => `/v1/assignments/${id}`,
    run: (context, { body }) => assignments.createAssignment(context, body),
  }),
  endpoint({
    operationId: 'listAssignments',
    action: 'assignment.list',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/assignments',
    summary: 'List assignments',
    description: 'Placements by employee, position, or the day on which they hold.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({
      ...pageQuery,
      employeeId: Type.Optional(Id),
      positionId: Type.Optional(Id),
      on: Type.Optional(Day),
    }),
    response: ref(AssignmentPage),
    run: async (context, { query, page }) => toPage(await assignments.listAssignments(context, query, page), page),
  }),
  endpoint({
    operationId: 'getAssignment',
    action: 'assignment.read',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/assignments/:id',
    summary: 'Read an assignment',
    description: 'One placement.',
    mode: 'related',
    status: 200,
    params: PathId,
    response: ref(Assignment),
    run: (context, { params }) => assignments.getAssignment(context, params.id),
  }),
  endpoint({
    operationId: 'updateAssignment',
    action: 'assignment.write',
    tag: 'organisation',
    method: 'PATCH',
    path: '/v1/assignments/:id',
    summary: 'Change an assignment',
    description: 'Ends or corrects a placement; the reporting line must not lead back.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateAssignment),
    response: ref(Assignment),
    run: (context, { params, body }) => assignments.updateAssignment(context, params.id, body),
  }),
]

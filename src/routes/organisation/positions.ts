/** Routes of positions. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Code, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { CreatePosition, Position, PositionPage, UpdatePosition } from '../../schemas/organisation/positions.ts'
import { PositionClassCode } from '../../schemas/organisation/positions.ts'
import * as positions from '../../services/organisation/positions.ts'

export const positionRoutes = [
  endpoint({
    operationId: 'createPosition',
    action: 'position.write',
    tag: 'organisation',
    method: 'POST',
    path: '/v1/positions',
    summary: 'Create a position',
    description: 'Adds a position to a unit.',
    mode: 'write',
    status: 201,
    body: ref(CreatePosition),
    response: ref(Position),
    location: ({ id }) => `/v1/positions/${id}`,
    run: (context, { body }) => positions.createPosition(context, body),
  }),
  endpoint({
    operationId: 'listPositions',
    action: 'position.read',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/positions',
    summary: 'List positions',
    description: 'Positions by unit, code or class.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({
      ...pageQuery,
      unitId: Type.Optional(Id),
      code: Type.Optional(Code),
      class: Type.Optional(PositionClassCode),
    }),
    response: ref(PositionPage),
    run: async (context, { query, page }) => toPage(await positions.listPositions(context, query, page), page),
  }),
  endpoint({
    operationId: 'getPosition',
    action: 'position.read',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/positions/:id',
    summary: 'Read a position',
    description: 'One position.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Position),
    run: (context, { params }) => positions.getPosition(context, params.id),
  }),
  endpoint({
    operationId: 'updatePosition',
    action: 'position.write',
    tag: 'organisation',
    method: 'PATCH',
    path: '/v1/positions/:id',
    summary: 'Change a position',
    description: 'Changes a position; running cycles keep what was frozen when they opened.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdatePosition),
    response: ref(Position),
    run: (context, { params, body }) => positions.updatePosition(context, params.id, body),
  }),
]

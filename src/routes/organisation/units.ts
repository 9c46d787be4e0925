/** Routes of units. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Code, Id, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { CreateUnit, Unit, UnitPage, UpdateUnit } from '../../schemas/organisation/units.ts'

import * as units from '../../services/organisation/units.ts'

export const unitRoutes = [
  endpoint({
    operationId: 'createUnit',
    action: 'unit.write',
    tag: 'organisation',
    method: 'POST',
    path: '/v1/units',
    summary: 'Create an unit',
    description: 'Adds a unit to the tree.',
    mode: 'write',
    status: 201,
    body: ref(CreateUnit),
    response: ref(Unit),
    location: ({ id }) => `/v1/units/${id}`,
    run: (context, { body }) => units.createUnit(context, body),
  }),
  endpoint({
    operationId: 'listUnits',
    action: 'unit.read',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/units',
    summary: 'List units',
    description: 'Units in the order of their creation, by parent or code.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, parentId: Type.Optional(Id), code: Type.Optional(Code) }),
    response: ref(UnitPage),
    run: async (context, { query, page }) => toPage(await units.listUnits(context, query, page), page),
  }),
  endpoint({
    operationId: 'getUnit',
    action: 'unit.read',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/units/:id',
    summary: 'Read an unit',
    description: 'One unit of the tree.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Unit),
    run: (context, { params }) => units.getUnit(context, params.id),
  }),
  endpoint({
    operationId: 'updateUnit',
    action: 'unit.write',
    tag: 'organisation',
    method: 'PATCH',
    path: '/v1/units/:id',
    summary: 'Change an unit',
    description: 'Renames, moves or deactivates a unit; everything below follows. A unit cannot be moved below itself.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateUnit),
    response: ref(Unit),
    run: (context, { params, body }) => units.updateUnit(context, params.id, body),
  }),
]

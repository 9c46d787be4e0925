/** Routes of institutions. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Code, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  CreateInstitution,
  Institution,
  InstitutionPage,
  UpdateInstitution,
} from '../../schemas/organisation/institutions.ts'
import * as institutions from '../../services/organisation/institutions.ts'

export const institutionRoutes = [
  endpoint({
    operationId: 'createInstitution',
    action: 'institution.create',
    tag: 'organisation',
    method: 'POST',
    path: '/v1/institutions',
    summary: 'Create an institution',
    description: 'Opens a new tenant. Everything else belongs to exactly one institution and no request crosses it.',
    mode: 'write',
    status: 201,
    body: ref(CreateInstitution),
    response: ref(Institution),
    location: ({ id }) => `/v1/institutions/${id}`,
    run: (context, { body }) => institutions.createInstitution(context, body),
  }),
  endpoint({
    operationId: 'listInstitutions',
    action: 'institution.list',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/institutions',
    summary: 'List institutions',
    description: 'All institutions of the platform, for its administrator alone.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, code: Type.Optional(Code) }),
    response: ref(InstitutionPage),
    run: async (context, { query, page }) => toPage(await institutions.listInstitutions(context, query, page), page),
  }),
  endpoint({
    operationId: 'getInstitution',
    action: 'institution.read',
    tag: 'organisation',
    method: 'GET',
    path: '/v1/institutions/:id',
    summary: 'Read an institution',
    description: 'The own institution; the platform administrator may read any.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Institution),
    run: (context, { params }) => institutions.getInstitution(context, params.id),
  }),
  endpoint({
    operationId: 'updateInstitution',
    action: 'institution.update',
    tag: 'organisation',
    method: 'PATCH',
    path: '/v1/institutions/:id',
    summary: 'Change an institution',
    description: 'Name, time zone and SIASN id. The time zone decides at which midnight deadlines end.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateInstitution),
    response: ref(Institution),
    run: (context, { params, body }) => institutions.updateInstitution(context, params.id, body),
  }),
]

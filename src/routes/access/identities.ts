/** Routes of identities. */

import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  AppointOfficer,
  CreateIdentity,
  Identity,
  IdentityPage,
  Officer,
  UpdateIdentity,
} from '../../schemas/access/identities.ts'

import * as identities from '../../services/access/identities.ts'
import { appointOfficer } from '../../services/access/institution-officers.ts'

export const identityRoutes = [
  endpoint({
    operationId: 'createIdentity',
    action: 'identity.write',
    tag: 'access',
    method: 'POST',
    path: '/v1/identities',
    summary: 'Create an identity',
    description: 'Lets a subject of a trusted issuer sign in.',
    mode: 'write',
    status: 201,
    body: ref(CreateIdentity),
    response: ref(Identity),
    location: ({ id }) => `/v1/identities/${id}`,
    run: (context, { body }) => identities.createIdentity(context, body),
  }),
  endpoint({
    operationId: 'listIdentities',
    action: 'identity.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/identities',
    summary: 'List identities',
    description: 'Everyone who may sign in.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery }),
    response: ref(IdentityPage),
    run: async (context, { page }) => toPage(await identities.listIdentities(context, page), page),
  }),
  endpoint({
    operationId: 'getIdentity',
    action: 'identity.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/identities/:id',
    summary: 'Read an identity',
    description: 'One identity.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Identity),
    run: (context, { params }) => identities.getIdentity(context, params.id),
  }),
  endpoint({
    operationId: 'updateIdentity',
    action: 'identity.write',
    tag: 'access',
    method: 'PATCH',
    path: '/v1/identities/:id',
    summary: 'Change an identity',
    description: 'Renames, rescopes or disables an identity.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(UpdateIdentity),
    response: ref(Identity),
    run: (context, { params, body }) => identities.updateIdentity(context, params.id, body),
  }),
  endpoint({
    operationId: 'appointOfficer',
    action: 'institution.create',
    tag: 'access',
    method: 'POST',
    path: '/v1/institutions/:id/officers',
    summary: 'Appoint an HR officer of an institution',
    description:
      'The platform lets an institution in: identity and role in one act. From then on its HR keeps its own.',
    mode: 'write',
    status: 201,
    params: PathId,
    body: ref(AppointOfficer),
    response: ref(Officer),
    run: (context, { params, body }) => appointOfficer(context, params.id, body),
  }),
]

/** Routes about the caller. */
import { endpoint } from '../../http/contract.ts'
import { ref } from '../../schemas/common.ts'
import { Me } from '../../schemas/access/me.ts'
import { getMe } from '../../services/access/me.ts'

export const meRoutes = [
  endpoint({
    operationId: 'getMe',
    action: 'me.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/me',
    summary: 'Read who I am',
    description: 'Identity, roles, scopes and what they permit, so that a front end need not know the policy.',
    mode: 'read',
    status: 200,
    response: ref(Me),
    run: (context) => getMe(context),
  }),
]

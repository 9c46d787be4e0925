/** Routes of the keys that sign tokens. */
import { endpoint, toPage } from '../../http/contract.ts'
import { TokenKey, TokenKeyPage } from '../../schemas/access/token-keys.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import * as tokenKeys from '../../services/access/token-keys.ts'

export const tokenKeyRoutes = [
  endpoint({
    operationId: 'createTokenKey',
    action: 'tokenKey.write',
    tag: 'access',
    method: 'POST',
    path: '/v1/token-keys',
    summary: 'Make a new key for tokens',
    description:
      'It signs from now on; tokens of the keys before it are taken until they run out or their key is retired. Keys are also renewed by themselves.',
    mode: 'write',
    status: 201,
    response: ref(TokenKey),
    run: (context) => tokenKeys.createTokenKey(context),
  }),
  endpoint({
    operationId: 'listTokenKeys',
    action: 'tokenKey.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/token-keys',
    summary: 'List the keys for tokens',
    description: 'Retired ones too.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery }),
    response: ref(TokenKeyPage),
    run: async (context, { page }) => toPage(await tokenKeys.listTokenKeys(context, page), page),
  }),
  endpoint({
    operationId: 'retireTokenKey',
    action: 'tokenKey.write',
    tag: 'access',
    method: 'DELETE',
    path: '/v1/token-keys/:id',
    summary: 'Retire a key for tokens',
    description: 'Every token that it signed ends, on every node within seconds. The last key cannot be retired.',
    mode: 'write',
    status: 204,
    conditional: true,
    params: PathId,
    run: (context, { params }) => tokenKeys.retireTokenKey(context, params.id),
  }),
]

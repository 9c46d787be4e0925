/** The operations of OAuth in the contract. They are no endpoints of the door: nobody is signed in yet. */
import {
  KeySet,
  OAuthProblem,
  RevocationRequest,
  ServerMetadata,
  TokenAnswer,
  TokenRequest,
} from '../../schemas/access/oauth.ts'
import { ref } from '../../schemas/common.ts'
import { problemResponses } from '../problem-responses.ts'

const form = (schema: ReturnType<typeof ref>) => ({ content: { 'application/x-www-form-urlencoded': { schema } } })

const refusal = (description: string) => ({
  description,
  content: { 'application/json': { schema: ref(OAuthProblem) } },
})

const every = Object.entries(problemResponses({ method: 'POST' }))
const only = (...statuses: string[]): Record<string, object> =>
  Object.fromEntries(every.filter(([status]) => statuses.includes(status)))

const common = { tags: ['access'], security: [{ client: [] }] }
const refusals = {
  ...only('413', '415', '429', '500', '503'),
  400: refusal('Not a request of this endpoint: `error` says why.'),
  401: refusal('The client is not known, or did not prove that it is the one.'),
}
const open = { tags: ['access'], security: [] }
const openRefusals = only('400', '429', '500', '503')

export const SCHEMAS = {
  token: {
    ...common,
    operationId: 'issueToken',
    summary: 'Get an access token',
    description:
      'OAuth 2.0 client credentials, and token exchange (RFC 8693) for a front end whose person is signed in. `client_secret_basic` or `private_key_jwt`.',
    body: form(ref(TokenRequest)),
    response: { 200: { ...ref(TokenAnswer), description: 'A token' }, ...refusals },
  },
  revocation: {
    ...common,
    operationId: 'revokeToken',
    summary: 'Take a token back',
    description: 'RFC 7009: the token ends with the next request that carries it, on every node.',
    body: form(ref(RevocationRequest)),
    response: {
      200: { type: 'null', description: 'Done, or there was nothing to do' },
      ...refusals,
    },
  },
  keySet: {
    ...open,
    operationId: 'getKeySet',
    summary: 'Read the keys of our tokens',
    description: 'Public keys, newest first.',
    response: { 200: { ...ref(KeySet), description: 'Keys' }, ...openRefusals },
  },
  metadata: {
    ...open,
    operationId: 'getAuthorizationServer',
    summary: 'Read how to get tokens',
    description: 'Metadata of the authorization server (RFC 8414).',
    response: { 200: { ...ref(ServerMetadata), description: 'Metadata' }, ...openRefusals },
  },
}

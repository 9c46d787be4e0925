import Type from 'typebox'
import { closed, component, Problem, whole, word } from '../common.ts'

export const TokenAnswer = component(
  'TokenAnswer',
  'An access token (RFC 6749 §5.1).',
  closed({
    access_token: word('eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6Ii4uLiJ9.e30.c2lnbmF0dXJl'),
    token_type: word('Bearer'),
    expires_in: whole(600, 'Seconds.'),
    scope: word('organisation:write exchange:write'),
    issued_token_type: Type.Optional(
      word('urn:ietf:params:oauth:token-type:access_token', 'Of an exchange (RFC 8693).'),
    ),
  }),
)

export const OAuthProblem = component(
  'OAuthProblem',
  'A refusal as RFC 6749 §5.2 has it, with the members of a Problem beside it.',
  closed({
    error: word('invalid_client'),
    error_description: word('The client is not known, or did not prove that it is the one.'),
    ...Problem.properties,
  }),
)

const value = (maxLength: number, description: string) => Type.Optional(Type.String({ maxLength, description }))

const proof = {
  client_id: value(255, 'Where it is sent, the one that the proof names.'),
  client_assertion_type: value(100, '`urn:ietf:params:oauth:client-assertion-type:jwt-bearer` for `private_key_jwt`.'),
  client_assertion: value(
    8_192,
    'A JWT signed by a key of the client: `iss` and `sub` are its id, `aud` the issuer or the token endpoint, `exp` at most 5 minutes ahead, a `jti` of its own.',
  ),
}

export const TokenRequest = component(
  'TokenRequest',
  'Client credentials, or the exchange of a person’s token. The client proves itself by HTTP Basic or by an assertion.',
  Type.Object(
    {
      grant_type: Type.String({
        maxLength: 100,
        description: '`client_credentials`, or `urn:ietf:params:oauth:grant-type:token-exchange`.',
      }),
      scope: value(1_000, 'Fewer scopes than the client has.'),
      subject_token: value(8_192, 'The token of the signed-in person, of the institution’s identity provider.'),
      subject_token_type: value(100, '`urn:ietf:params:oauth:token-type:access_token`, `…:id_token` or `…:jwt`.'),
      requested_token_type: value(100, '`urn:ietf:params:oauth:token-type:access_token`.'),
      ...proof,
    },
    { examples: [{ grant_type: 'client_credentials', scope: 'organisation:write' }] },
  ),
)

export const RevocationRequest = component(
  'RevocationRequest',
  'A token to take back (RFC 7009). One that is unknown or over is answered alike.',
  Type.Object(
    { token: Type.String({ maxLength: 8_192 }), token_type_hint: value(50, 'Not needed.'), ...proof },
    { examples: [{ token: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl' }] },
  ),
)

export const KeySet = component(
  'KeySet',
  'Public keys of the tokens that this service signs (RFC 7517).',
  closed({
    keys: Type.Array(
      closed({
        kty: word('OKP'),
        crv: word('Ed25519'),
        x: word('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'),
        kid: word('01980a5e-7c1b-7000-8000-000000000001'),
        use: word('sig'),
        alg: word('EdDSA'),
      }),
    ),
  }),
)

export const ServerMetadata = component(
  'ServerMetadata',
  'What an OAuth 2.0 client needs to know (RFC 8414).',
  closed({
    issuer: word('https://kompeten.medan.example'),
    token_endpoint: word('https://kompeten.medan.example/v1/oauth/token'),
    revocation_endpoint: word('https://kompeten.medan.example/v1/oauth/revocation'),
    jwks_uri: word('https://kompeten.medan.example/.well-known/jwks.json'),
    grant_types_supported: Type.Array(word('client_credentials')),
    response_types_supported: Type.Array(word('token')),
    token_endpoint_auth_methods_supported: Type.Array(word('client_secret_basic')),
    token_endpoint_auth_signing_alg_values_supported: Type.Array(word('EdDSA')),
    scopes_supported: Type.Array(word('organisation:read')),
    service_documentation: word('https://kompeten.medan.example/docs'),
  }),
)

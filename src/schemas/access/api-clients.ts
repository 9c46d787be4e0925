import Type from 'typebox'
import { SCOPES } from '../../domain/policy.ts'
import { closed, component, Flag, Id, Instant, nullable, oneOf, pageOf, text, Version, word } from '../common.ts'

const values = {
  label: text(200, 'SIMPEG Kota Medan'),
  scopes: Type.Array(oneOf(SCOPES), { maxItems: SCOPES.length, uniqueItems: true, examples: [['organisation:write']] }),
  rateLimit: nullable(
    Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Requests per minute; null: as everyone.' }),
  ),
  actsForPersons: Flag('May exchange the token of its signed-in person for one of this service (RFC 8693).'),
}

export const ApiClient = component(
  'ApiClient',
  'A machine that gets tokens from this service by its own credentials. `id` is its `client_id`.',
  closed({
    id: Id,
    ...values,
    credentials: Type.Array(
      closed({
        id: Id,
        kind: oneOf(['secret', 'key'] as const),
        kid: nullable(word('simpeg-2026', 'Of a key, as the client names it in its assertions.')),
        createdAt: Instant,
        lastUsedAt: nullable(Instant),
        revokedAt: nullable(Instant),
        version: Version,
      }),
    ),
    lastUsedAt: nullable(Instant),
    disabledAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const ApiClientPage = pageOf('ApiClient', ApiClient)

export const CreateApiClient = component(
  'CreateApiClient',
  'A new API client, with the scopes that it needs and no others.',
  closed(
    {
      label: values.label,
      scopes: values.scopes,
      rateLimit: Type.Optional(values.rateLimit),
      actsForPersons: Type.Optional(values.actsForPersons),
    },
    { examples: [{ label: 'SIMPEG Kota Medan', scopes: ['organisation:write', 'exchange:write'] }] },
  ),
)
export const UpdateApiClient = component(
  'UpdateApiClient',
  'A merge patch. `disabled: true` ends every token at the next request.',
  closed(
    {
      label: Type.Optional(values.label),
      scopes: Type.Optional(values.scopes),
      rateLimit: Type.Optional(values.rateLimit),
      actsForPersons: Type.Optional(values.actsForPersons),
      disabled: Type.Optional(Flag('Gets and uses no tokens any more.')),
    },
    { examples: [{ scopes: ['organisation:read'] }] },
  ),
)
export const IssuedSecret = component(
  'IssuedSecret',
  'A client secret. It is told this once and stored only as a digest.',
  closed({
    id: Id,
    clientId: Id,
    clientSecret: word('kompeten_secret_Zk3hQ0m1vS7pX2aL9dYc4TqWbR8eUfGjNiOs5xKtMvE'),
  }),
)

const coordinate = Type.Optional(Type.String({ maxLength: 1_400, pattern: '^[A-Za-z0-9_-]+$' }))
export const PublicJwk = component(
  'PublicJwk',
  'A public key as JSON Web Key: Ed25519 (signs with EdDSA), P-256 (ES256), or RSA of at least 2048 bits (RS256).',
  closed(
    {
      kty: oneOf(['OKP', 'EC', 'RSA'] as const),
      kid: text(100, 'simpeg-2026'),
      crv: Type.Optional(oneOf(['Ed25519', 'P-256'] as const)),
      x: coordinate,
      y: coordinate,
      n: coordinate,
      e: coordinate,
      alg: Type.Optional(oneOf(['EdDSA', 'ES256', 'RS256'] as const)),
      use: Type.Optional(oneOf(['sig'] as const)),
    },
    {
      examples: [{ kty: 'OKP', kid: 'simpeg-2026', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
    },
  ),
)

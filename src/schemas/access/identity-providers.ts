import Type from 'typebox'
import { closed, component, Flag, Id, Instant, nullable, oneOf, pageOf, text, Version } from '../common.ts'

const audiences = (description: string, example: string, minItems: number) =>
  Type.Array(text(255, example), { minItems, maxItems: 20, uniqueItems: true, description, examples: [[example]] })

const values = {
  issuer: Type.String({
    minLength: 8,
    maxLength: 255,
    pattern: '^https?://[^\\s?#]+$',
    description: '`iss` of its tokens; its discovery document stands below it (OpenID Connect Discovery).',
    examples: ['https://sso.medan.example/realms/asn'],
  }),
  audiences: audiences('`aud` that a token of a person must name.', 'kompeten', 1),
  exchangeAudiences: audiences('`aud` of tokens that a front end may exchange: its own client id.', 'portal-asn', 0),
  claim: Type.String({
    minLength: 1,
    maxLength: 100,
    pattern: '^[A-Za-z0-9_.:/-]+$',
    description: 'The claim that names the person.',
    examples: ['nip'],
  }),
  matches: oneOf(['nip', 'siasnId', 'officialEmail'] as const, 'What of an employee the claim is compared with.'),
}

export const IdentityProvider = component(
  'IdentityProvider',
  'An OpenID provider whose tokens sign in the people of one institution.',
  closed({
    id: Id,
    institutionId: Id,
    ...values,
    disabledAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const IdentityProviderPage = pageOf('IdentityProvider', IdentityProvider)

export const CreateIdentityProvider = component(
  'CreateIdentityProvider',
  'A new identity provider of an institution.',
  closed(
    {
      institutionId: Id,
      issuer: values.issuer,
      audiences: values.audiences,
      exchangeAudiences: Type.Optional(values.exchangeAudiences),
      claim: values.claim,
      matches: values.matches,
    },
    {
      examples: [
        {
          institutionId: '01980a5e-7c1b-7000-8000-000000000001',
          issuer: 'https://sso.medan.example/realms/asn',
          audiences: ['kompeten'],
          exchangeAudiences: ['portal-asn'],
          claim: 'nip',
          matches: 'nip',
        },
      ],
    },
  ),
)
export const UpdateIdentityProvider = component(
  'UpdateIdentityProvider',
  'A merge patch. `disabled: true` signs nobody in any more.',
  closed(
    {
      audiences: Type.Optional(values.audiences),
      exchangeAudiences: Type.Optional(values.exchangeAudiences),
      claim: Type.Optional(values.claim),
      matches: Type.Optional(values.matches),
      disabled: Type.Optional(Flag('Signs nobody in any more.')),
    },
    { examples: [{ audiences: ['kompeten', 'portal-asn'] }] },
  ),
)

import Type from 'typebox'
import { SCOPES } from '../../domain/policy.ts'
import { closed, component, Flag, Id, Instant, nullable, oneOf, pageOf, text, Version } from '../common.ts'

const values = {
  issuer: text(255, 'https://sso.medan.example'),
  subject: Type.String({
    minLength: 1,
    maxLength: 255,
    pattern: '^[^\\u0000-\\u001f\\u007f]+$',
    description: '`sub` of the token.',
    examples: ['198001152005011001'],
  }),
  kind: oneOf(['person', 'client'] as const),
  label: text(200, 'SIMPEG Kota Medan'),
  employeeId: nullable(Id),
  scopes: Type.Array(oneOf(SCOPES), { maxItems: SCOPES.length, uniqueItems: true }),
}

export const Identity = component(
  'Identity',
  'Who may sign in: the subject of a trusted issuer, as an employee or as an API client with scopes.',
  closed({
    id: Id,
    ...values,
    disabledAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const CreateIdentity = component(
  'CreateIdentity',
  'A new identity. Scopes are for clients, an employee is for people.',
  closed(
    {
      issuer: values.issuer,
      subject: values.subject,
      kind: values.kind,
      label: values.label,
      employeeId: Type.Optional(values.employeeId),
      scopes: Type.Optional(values.scopes),
    },
    {
      examples: [
        {
          issuer: 'https://sso.medan.example',
          subject: 'simpeg',
          kind: 'client',
          label: 'SIMPEG Kota Medan',
          scopes: ['organisation:write'],
        },
      ],
    },
  ),
)
export const UpdateIdentity = component(
  'UpdateIdentity',
  'A merge patch; `disabled: true` ends every token at the next request.',
  closed(
    {
      label: Type.Optional(values.label),
      scopes: Type.Optional(values.scopes),
      disabled: Type.Optional(Flag('No longer signs in.')),
    },
    { examples: [{ disabled: true }] },
  ),
)
export const IdentityPage = pageOf('Identity', Identity)

export const AppointOfficer = component(
  'AppointOfficer',
  'The first HR officer of an institution.',
  closed(
    { issuer: values.issuer, subject: values.subject, label: values.label },
    { examples: [{ issuer: 'https://sso.medan.example', subject: 'hr-1', label: 'Pengelola Kepegawaian' }] },
  ),
)
export const Officer = component(
  'Officer',
  'An HR officer that the platform let in.',
  closed({ id: Id, institutionId: Id, role: oneOf(['hr_officer'] as const) }),
)

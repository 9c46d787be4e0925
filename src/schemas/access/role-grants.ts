import { ROLES } from '../../domain/policy.ts'
import { closed, component, Id, Instant, nullable, oneOf, pageOf, Version } from '../common.ts'

const values = { identityId: Id, role: oneOf(ROLES) }

export const RoleGrant = component(
  'RoleGrant',
  'A role given to an identity. Supervisors and unit leaders need none: they follow from the organisation.',
  closed({ id: Id, ...values, grantedAt: Instant, revokedAt: nullable(Instant), version: Version }),
)
export const CreateRoleGrant = component(
  'CreateRoleGrant',
  'Gives a role.',
  closed(values, { examples: [{ identityId: '01980a5e-7c1b-7000-8000-000000000001', role: 'auditor' }] }),
)
export const RoleGrantPage = pageOf('RoleGrant', RoleGrant)

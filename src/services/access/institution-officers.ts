/** The platform lets an institution's first HR officer in; from then on the institution keeps its own. */
import { DomainError } from '../../domain/errors.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { insertIdentity } from '../../repositories/access/identities.ts'
import { insertRoleGrant } from '../../repositories/access/role-grants.ts'
import { enterInstitution } from '../../repositories/access/tenancy.ts'
import { record, type WriteContext } from '../context.ts'

export interface AppointOfficer {
  readonly issuer: string
  readonly subject: string
  readonly label: string
}

export interface Officer {
  readonly id: string
  readonly institutionId: string
  readonly role: 'hr_officer'
}

export const appointOfficer = async (
  context: WriteContext,
  institutionId: string,
  body: AppointOfficer,
): Promise<Officer> => {
  const institution = await findInstitution(context.tx, institutionId)
  if (!institution) throw new DomainError('resource.notFound')
  const id = context.newId()
  record(context, institutionId, { officer: id })
  await enterInstitution(context.tx, institutionId)
  await insertIdentity(
    context.tx,
    institutionId,
    { ...body, id, kind: 'person', employeeId: null, scopes: [] },
    context.now,
  )
  await insertRoleGrant(
    context.tx,
    institutionId,
    { id: context.newId(), identityId: id, role: 'hr_officer' },
    context.now,
  )
  await enterInstitution(context.tx, context.actor.institutionId)
  return { id, institutionId, role: 'hr_officer' }
}

/** The first sign-in of a person whom an identity provider vouches for: the identity comes into being by itself. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import { MATCHED, type Match } from './identity-providers.ts'

/** Active employees that the claim names; more than one is as good as none. */
export const employeesNamed = (
  tx: Tx,
  institutionId: string,
  matches: Match,
  value: string,
): Promise<{ id: string; name: string }[]> =>
  tx
    .selectFrom('employees')
    .select(['id', 'name'])
    .where('institution_id', '=', institutionId)
    .where('active', '=', true)
    .where('pseudonymised_at', 'is', null)
    .where(
      matches === 'officialEmail'
        ? sql<boolean>`lower(official_email) = ${value.toLowerCase()}`
        : sql<boolean>`${sql.ref(MATCHED[matches])} = ${value}`,
    )
    .limit(2)
    .execute()

/** Returns whether it was this call that made it: two first requests at once make one identity. */
export const provisionIdentity = async (
  tx: Tx,
  institutionId: string,
  identity: { id: string; issuer: string; subject: string; employeeId: string; label: string },
  now: string,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('identities')
    .values({
      institution_id: institutionId,
      id: identity.id,
      issuer: identity.issuer,
      subject: identity.subject,
      kind: 'person',
      employee_id: identity.employeeId,
      label: identity.label,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

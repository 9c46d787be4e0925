/** Lets in a person whom the institution's identity provider vouches for, and keeps note of when clients were last there. */
import type { Tx } from '../../db/transaction.ts'
import { DomainError } from '../../domain/errors.ts'
import type { IdentityProviderRow } from '../../repositories/access/identity-providers.ts'
import { touchIdentity } from '../../repositories/access/identities.ts'
import { employeesNamed, provisionIdentity } from '../../repositories/access/sign-ins.ts'
import { appendEntry } from './audit-chain.ts'

export interface SignIn {
  readonly tx: Tx
  readonly secret: Buffer
  readonly now: string
  readonly newId: () => string
  readonly requestId: string
}

export type Claims = Readonly<Record<string, unknown>>

/** An address that the provider did not verify names nobody: its bearer could have typed it. */
const valueOf = ({ claim, matches }: IdentityProviderRow, claims: Claims): string | null => {
  const value = claims[claim]
  if (typeof value !== 'string' || value === '' || value.length > 254) return null
  return matches === 'officialEmail' && claims.email_verified !== true ? null : value
}

/**
 * The claim names one active employee of the provider's institution, and from then on the subject is that employee.
 * Throws `access.personUnknown` when it names none or several.
 */
export const provision = async (
  { tx, secret, now, newId, requestId }: SignIn,
  provider: IdentityProviderRow,
  subject: string,
  claims: Claims,
): Promise<void> => {
  const { institutionId, issuer, matches, claim } = provider
  const value = valueOf(provider, claims)
  const named = value === null ? [] : await employeesNamed(tx, institutionId, matches, value)
  const [employee] = named
  if (!employee || named.length > 1) throw new DomainError('access.personUnknown', { claim })
  const id = newId()
  const isNew = await provisionIdentity(
    tx,
    institutionId,
    { id, issuer, subject, employeeId: employee.id, label: employee.name },
    now,
  )
  if (!isNew) return
  await appendEntry(tx, secret, institutionId, {
    id: newId(),
    at: now,
    actorId: id,
    action: 'identity.provision',
    resourceId: id,
    facts: { provider: provider.id, employee: employee.id },
    requestId,
  })
}

export const touch = (tx: Tx, institutionId: string, id: string, now: string): Promise<void> =>
  touchIdentity(tx, institutionId, id, now)

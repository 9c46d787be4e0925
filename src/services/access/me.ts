/** Who the service takes the caller for, and what that person may do. */
import { mayAtAll, POLICY, type Action, type Role, type Scope } from '../../domain/policy.ts'
import { findMine, type Mine } from '../../repositories/access/me.ts'
import type { Context } from '../context.ts'
import { todayOf } from '../relations.ts'

export interface Me {
  readonly identityId: string
  readonly institutionId: string
  readonly kind: 'person' | 'client'
  readonly employeeId: string | null
  readonly name: string | null
  readonly roles: readonly Role[]
  readonly scopes: readonly Scope[]
  readonly leadsUnits: boolean
  readonly tasks: Omit<Mine, 'name' | 'leadsUnits'>
  /** What the caller could do to at least something; a resource may still refuse. */
  readonly actions: readonly Action[]
}

const NOTHING: Omit<Mine, 'name'> & { readonly name: null } = {
  name: null,
  leadsUnits: false,
  feedback: 0,
  confirmations: 0,
  objections: 0,
  acknowledgements: 0,
}

export const getMe = async (context: Context): Promise<Me> => {
  const { actor, db } = context
  const { identityId, institutionId, kind, employeeId, roles, scopes } = actor
  const [mine = NOTHING] = employeeId === null ? [] : await findMine(db, institutionId, employeeId, todayOf(context))
  const { name, leadsUnits, ...tasks } = mine
  const actions = (Object.keys(POLICY) as Action[]).filter((action) => mayAtAll(actor, action))
  return { identityId, institutionId, kind, employeeId, name, roles, scopes, tasks, leadsUnits, actions }
}

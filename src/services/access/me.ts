/** Who the service takes the caller for, and what that person may do. */
import { mayAtAll, POLICY, type Action, type Role, type Scope } from '../../domain/policy.ts'
import { countTasks, type MyTasks } from '../../repositories/access/my-tasks.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import type { Context } from '../context.ts'
import { myUnits } from '../relations.ts'

export interface Me {
  readonly identityId: string
  readonly institutionId: string
  readonly kind: 'person' | 'client'
  readonly employeeId: string | null
  readonly name: string | null
  readonly roles: readonly Role[]
  readonly scopes: readonly Scope[]
  readonly leadsUnits: boolean
  readonly tasks: MyTasks
  /** What the caller could do to at least something; a resource may still refuse. */
  readonly actions: readonly Action[]
}

export const getMe = async (context: Context): Promise<Me> => {
  const { actor } = context
  const employee =
    actor.employeeId === null ? undefined : await findEmployee(context.db, actor.institutionId, actor.employeeId)
  return {
    identityId: actor.identityId,
    institutionId: actor.institutionId,
    kind: actor.kind,
    employeeId: actor.employeeId,
    name: employee?.name ?? null,
    roles: actor.roles,
    scopes: actor.scopes,
    tasks: await countTasks(context.db, actor.institutionId, actor.employeeId),
    leadsUnits: (await myUnits(context)).length > 0,
    actions: (Object.keys(POLICY) as Action[]).filter((action) => mayAtAll(actor, action)),
  }
}

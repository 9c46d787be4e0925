/** Employees: refused only for what is law, warned about for what is odd. */
import { nipWarnings, type EmploymentKind, type NipWarning } from '../../domain/organisation/employees.ts'
import { withoutUnneeded } from '../../domain/organisation/siasn.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Written } from '../../domain/written.ts'
import * as employees from '../../repositories/organisation/employees.ts'
import type { EmployeeFilter, EmployeeRow, EmployeeValues } from '../../repositories/organisation/employees.ts'
import { findLine } from '../../repositories/organisation/reporting-lines.ts'
import { authorize, checkVersion, found, mayListAll, record, type Context, type WriteContext } from '../context.ts'
import { myUnits, relationsTo, todayOf } from '../relations.ts'

export interface CreateEmployee {
  readonly nip: string
  readonly name: string
  readonly employmentKind: EmploymentKind
  readonly siasnId?: string | null
  readonly officialEmail?: string | null
  readonly grade?: string | null
  readonly active?: boolean
  readonly sample?: boolean
}
export type UpdateEmployee = Partial<Omit<CreateEmployee, 'sample'>>

export type Employee = EmployeeRow & { readonly warnings: readonly NipWarning[] }

export const withWarnings = (row: EmployeeRow): Employee => ({
  ...row,
  warnings: nipWarnings(row.nip, row.employmentKind),
})

export const createEmployee = async (context: WriteContext, body: CreateEmployee): Promise<Employee> => {
  const id = context.newId()
  record(context, id)
  const values: EmployeeValues & { sample: boolean } = {
    siasnId: null,
    officialEmail: null,
    grade: null,
    active: true,
    sample: false,
    ...withoutUnneeded(body),
  }
  return withWarnings(await employees.insertEmployee(context.tx, context.actor.institutionId, id, values, context.now))
}

const isNarrowed = ({ nip, siasnId, unitId, active }: EmployeeFilter): boolean =>
  (nip ?? siasnId ?? unitId ?? active) !== undefined

/** HR and auditors see all; a unit leader sees the sub-trees led; nobody else sees a list. */
export const listEmployees = async (
  context: Context,
  filter: EmployeeFilter,
  page: PageRequest,
): Promise<Page<Written<Employee>>> => {
  const { db, actor } = context
  const within = mayListAll(context) ? null : { paths: await myUnits(context), day: todayOf(context) }
  const { items, nextAfter } =
    within === null && !isNarrowed(filter)
      ? await employees.listAllEmployees(db, actor.institutionId, page)
      : await employees.listEmployees(db, actor.institutionId, filter, within, page)
  const warned = items.map((line) => line.with('warnings', nipWarnings(line.seen.nip, line.seen.employmentKind)))
  return { items: warned, nextAfter }
}

export const getEmployee = async (context: Context, id: string): Promise<Employee> => {
  authorize(context, await relationsTo(context, id))
  return withWarnings(found(await employees.findEmployee(context.db, context.actor.institutionId, id)))
}

export const updateEmployee = async (context: WriteContext, id: string, change: UpdateEmployee): Promise<Employee> => {
  const { institutionId } = context.actor
  const row = found(await employees.findEmployeeForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  record(context, id)
  return withWarnings(await employees.updateEmployee(context.tx, institutionId, id, { ...row, ...change }, context.now))
}

export interface Supervision {
  readonly employeeId: string
  readonly on: string
  readonly supervisorId: string | null
  readonly superiorId: string | null
}

/** Derived from the assignments of a day, today unless another is named; null where nobody stands above. */
export const getSupervision = async (context: Context, id: string, on: string | undefined): Promise<Supervision> => {
  const { institutionId } = context.actor
  authorize(context, await relationsTo(context, id))
  found(await employees.findEmployee(context.db, institutionId, id))
  const day = on ?? todayOf(context)
  const { supervisorId, superiorId } = await findLine(context.db, institutionId, id, day)
  return { employeeId: id, on: day, supervisorId, superiorId }
}

/** Rights over one's own data: a copy with its trail, correction, restriction; and what happens after the retention date. */
import {
  checkOpen,
  checkPseudonymisable,
  dueAt,
  retainUntil,
  type PersonalDataKind,
  type PersonalDataState,
} from '../../domain/access/personal-data.ts'
import { DomainError } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import * as personalData from '../../repositories/access/personal-data.ts'
import type { PersonalDataRequestRow } from '../../repositories/access/personal-data.ts'
import { findEmployee, findEmployeeForUpdate } from '../../repositories/organisation/employees.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { authorize, found, mayListAll, record, type Context, type WriteContext } from '../context.ts'
import { withWarnings } from '../organisation/employees.ts'
import { todayOf } from '../relations.ts'
import { hmac } from './keys.ts'

const MAX_TRAIL = 500

const me = (context: Context): string => {
  authorize(context, new Set(['self'] as const))
  if (context.actor.employeeId === null) throw new DomainError('resource.notFound')
  return context.actor.employeeId
}

/** The last day on which the data is kept as it is; null while the person is in service. */
const retentionOf = async (context: Context, employeeId: string): Promise<string | null> => {
  const { institutionId } = context.actor
  const { retentionYears } = found(await findInstitution(context.db, institutionId))
  const lastDay = (await personalData.lastDayOf(context.db, institutionId, employeeId)) ?? todayOf(context)
  return lastDay === 'infinity' ? null : retainUntil(lastDay, retentionYears)
}

/** Others' identity is no part of it: raters are in no table that is read here, officials appear by kind (Art 33). */
export const getMyPersonalData = async (context: Context) => {
  const { institutionId } = context.actor
  const employeeId = me(context)
  const employee = found(await findEmployee(context.db, institutionId, employeeId))
  return {
    generatedAt: context.now,
    employee: { ...employee },
    retainUntil: await retentionOf(context, employeeId),
    records: await personalData.loadPersonalData(context.db, institutionId, employeeId),
    trail: await personalData.listTrail(context.db, institutionId, employeeId, MAX_TRAIL),
  }
}

const viewOf = (context: Context, row: PersonalDataRequestRow) => ({
  ...row,
  overdue: row.state === 'open' && context.now > row.dueAt,
})

export const requestPersonalData = async (
  context: WriteContext,
  body: { kind: PersonalDataKind; detail?: string | null },
) => {
  const { institutionId } = context.actor
  const employeeId = me(context)
  const { kind, detail = null } = body
  const id = context.newId()
  const state = kind === 'access' ? ('granted' as const) : ('open' as const)
  const values = { id, employeeId, kind, detail, state, dueAt: dueAt(context.now) }
  record(context, employeeId, { request: id, kind })
  return viewOf(context, await personalData.insertPersonalDataRequest(context.tx, institutionId, values, context.now))
}

const listWhere = async (
  context: Context,
  filter: { readonly employeeId?: string; readonly state?: PersonalDataState },
  page: PageRequest,
) => {
  const { institutionId } = context.actor
  const { items, nextAfter } = await personalData.listPersonalDataRequests(context.db, institutionId, filter, page)
  return { items: items.map((row) => viewOf(context, row)), nextAfter }
}

export const listMyRequests = (context: Context, page: PageRequest) =>
  listWhere(context, { employeeId: me(context) }, page)

export const listRequests = (context: Context, filter: { state?: PersonalDataState }, page: PageRequest) => {
  mayListAll(context)
  return listWhere(context, filter, page)
}

/** A restriction that is granted holds at once; a correction is then made where the data is kept. */
export const decideRequest = async (
  context: WriteContext,
  id: string,
  body: { outcome: 'granted' | 'refused'; reason: string },
) => {
  const { institutionId, identityId } = context.actor
  const row = found(await personalData.findPersonalDataRequestForUpdate(context.tx, institutionId, id))
  checkOpen(row.state)
  const decision = { state: body.outcome, by: identityId, reason: body.reason }
  const decided = await personalData.decidePersonalDataRequest(context.tx, institutionId, id, decision, context.now)
  if (row.kind === 'restriction' && body.outcome === 'granted')
    await personalData.restrictEmployee(context.tx, institutionId, row.employeeId, context.now)
  record(context, row.employeeId, { request: id, outcome: body.outcome })
  return viewOf(context, decided)
}

/** Eighteen digits that no NIP has: a year of birth 0000. */
const pseudonymOf = (secret: Buffer, employeeId: string): { name: string; nip: string } => {
  const digest = hmac(secret, `pseudonym/${employeeId}`)
  const digits = (digest.readBigUInt64BE() % 10n ** 14n).toString().padStart(14, '0')
  return { name: `Pegawai ${digest.toString('hex').slice(0, 8)}`, nip: `0000${digits}` }
}

/** Not to be undone: nothing that is kept leads back to the person. */
export const pseudonymise = async (context: WriteContext, employeeId: string) => {
  const { institutionId } = context.actor
  const employee = found(await findEmployeeForUpdate(context.tx, institutionId, employeeId))
  const until = await retentionOf(context, employeeId)
  checkPseudonymisable(employee, until, todayOf(context))
  const pseudonym = pseudonymOf(context.secret, employeeId)
  await personalData.pseudonymiseEmployee(context.tx, institutionId, employeeId, pseudonym, context.now)
  record(context, employeeId, { until: until ?? '-' })
  return withWarnings(found(await findEmployee(context.tx, institutionId, employeeId)))
}

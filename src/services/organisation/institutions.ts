/** Institutions: made by the platform, kept by their own HR. */
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as institutions from '../../repositories/organisation/institutions.ts'
import type { InstitutionRow, InstitutionValues } from '../../repositories/organisation/institutions.ts'
import { checkTalentRules } from '../../domain/development/talent.ts'
import { DomainError } from '../../domain/errors.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

const isForeign = (context: Context, id: string): boolean =>
  context.actor.institutionId !== id && !context.actor.roles.includes('platform_admin')

/** Fourteen days to object are PP 30/2019 Art 59; the other clocks are templates to be decided by the institution. */
const DEFAULTS = {
  timezone: 'Asia/Jakarta',
  siasnId: null,
  objectionDays: 14,
  hearingDays: 7,
  decisionDays: 14,
  retentionYears: 5,
  talentRules: null,
} as const

export const createInstitution = async (
  context: WriteContext,
  body: Partial<InstitutionValues> & { code: string; name: string; sample?: boolean },
): Promise<InstitutionRow> => {
  const id = context.newId()
  record(context, id)
  const values = { ...DEFAULTS, sample: false, ...body, id }
  checkTalentRules(values.talentRules)
  await institutions.insertInstitution(context.tx, values, context.now)
  return found(await institutions.findInstitution(context.tx, id))
}

export const listInstitutions = (
  context: Context,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<InstitutionRow>> => institutions.listInstitutions(context.db, filter, page)

export const getInstitution = async (context: Context, id: string): Promise<InstitutionRow> => {
  if (isForeign(context, id)) throw new DomainError('resource.notFound')
  return found(await institutions.findInstitution(context.db, id))
}

export const updateInstitution = async (
  context: WriteContext,
  id: string,
  change: Partial<InstitutionValues>,
): Promise<InstitutionRow> => {
  if (isForeign(context, id)) throw new DomainError('resource.notFound')
  const row = found(await institutions.findInstitutionForUpdate(context.tx, id))
  checkVersion(context, row)
  record(context, id)
  const next = { ...row, ...change }
  checkTalentRules(next.talentRules)
  await institutions.updateInstitution(context.tx, id, next, context.now)
  return found(await institutions.findInstitution(context.tx, id))
}

/** Institutions: the tenants. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { TalentRules } from '../../domain/development/talent.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Timezone } from '../../domain/time.ts'

const COLUMNS = [
  'id',
  'code',
  'name',
  'timezone',
  'siasn_id as siasnId',
  'objection_days as objectionDays',
  'hearing_days as hearingDays',
  'decision_days as decisionDays',
  'retention_years as retentionYears',
  'sample',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db) =>
  db
    .selectFrom('institutions')
    .select(COLUMNS)
    .select((eb) => eb.ref('talent_rules').$castTo<TalentRules | null>().as('talentRules'))

export const findInstitution = (db: Db, id: string) => query(db).where('id', '=', id).executeTakeFirst()

export type InstitutionRow = NonNullable<Awaited<ReturnType<typeof findInstitution>>>

export const findInstitutionForUpdate = (tx: Tx, id: string) =>
  query(tx).where('id', '=', id).forUpdate().executeTakeFirst()

export const listInstitutions = async (
  db: Db,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<InstitutionRow>> =>
  pageOf(
    await query(db)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface InstitutionValues {
  readonly name: string
  readonly timezone: Timezone
  readonly siasnId: string | null
  readonly objectionDays: number
  readonly hearingDays: number
  readonly decisionDays: number
  readonly retentionYears: number
  readonly talentRules: TalentRules | null
}

const columnsOf = (values: InstitutionValues) => ({
  name: values.name,
  timezone: values.timezone,
  siasn_id: values.siasnId,
  objection_days: values.objectionDays,
  hearing_days: values.hearingDays,
  decision_days: values.decisionDays,
  retention_years: values.retentionYears,
  talent_rules: values.talentRules && JSON.stringify(values.talentRules),
})

export const insertInstitution = async (
  tx: Tx,
  institution: InstitutionValues & { id: string; code: string; sample: boolean },
  now: string,
): Promise<void> => {
  await tx
    .insertInto('institutions')
    .values({
      id: institution.id,
      code: institution.code,
      ...columnsOf(institution),
      sample: institution.sample,
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export const updateInstitution = async (tx: Tx, id: string, values: InstitutionValues, now: string): Promise<void> => {
  await tx
    .updateTable('institutions')
    .set((eb) => ({
      ...columnsOf(values),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('id', '=', id)
    .execute()
}

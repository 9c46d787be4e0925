/** Forms: one row per edition, content as a document that stops changing when it is published. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { FormContent, FormState } from '../../domain/appraisal/forms.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import { remember } from '../../domain/remembering.ts'

const SUMMARY = [
  'id',
  'code',
  'edition',
  'title',
  'state',
  'behaviour_policy_id as behaviourPolicyId',
  'competency_policy_id as competencyPolicyId',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const summaryOf = (db: Db, institutionId: string) =>
  db.selectFrom('forms').select(SUMMARY).where('institution_id', '=', institutionId)
export type FormSummary = Awaited<ReturnType<ReturnType<typeof summaryOf>['executeTakeFirstOrThrow']>>
export type FormRow = FormSummary & { readonly content: FormContent }

const rowOf = (row: FormSummary & { content: unknown }): FormRow => row as FormRow

export const findForm = async (db: Db, institutionId: string, id: string): Promise<FormRow | undefined> => {
  const row = await summaryOf(db, institutionId).select('content').where('id', '=', id).executeTakeFirst()
  return row && rowOf(row)
}

const frozen = new Map<string, FormContent>()
const MAX_FROZEN = 100

/** Content of a form that a cycle uses: published, hence unchanging, hence read once and remembered. */
export const findFrozenContent = async (
  db: Db,
  institutionId: string,
  id: string,
): Promise<FormContent | undefined> => {
  const key = `${institutionId}/${id}`
  const known = frozen.get(key)
  if (known) return known
  const form = await findForm(db, institutionId, id)
  if (!form || form.state === 'draft') return form?.content
  remember(frozen, MAX_FROZEN, key, form.content)
  return form.content
}

export const findFormForUpdate = async (tx: Tx, institutionId: string, id: string): Promise<FormRow | undefined> => {
  const row = await summaryOf(tx, institutionId).select('content').where('id', '=', id).forUpdate().executeTakeFirst()
  return row && rowOf(row)
}

export const listForms = async (
  db: Db,
  institutionId: string,
  filter: { code?: string; state?: FormState },
  page: PageRequest,
): Promise<Page<FormSummary>> =>
  pageOf(
    await summaryOf(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code ?? ''))
      .$if(filter.state !== undefined, (query) => query.where('state', '=', filter.state ?? 'draft'))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

/** 1 for a new code. Two at once collide on `forms_edition_once`. */
export const nextFormEdition = async (tx: Tx, institutionId: string, code: string): Promise<number> => {
  const { last } = await tx
    .selectFrom('forms')
    .select((eb) => eb.fn.max<number | null>('edition').as('last'))
    .where('institution_id', '=', institutionId)
    .where('code', '=', code)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

export interface FormValues {
  readonly title: string
  readonly state: FormState
  readonly behaviourPolicyId: string | null
  readonly competencyPolicyId: string | null
  readonly content: FormContent
}

const columnsOf = (values: FormValues) => ({
  title: values.title,
  state: values.state,
  behaviour_policy_id: values.behaviourPolicyId,
  competency_policy_id: values.competencyPolicyId,
  content: JSON.stringify(values.content),
})

export const insertForm = async (
  tx: Tx,
  institutionId: string,
  key: { id: string; code: string; edition: number },
  values: FormValues,
  now: string,
): Promise<FormRow> =>
  rowOf(
    await tx
      .insertInto('forms')
      .values({ institution_id: institutionId, ...key, ...columnsOf(values), created_at: now, updated_at: now })
      .returning([...SUMMARY, 'content'])
      .executeTakeFirstOrThrow(),
  )

export const updateForm = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: FormValues,
  now: string,
): Promise<FormRow> =>
  rowOf(
    await tx
      .updateTable('forms')
      .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
      .where('institution_id', '=', institutionId)
      .where('id', '=', id)
      .returning([...SUMMARY, 'content'])
      .executeTakeFirstOrThrow(),
  )

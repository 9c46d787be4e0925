/** Forms: drawn from published indicators, weighted to exactly 100, unchangeable once published. */
import {
  checkForm,
  checkPublishableForm,
  itemsOf,
  nextFormState,
  type CommentRule,
  type FormContent,
  type FormElement,
  type FormState,
  type Scale,
} from '../../domain/appraisal/forms.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { RATER_GROUPS, type Instrument, type RaterGroup } from '../../domain/scoring/policies.ts'
import { findFrameworks, type FrameworkRow } from '../../repositories/competency/frameworks.ts'
import * as forms from '../../repositories/appraisal/forms.ts'
import type { FormRow, FormSummary } from '../../repositories/appraisal/forms.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

interface ElementInput {
  readonly instrument: Instrument
  readonly frameworkId: string
  readonly code: string
  readonly weight?: string | null
  readonly groups?: readonly RaterGroup[]
  readonly indicatorCodes: readonly string[]
}
interface FormInput {
  readonly title: string
  readonly scale?: Scale
  readonly comments?: CommentRule
  readonly coverage?: string
  readonly behaviourPolicyId?: string | null
  readonly competencyPolicyId?: string | null
  readonly elements: readonly ElementInput[]
}
export type CreateForm = FormInput & { readonly code: string }
export type UpdateForm = Partial<FormInput>

/** As read: items numbered over the whole form, which is how responses name them. */
const viewOf = ({ content, ...row }: FormRow) => {
  const items = itemsOf(content)
  const elements = content.elements.map(({ instrument, frameworkId, code, name, weight, groups }) => ({
    instrument,
    frameworkId,
    code,
    name,
    weight,
    groups: [...groups],
    items: items
      .filter(({ element }) => element === code)
      .map(({ number, code: item, text }) => ({ number, code: item, text })),
  }))
  return { ...row, scale: content.scale, comments: content.comments, coverage: content.coverage, elements }
}

/** The element's wording as its framework has it now; from here on it belongs to the form. */
const draw = (element: FormElement, frameworks: readonly FrameworkRow[]): FormContent['elements'][number] => {
  const framework = frameworks.find(({ id }) => id === element.frameworkId)
  const competency = framework?.competencies.find(({ code }) => code === element.code)
  const usable = framework?.state === 'published' && framework.instrument === element.instrument
  if (!usable || !competency) throw new DomainError('form.frameworkUnknown', { element: element.code })
  const items = element.indicatorCodes.map((code) => {
    const indicator = competency.indicators.find((candidate) => candidate.code === code)
    if (!indicator) throw new DomainError('form.indicatorUnknown', { indicator: code, element: element.code })
    return { code, text: indicator.text }
  })
  return { ...element, name: competency.name, items }
}

const drawElements = async (
  context: WriteContext,
  inputs: readonly ElementInput[],
): Promise<FormContent['elements']> => {
  const elements = inputs.map((input) => ({ weight: null, groups: RATER_GROUPS, ...input }))
  checkForm(elements)
  const ids = [...new Set(elements.map(({ frameworkId }) => frameworkId))]
  const frameworks = await findFrameworks(context.tx, context.actor.institutionId, ids)
  return elements.map((element) => draw(element, frameworks))
}

const checkPolicies = async (context: WriteContext, policies: Record<Instrument, string | null>): Promise<void> => {
  for (const [instrument, id] of Object.entries(policies)) {
    if (id === null) continue
    const policy = await findScoringPolicy(context.tx, context.actor.institutionId, id)
    refuseUnless(policy?.instrument === instrument, 'scoringPolicy.unknown', { instrument })
  }
}

const policiesOf = (row: {
  behaviourPolicyId: string | null
  competencyPolicyId: string | null
}): Record<Instrument, string | null> => ({
  behaviour: row.behaviourPolicyId,
  competency: row.competencyPolicyId,
})

export const createForm = async (context: WriteContext, body: CreateForm) => {
  const { institutionId } = context.actor
  const { behaviourPolicyId = null, competencyPolicyId = null, scale = { low: 1, high: 5 } } = body
  await checkPolicies(context, policiesOf({ behaviourPolicyId, competencyPolicyId }))
  const { comments = 'optional', coverage = '2/3' } = body
  const content: FormContent = { scale, comments, coverage, elements: await drawElements(context, body.elements) }
  const edition = await forms.nextFormEdition(context.tx, institutionId, body.code)
  const id = context.newId()
  record(context, id, { code: body.code, edition })
  const values = { title: body.title, state: 'draft', behaviourPolicyId, competencyPolicyId, content } as const
  return viewOf(
    await forms.insertForm(context.tx, institutionId, { id, code: body.code, edition }, values, context.now),
  )
}

export const listForms = (
  context: Context,
  filter: { code?: string; state?: FormState },
  page: PageRequest,
): Promise<Page<FormSummary>> => forms.listForms(context.db, context.actor.institutionId, filter, page)

export const getForm = async (context: Context, id: string) =>
  viewOf(found(await forms.findForm(context.db, context.actor.institutionId, id)))

export const updateForm = async (context: WriteContext, id: string, change: UpdateForm) => {
  const { institutionId } = context.actor
  const row = found(await forms.findFormForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const state = nextFormState(row.state, 'edit')
  const { elements, scale, comments, coverage, ...columns } = change
  const next = { ...row, ...columns, state }
  await checkPolicies(context, policiesOf(next))
  const content: FormContent = {
    scale: scale ?? row.content.scale,
    comments: comments ?? row.content.comments,
    coverage: coverage ?? row.content.coverage,
    elements: elements ? await drawElements(context, elements) : row.content.elements,
  }
  record(context, id)
  return viewOf(await forms.updateForm(context.tx, institutionId, id, { ...next, content }, context.now))
}

const scaleOf = async (context: WriteContext, policyId: string | null) => {
  const policy =
    policyId === null ? undefined : await findScoringPolicy(context.tx, context.actor.institutionId, policyId)
  return policy?.document.behaviour.scale ?? null
}

export const publishForm = async (context: WriteContext, id: string) => {
  const { institutionId } = context.actor
  const row = found(await forms.findFormForUpdate(context.tx, institutionId, id))
  const state = nextFormState(row.state, 'publish')
  checkForm(row.content.elements)
  checkPublishableForm(row.content, {
    behaviour: await scaleOf(context, row.behaviourPolicyId),
    competency: await scaleOf(context, row.competencyPolicyId),
  })
  record(context, id, { state })
  return viewOf(await forms.updateForm(context.tx, institutionId, id, { ...row, state }, context.now))
}

export const retireForm = async (context: WriteContext, id: string) => {
  const { institutionId } = context.actor
  const row = found(await forms.findFormForUpdate(context.tx, institutionId, id))
  const state = nextFormState(row.state, 'retire')
  record(context, id, { state })
  return viewOf(await forms.updateForm(context.tx, institutionId, id, { ...row, state }, context.now))
}

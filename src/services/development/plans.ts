/** Development plans: proposed from a published result, agreed by employee and superior, followed to the end. */
import * as rules from '../../domain/development/plans.ts'
import type { PlanParty } from '../../domain/development/plans.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import type { Relation } from '../../domain/policy.ts'
import { developmentText, type Language } from '../../i18n/index.ts'
import { findPublished } from '../../repositories/appraisal/published-results.ts'
import * as plans from '../../repositories/development/plans.ts'
import type { ItemRow, ItemValues, PlanFilter, PlanRow } from '../../repositories/development/plans.ts'
import { findTraining, listOffers } from '../../repositories/development/trainings.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { namesOf } from '../appraisal/results.ts'
import { authorize, checkVersion, found, mayListAll, record, type Context, type WriteContext } from '../context.ts'
import { myUnits, relationsTo, todayOf } from '../relations.ts'

/** The rule and the figures from which an item was proposed; null for what people added. */
export const whyText = (language: Language, why: ItemRow['why']): string | null =>
  why &&
  developmentText(language, `plan.${why.rule}`, {
    gap: why.gap,
    attained: why.attained,
    required: why.required,
  })

const itemView =
  ({ language }: Context, today: string) =>
  (item: ItemRow) => ({
    ...item,
    overdue: item.state === 'open' && item.dueOn < today,
    words: whyText(language, item.why),
  })

const viewOf = async (context: Context, row: PlanRow) => {
  const items = await plans.listItems(context.db, context.actor.institutionId, row.id)
  return { ...row, items: items.map(itemView(context, todayOf(context))) }
}
export type PlanView = Awaited<ReturnType<typeof viewOf>>

/** Plans concern the people as they stand today: whoever is superior now agrees, not whoever was. */
const tie = async (context: Context, employeeId: string): Promise<ReadonlySet<Relation>> => {
  const relations = await relationsTo(context, employeeId)
  authorize(context, relations, 'developmentPlan.read')
  return relations
}

export const getPlan = async (context: Context, id: string): Promise<PlanView> => {
  const row = found(await plans.findPlan(context.db, context.actor.institutionId, id))
  await tie(context, row.employeeId)
  return viewOf(context, row)
}

export const listPlans = async (context: Context, filter: PlanFilter, page: PageRequest) => {
  const { institutionId, employeeId } = context.actor
  const own = mayListAll(context) || employeeId === null ? null : { employeeId, led: await myUnits(context) }
  return plans.listPlans(context.db, institutionId, filter, own, page)
}

/** Throws `developmentPlan.noResult`, `developmentPlan.alreadyProposed`. */
export const proposePlan = async (
  context: WriteContext,
  body: { employeeId: string; cycleId: string },
): Promise<PlanView> => {
  const { institutionId } = context.actor
  found(await findEmployee(context.tx, institutionId, body.employeeId))
  await tie(context, body.employeeId)
  const result = await findPublished(context.tx, institutionId, { ...body, before: null })
  refuseUnless(result !== undefined, 'developmentPlan.noResult')
  const known = await plans.findPlanOf(context.tx, institutionId, body.employeeId, body.cycleId)
  refuseUnless(known === undefined, 'developmentPlan.alreadyProposed', { plan: known?.id ?? '-' })
  const today = todayOf(context)
  const names = await namesOf(context, result.formId)
  const proposed = rules.proposeItems(result.gaps, await listOffers(context.tx, institutionId, today), today)
  const id = context.newId()
  await plans.insertPlan(context.tx, institutionId, { id, ...body, resultId: result.id }, context.now)
  const items = proposed.map((item) => ({
    ...item,
    id: context.newId(),
    title:
      item.title ??
      developmentText(context.language, 'plan.workplaceTitle', {
        competency: names[item.competency] ?? item.competency,
      }),
    ownerId: body.employeeId,
    state: 'open' as const,
    evidence: null,
  }))
  await plans.insertItems(context.tx, institutionId, id, items, context.now)
  record(context, id, { employee: body.employeeId, cycle: body.cycleId, items: items.length })
  return viewOf(context, found(await plans.findPlan(context.tx, institutionId, id)))
}

const locked = async (context: WriteContext, id: string) => {
  const row = found(await plans.findPlanForUpdate(context.tx, context.actor.institutionId, id))
  const relations = await tie(context, row.employeeId)
  return { row, relations }
}

const changed = async (
  context: WriteContext,
  row: PlanRow,
  change: plans.PlanChange,
  facts = {},
): Promise<PlanView> => {
  const { institutionId } = context.actor
  await plans.updatePlan(context.tx, institutionId, row.id, change, context.now)
  record(context, row.id, { employee: row.employeeId, state: change.state, ...facts })
  return viewOf(context, found(await plans.findPlan(context.tx, institutionId, row.id)))
}

/** The employee's word and the superior's; with both it is agreed. Saying it twice changes nothing. */
export const agreePlan = async (context: WriteContext, id: string): Promise<PlanView> => {
  const { row, relations } = await locked(context, id)
  rules.nextPlanState(row.state, 'agree')
  const party: PlanParty = relations.has('self') ? 'employee' : 'superior'
  const employeeAgreedAt = party === 'employee' ? (row.employeeAgreedAt ?? context.now) : row.employeeAgreedAt
  const superiorAgreedAt = party === 'superior' ? (row.superiorAgreedAt ?? context.now) : row.superiorAgreedAt
  const isAgreed = employeeAgreedAt !== null && superiorAgreedAt !== null
  const state = isAgreed ? ('agreed' as const) : ('proposed' as const)
  const superior = party === 'superior' && context.actor.employeeId !== null && { superiorId: context.actor.employeeId }
  return changed(context, row, { state, employeeAgreedAt, superiorAgreedAt, ...superior }, { party })
}

/** Throws `developmentPlan.itemsOpen`: what is not done is done, or dropped, before. */
export const closePlan = async (context: WriteContext, id: string): Promise<PlanView> => {
  const { row } = await locked(context, id)
  const state = rules.nextPlanState(row.state, 'close')
  const items = await plans.listItems(context.tx, context.actor.institutionId, id)
  const open = items.filter((item) => item.state === 'open').length
  refuseUnless(open === 0, 'developmentPlan.itemsOpen', { open })
  return changed(context, row, { ...row, state, closedAt: context.now })
}

type Needed = 'title' | 'delivery' | 'hours' | 'dueOn'
export type AddItem = Pick<ItemValues, Needed> & Partial<Omit<ItemValues, Needed | 'state' | 'evidence'>>
export type UpdateItem = Partial<ItemValues>

/** Throws `developmentPlan.trainingUnknown`, `developmentPlan.ownerUnknown`. */
const checkItem = async (
  context: WriteContext,
  { trainingId, ownerId, state, evidence }: ItemValues,
): Promise<void> => {
  const { institutionId } = context.actor
  rules.checkDone(state, evidence)
  const training = trainingId === null ? null : await findTraining(context.tx, institutionId, trainingId)
  refuseUnless(training !== undefined, 'developmentPlan.trainingUnknown')
  const owner = await findEmployee(context.tx, institutionId, ownerId)
  refuseUnless(owner?.active === true, 'developmentPlan.ownerUnknown')
}

/** What both agreed to holds until its content changes; then both are asked again. */
const reopened = (row: PlanRow): plans.PlanChange => ({
  state: rules.nextPlanState(row.state, 'edit'),
  employeeAgreedAt: null,
  superiorAgreedAt: null,
})

export const addItem = async (context: WriteContext, id: string, body: AddItem): Promise<PlanView> => {
  const { institutionId } = context.actor
  const { row } = await locked(context, id)
  const values: ItemValues = {
    competency: null,
    siasnTypeId: null,
    trainingId: null,
    ownerId: row.employeeId,
    ...body,
    state: 'open',
    evidence: null,
  }
  const change = reopened(row)
  await checkItem(context, values)
  const count = (await plans.listItems(context.tx, institutionId, id)).length
  refuseUnless(count < plans.MOST_ITEMS, 'developmentPlan.tooManyItems', { most: plans.MOST_ITEMS })
  await plans.insertItems(context.tx, institutionId, id, [{ ...values, id: context.newId(), why: null }], context.now)
  return changed(context, row, change)
}

const FOLLOWED: ReadonlySet<string> = new Set(['state', 'evidence'])

/** State and evidence follow an agreed plan; anything else changes what was agreed. */
export const updateItem = async (context: WriteContext, itemId: string, body: UpdateItem) => {
  const { institutionId } = context.actor
  const item = found(await plans.findItem(context.tx, institutionId, itemId))
  const { row } = await locked(context, item.planId)
  const current = found(await plans.findItem(context.tx, institutionId, itemId))
  checkVersion(context, current)
  const next = { ...current, ...body }
  const follows = Object.keys(body).every((member) => FOLLOWED.has(member))
  const { employeeAgreedAt, superiorAgreedAt } = row
  const change = follows
    ? { state: rules.nextPlanState(row.state, 'follow'), employeeAgreedAt, superiorAgreedAt }
    : reopened(row)
  await checkItem(context, next)
  await plans.updateItem(context.tx, institutionId, itemId, next, context.now)
  await changed(context, row, change, { item: itemId, itemState: next.state })
  return itemView(context, todayOf(context))(found(await plans.findItem(context.tx, institutionId, itemId)))
}

export const getItem = async (context: Context, itemId: string) => {
  const item = found(await plans.findItem(context.db, context.actor.institutionId, itemId))
  const row = found(await plans.findPlan(context.db, context.actor.institutionId, item.planId))
  await tie(context, row.employeeId)
  return itemView(context, todayOf(context))(item)
}

/** Development plans and their items. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Delivery, ItemState, PlanState, ProposedItem } from '../../domain/development/plans.ts'
import { FIRST_ID, pageBy, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import { mine, type Mine } from '../appraisal/appraisals.ts'

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('development_plans as p')
    .innerJoin('appraisals as a', (join) =>
      join
        .onRef('a.institution_id', '=', 'p.institution_id')
        .onRef('a.cycle_id', '=', 'p.cycle_id')
        .onRef('a.employee_id', '=', 'p.employee_id'),
    )
    .select([
      'p.id',
      'p.employee_id as employeeId',
      'p.cycle_id as cycleId',
      'p.result_id as resultId',
      'p.employee_agreed_at as employeeAgreedAt',
      'p.superior_agreed_at as superiorAgreedAt',
      'p.closed_at as closedAt',
      'p.version',
      'p.created_at as createdAt',
      'p.updated_at as updatedAt',
    ])
    .select((eb) => eb.ref('p.state').$castTo<PlanState>().as('state'))
    .where('p.institution_id', '=', institutionId)
export type PlanRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findPlan = (db: Db, institutionId: string, id: string): Promise<PlanRow | undefined> =>
  query(db, institutionId).where('p.id', '=', id).executeTakeFirst()

export const findPlanOf = (db: Db, institutionId: string, employeeId: string, cycleId: string) =>
  query(db, institutionId).where('p.employee_id', '=', employeeId).where('p.cycle_id', '=', cycleId).executeTakeFirst()

export const findPlanForUpdate = async (tx: Tx, institutionId: string, id: string): Promise<PlanRow | undefined> => {
  await tx
    .selectFrom('development_plans')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return findPlan(tx, institutionId, id)
}

export interface PlanFilter {
  readonly employeeId?: string
  readonly cycleId?: string
  readonly state?: PlanState
}

export const listPlans = async (
  db: Db,
  institutionId: string,
  filter: PlanFilter,
  own: Mine | null,
  page: PageRequest,
): Promise<Page<PlanRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('p.id', '>', page.after ?? FIRST_ID)
      .$if(filter.employeeId !== undefined, (q) => q.where('p.employee_id', '=', filter.employeeId ?? ''))
      .$if(filter.cycleId !== undefined, (q) => q.where('p.cycle_id', '=', filter.cycleId ?? ''))
      .$if(filter.state !== undefined, (q) => q.where('p.state', '=', filter.state ?? 'proposed'))
      .$if(own !== null, (q) => q.where(mine(own ?? { employeeId: FIRST_ID, led: [] })))
      .orderBy('p.id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export const insertPlan = async (
  tx: Tx,
  institutionId: string,
  plan: { readonly id: string; readonly employeeId: string; readonly cycleId: string; readonly resultId: string },
  now: string,
): Promise<void> => {
  await tx
    .insertInto('development_plans')
    .values({
      institution_id: institutionId,
      id: plan.id,
      employee_id: plan.employeeId,
      cycle_id: plan.cycleId,
      result_id: plan.resultId,
      state: 'proposed',
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export interface PlanChange {
  readonly state: PlanState
  readonly employeeAgreedAt: string | null
  readonly superiorAgreedAt: string | null
  readonly superiorId?: string
  readonly closedAt?: string
}

export const updatePlan = async (
  tx: Tx,
  institutionId: string,
  id: string,
  change: PlanChange,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('development_plans')
    .set((eb) => ({
      state: change.state,
      employee_agreed_at: change.employeeAgreedAt,
      superior_agreed_at: change.superiorAgreedAt,
      ...(change.superiorId !== undefined && { superior_id: change.superiorId }),
      ...(change.closedAt !== undefined && { closed_at: change.closedAt }),
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

const itemQuery = (db: Db, institutionId: string) =>
  db
    .selectFrom('development_plan_items')
    .select([
      'id',
      'plan_id as planId',
      'competency',
      'title',
      'siasn_type_id as siasnTypeId',
      'training_id as trainingId',
      'owner_id as ownerId',
      'hours',
      'due_on as dueOn',
      'evidence',
      'version',
      'created_at as createdAt',
      'updated_at as updatedAt',
    ])
    .select((eb) => [
      eb.ref('delivery').$castTo<Delivery>().as('delivery'),
      eb.ref('state').$castTo<ItemState>().as('state'),
      eb.ref('why').$castTo<ProposedItem['why'] | null>().as('why'),
    ])
    .where('institution_id', '=', institutionId)
export type ItemRow = Awaited<ReturnType<ReturnType<typeof itemQuery>['executeTakeFirstOrThrow']>>

/** A plan has as many as people agree to; more than a hundred are none. */
export const MOST_ITEMS = 100

/** As they came, those of one proposal by their priority: ids of one instant have no order. */
export const listItems = (db: Db, institutionId: string, planId: string): Promise<ItemRow[]> =>
  itemQuery(db, institutionId)
    .where('plan_id', '=', planId)
    .orderBy('created_at')
    .orderBy(sql`(why ->> 'priority')::int`, (order) => order.asc().nullsLast())
    .orderBy('id')
    .limit(MOST_ITEMS)
    .execute()

export const findItem = (db: Db, institutionId: string, id: string): Promise<ItemRow | undefined> =>
  itemQuery(db, institutionId).where('id', '=', id).executeTakeFirst()

export interface ItemValues {
  readonly competency: string | null
  readonly title: string
  readonly delivery: Delivery
  readonly siasnTypeId: string | null
  readonly trainingId: string | null
  readonly ownerId: string
  readonly hours: number
  readonly dueOn: string
  readonly state: ItemState
  readonly evidence: string | null
}

/** One statement, whatever the number. */
export const insertItems = async (
  tx: Tx,
  institutionId: string,
  planId: string,
  items: readonly (ItemValues & { readonly id: string; readonly why: ProposedItem['why'] | null })[],
  now: string,
): Promise<void> => {
  await sql`
    insert into development_plan_items (institution_id, id, plan_id, competency, title, delivery, siasn_type_id, training_id, owner_id,
      hours, due_on, state, evidence, why, created_at, updated_at)
    select ${institutionId}, x.id, ${planId}, x.competency, x.title, x.delivery, x."siasnTypeId", x."trainingId", x."ownerId",
      x.hours, x."dueOn", x.state, x.evidence, nullif(x.why, 'null'::jsonb), ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(items)}::jsonb) as x(id uuid, competency text, title text, delivery text, "siasnTypeId" text,
      "trainingId" uuid, "ownerId" uuid, hours integer, "dueOn" date, state text, evidence text, why jsonb)`.execute(tx)
}

export const updateItem = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: ItemValues,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('development_plan_items')
    .set((eb) => ({
      competency: values.competency,
      title: values.title,
      delivery: values.delivery,
      siasn_type_id: values.siasnTypeId,
      training_id: values.trainingId,
      owner_id: values.ownerId,
      hours: values.hours,
      due_on: values.dueOn,
      state: values.state,
      evidence: values.evidence,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

export interface OverdueItem {
  readonly itemId: string
  readonly planId: string
  readonly employeeId: string
  readonly employeeName: string
  readonly title: string
  readonly dueOn: string
  readonly daysLate: number
}

/** Open items past their day in agreed plans of a sub-tree. */
export const listOverdue = async (
  db: Db,
  institutionId: string,
  path: string,
  today: string,
  page: PageRequest,
): Promise<Page<OverdueItem>> => {
  const { rows } = await sql<OverdueItem>`
    select i.id as "itemId", p.id as "planId", p.employee_id as "employeeId", a.frozen ->> 'employeeName' as "employeeName",
      i.title, i.due_on as "dueOn", ${today}::date - i.due_on as "daysLate"
    from development_plan_items i
    join development_plans p on p.institution_id = i.institution_id and p.id = i.plan_id and p.state = 'agreed'
    join appraisals a on a.institution_id = p.institution_id and a.cycle_id = p.cycle_id and a.employee_id = p.employee_id
    where i.institution_id = ${institutionId} and i.state = 'open' and i.due_on < ${today}::date and a.unit_path like ${path} || '%'
      and i.id > ${page.after ?? FIRST_ID}
    order by i.id limit ${page.limit + 1}`.execute(db)
  return pageBy(rows, page, ({ itemId }) => itemId)
}

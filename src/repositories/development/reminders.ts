/** Items of plans of which their owner has not been told yet that they fall due. */
import { sql } from 'kysely'
import type pg from 'pg'
import type { Tx } from '../../db/transaction.ts'

/** A week before the day. */
const AHEAD_DAYS = 7

/** Institutions in which somebody has to be told something; across tenants, for the housekeeping alone. */
export const institutionsToRemind = async (owner: pg.Pool, now: string): Promise<string[]> => {
  const { rows } = await owner.query<{ id: string }>(
    `select distinct i.institution_id as id from development_plan_items i
     join development_plans p on p.institution_id = i.institution_id and p.id = i.plan_id and p.state = 'agreed'
     join institutions n on n.id = i.institution_id
     where i.state = 'open' and (
       (i.due_told_at is null and i.due_on <= ($1::timestamptz at time zone n.timezone)::date + ${String(AHEAD_DAYS)})
       or (i.overdue_told_at is null and i.due_on < ($1::timestamptz at time zone n.timezone)::date))`,
    [now],
  )
  return rows.map(({ id }) => id)
}

export interface Reminder {
  readonly itemId: string
  readonly planId: string
  readonly dueOn: string
  readonly overdue: boolean
}

/** Marks what is told now, at most so many at once, the earliest first. */
export const takeReminders = async (tx: Tx, institutionId: string, now: string, limit: number): Promise<Reminder[]> => {
  const { rows } = await sql<Reminder>`
    with today as (select (${now}::timestamptz at time zone timezone)::date as day from institutions where id = ${institutionId}),
    due as (
      select i.id, i.due_on < today.day as overdue from development_plan_items i
      join development_plans p on p.institution_id = i.institution_id and p.id = i.plan_id and p.state = 'agreed'
      cross join today
      where i.institution_id = ${institutionId} and i.state = 'open'
        and ((i.due_told_at is null and i.due_on <= today.day + ${AHEAD_DAYS}::int) or (i.overdue_told_at is null and i.due_on < today.day))
      order by i.due_on, i.id limit ${limit} for update of i skip locked)
    update development_plan_items i
    set due_told_at = coalesce(i.due_told_at, ${now}::timestamptz), overdue_told_at = case when due.overdue then ${now}::timestamptz else i.overdue_told_at end
    from due where i.institution_id = ${institutionId} and i.id = due.id
    returning i.id as "itemId", i.plan_id as "planId", i.due_on as "dueOn", due.overdue`.execute(tx)
  return rows
}

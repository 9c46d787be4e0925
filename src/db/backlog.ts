/** What waits to be done in the background, in every institution, as the operator sees it. */
import type pg from 'pg'

export interface Backlog {
  readonly jobs: { readonly waiting: number; readonly running: number; readonly failed: number }
  readonly oldestJobSeconds: number
  readonly deliveries: { readonly queued: number; readonly dead: number }
  /** Since when the oldest delivery that is due should have been sent. */
  readonly oldestDeliverySeconds: number
}

interface Row {
  readonly waiting: number
  readonly running: number
  readonly failed: number
  readonly oldestJob: number
  readonly queued: number
  readonly dead: number
  readonly oldestDelivery: number
}

const seconds = (instant: string): string =>
  `coalesce(greatest(extract(epoch from now() - min(${instant})), 0), 0)::float8`

export const backlogOf = async (owner: pg.Pool): Promise<Backlog> => {
  const { rows } = await owner.query<Row>(`
    with jobs as (
      select count(*) filter (where locked_at is null and attempts < max_attempts)::int as waiting,
        count(*) filter (where locked_at is not null)::int as running,
        count(*) filter (where locked_at is null and attempts >= max_attempts)::int as failed
      from graphile_worker.jobs),
    due as (
      select ${seconds('run_at')} as "oldestJob" from graphile_worker.jobs
      where locked_at is null and attempts < max_attempts and run_at <= now()),
    deliveries as (
      select count(*) filter (where state = 'queued')::int as queued, count(*) filter (where state = 'dead')::int as dead,
        coalesce(greatest(extract(epoch from now() - min(next_attempt_at) filter (where state = 'queued' and next_attempt_at <= now())), 0), 0)::float8 as "oldestDelivery"
      from webhook_deliveries)
    select * from jobs, due, deliveries`)
  const [row] = rows
  if (!row) throw new Error('no backlog')
  return {
    jobs: { waiting: row.waiting, running: row.running, failed: row.failed },
    oldestJobSeconds: row.oldestJob,
    deliveries: { queued: row.queued, dead: row.dead },
    oldestDeliverySeconds: row.oldestDelivery,
  }
}

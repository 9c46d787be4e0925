/** Answers on paper. What HR is told of them depends on its own files alone, never on what a rater has done meanwhile. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import type { RaterGroup } from '../../domain/scoring/policies.ts'
import { markLines } from './staging.ts'

/** Requests that HR is not shown as asked for are none of the cycle. */
export const resolvePaper = async (tx: Tx, institutionId: string, cycleId: string): Promise<void> => {
  await sql`
    update staged s set request_id = f.id, appraisal_id = f.appraisal_id, rater_group = f.rater_group
    from feedback_requests f
    where f.institution_id = ${institutionId} and f.cycle_id = ${cycleId} and f.id = s."requestId"::uuid
      and f.state not in ('proposed', 'withdrawn') and s.faults is null`.execute(tx)
  const absent = sql<boolean>`s.request_id is null`
  await markLines(tx, absent, { column: 'requestId', code: 'import.notOfCycle' }, 'requestId')
}

/** Of those who assess themselves, whoever has not read the rules although that is required. */
export const markUnbriefed = (tx: Tx, institutionId: string, cycleId: string): Promise<void> => {
  const unbriefed = sql<boolean>`s.rater_group = 'self' and not exists (
    select from appraisals a join briefing_acknowledgements b on b.institution_id = a.institution_id
      and b.cycle_id = a.cycle_id and b.employee_id = a.employee_id
    where a.institution_id = ${institutionId} and a.id = s.appraisal_id)`
  return markLines(
    tx,
    unbriefed,
    { column: 'requestId', code: 'briefing.notAcknowledged', facts: { cycle: cycleId } },
    'requestId',
  )
}

export interface StagedPaper {
  readonly line: number
  readonly group: RaterGroup
  readonly ratings: Readonly<Record<string, string | null>> | null
  readonly comments: Readonly<Record<string, string | null>> | null
}

/** In steps, by line. */
export const stagedPaper = async (tx: Tx, after: number, limit: number): Promise<StagedPaper[]> => {
  const { rows } = await sql<StagedPaper>`
    select line, rater_group as "group", ratings, comments from staged
    where faults is null and line > ${after} order by line limit ${limit}`.execute(tx)
  return rows
}

export interface PackedPaper {
  readonly line: number
  /** As PostgreSQL writes a smallint[]. */
  readonly packed: string
  /** JSON. */
  readonly written: string
  readonly digest: string
}

export const savePacked = async (tx: Tx, papers: readonly PackedPaper[]): Promise<void> => {
  await sql`
    update staged s set packed = x.packed, written = x.written, digest = x.digest
    from jsonb_to_recordset(${JSON.stringify(papers)}::jsonb) as x(line integer, packed text, written text, digest text)
    where s.line = x.line`.execute(tx)
}

export interface PaperCounts {
  readonly inserted: number
  readonly updated: number
}

/**
 * New and changed papers become responses, unless the rater has answered already: the first submission stands. Whether
 * it does is kept, and told to nobody.
 */
export const publishPaper = async (tx: Tx, institutionId: string, today: string): Promise<PaperCounts> => {
  const { rows } = await sql<PaperCounts>`
    with paper as materialized (
      select s.request_id, s.appraisal_id, s.rater_group, s.packed, s.written, s.digest, p.taken, p.request_id is not null as known
      from staged s left join paper_responses p on p.institution_id = ${institutionId} and p.request_id = s.request_id
      where s.faults is null and p.digest is distinct from s.digest),
    moved as (
      update feedback_requests f set state = 'submitted', answered_on = ${today}::date, version = f.version + 1
      from paper where f.institution_id = ${institutionId} and f.id = paper.request_id
        and (f.state = 'active' or (paper.taken and f.state = 'submitted'))
      returning f.id),
    answered as (
      insert into feedback_responses as r (institution_id, request_id, appraisal_id, rater_group, state, ratings, comments)
      select ${institutionId}, request_id, appraisal_id, rater_group, 'submitted', packed::smallint[], written::jsonb
      from paper where request_id in (select id from moved) order by request_id
      on conflict (institution_id, request_id) do update set state = excluded.state, ratings = excluded.ratings, comments = excluded.comments),
    kept as (
      insert into paper_responses as k (institution_id, request_id, digest, taken)
      select ${institutionId}, request_id, digest, request_id in (select id from moved) from paper order by request_id
      on conflict (institution_id, request_id) do update set digest = excluded.digest)
    select count(*) filter (where not known)::int as inserted, count(*) filter (where known)::int as updated from paper`.execute(
    tx,
  )
  return rows[0] ?? { inserted: 0, updated: 0 }
}

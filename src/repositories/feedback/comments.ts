/** Comments: released once with the publication, pooled over groups, in the order of random ids. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'
import { NEWEST_EDITION } from '../appraisal/results.ts'

/**
 * The supervisor's comments as such; those of peers and subordinates together, where their group is released and at
 * least `threshold` of them wrote about the element. `instruments` names the instrument of every element. Returns how
 * many were released.
 */
export const releaseComments = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  instruments: Readonly<Record<string, Instrument>>,
  threshold: number,
): Promise<number> => {
  const { rows } = await sql<{ released: number }>`
    with newest as (
      select r.appraisal_id, r.instrument, r.released
      from results r join appraisals a on a.institution_id = r.institution_id and a.id = r.appraisal_id
      where r.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and ${NEWEST_EDITION}),
    spoken as (
      select f.appraisal_id, f.request_id, f.rater_group, c ->> 'element' as element, c ->> 'text' as body
      from newest n
      join feedback_responses f on f.institution_id = ${institutionId} and f.appraisal_id = n.appraisal_id
        and f.state = 'submitted' and f.rater_group <> 'self' and n.released ? f.rater_group
      cross join lateral jsonb_array_elements(f.comments) c
      join jsonb_each_text(${JSON.stringify(instruments)}::jsonb) e(element, instrument)
        on e.element = c ->> 'element' and e.instrument = n.instrument),
    enough as (
      select appraisal_id, element from spoken where rater_group <> 'supervisor'
      group by appraisal_id, element having count(distinct request_id) >= ${threshold}),
    chosen as materialized (
      select gen_random_uuid() as id, s.* from spoken s
      where s.rater_group = 'supervisor' or (s.appraisal_id, s.element) in (select appraisal_id, element from enough)),
    released as (
      insert into released_comments (institution_id, id, appraisal_id, element, source, body)
      select ${institutionId}, id, appraisal_id, element, case when rater_group = 'supervisor' then 'supervisor' else 'others' end, body
      from chosen order by id),
    sources as (
      insert into comment_sources (institution_id, comment_id, request_id)
      select ${institutionId}, id, request_id from chosen order by id)
    select count(*) as released from chosen`.execute(tx)
  return rows[0]?.released ?? 0
}

export const listReleasedComments = (db: Db, institutionId: string, appraisalId: string) =>
  db
    .selectFrom('released_comments')
    .select(['id', 'element', 'source', 'body'])
    .where('institution_id', '=', institutionId)
    .where('appraisal_id', '=', appraisalId)
    .orderBy('element')
    .orderBy('id')
    .execute()

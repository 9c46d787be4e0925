/** Scoring a cycle of 10,000 people: loaded and exact beside one SQL statement, then sealed and stored by the job. */
import { openPools } from '../../src/db/database.ts'
import { elementsOf } from '../../src/domain/appraisal/forms.ts'
import { FIRST_ID } from '../../src/domain/pages.ts'
import { score } from '../../src/domain/scoring/score.ts'
import { listScorable } from '../../src/repositories/appraisal/appraisals.ts'
import { findCycle } from '../../src/repositories/appraisal/cycles.ts'
import { findForm } from '../../src/repositories/appraisal/forms.ts'
import { findScoringPolicy } from '../../src/repositories/appraisal/scoring-policies.ts'
import { loadSubmitted } from '../../src/repositories/feedback/responses.ts'
import { inTransaction, nobodyOf, type Tx } from '../../src/db/transaction.ts'
import { factsOf } from '../../src/services/appraisal/editions.ts'
import { ANSWERED_CYCLE, APPRAISED, ITEMS, RATERS, type Institution } from './institution.ts'
import { judge, median, spread, timed, type Measured } from './measure.ts'
import { WrongAnswer } from './traffic.ts'

const BATCH = 500

/** What the job does but for sealing: rows to exact totals, with every step of the way. Returns the totals by appraisal. */
const scoreAll = async (tx: Tx, institution: string): Promise<Map<string, string>> => {
  const cycle = await findCycle(tx, institution, ANSWERED_CYCLE)
  const form = cycle && (await findForm(tx, institution, cycle.formId))
  const policy = form?.competencyPolicyId && (await findScoringPolicy(tx, institution, form.competencyPolicyId))
  if (!cycle || !policy) throw new Error('nothing to score')
  const elements = elementsOf(form.content, policy.instrument)
  const totals = new Map<string, string>()
  for (let after = FIRST_ID; ;) {
    const batch = await listScorable(tx, institution, ANSWERED_CYCLE, after, BATCH)
    if (batch.length === 0) return totals
    const responses = await loadSubmitted(
      tx,
      institution,
      batch.map(({ id }) => id),
    )
    for (const row of batch) {
      const facts = factsOf({ ...row, thresholds: cycle.thresholds }, '')
      const given = { ...facts, responses: responses.get(row.id) ?? [], elements, coverage: form.content.coverage }
      totals.set(row.id, score({ ...given, audience: 'subject' }, policy.document).composite.total ?? '')
    }
    after = batch.at(-1)?.id ?? after
  }
}

const ITEM_MEANS = Array.from({ length: ITEMS }, (_, i) => `avg(ratings[${String(i + 1)}])`).join(' + ')

/** The weighted mean in double precision, by position in the same packed arrays: neither exact nor explained. */
const AGGREGATE = `
  with means as (
    select appraisal_id, rater_group, count(*) as raters, (${ITEM_MEANS})::float8 / ${String(ITEMS)} as mean
    from feedback_responses where institution_id = $1 and state = 'submitted' group by appraisal_id, rater_group)
  select appraisal_id, sum(mean * weight) / sum(weight) as total
  from means join (values ('supervisor', 0.6::float8, 1), ('peer', 0.4::float8, 3)) w(rater_group, weight, least) using (rater_group)
  where raters >= least group by appraisal_id`

const CLOSE = 0.011

const checkTotals = (exact: ReadonlyMap<string, string>, rough: ReadonlyMap<string, number>): void => {
  if (exact.size !== APPRAISED || rough.size !== APPRAISED)
    throw new WrongAnswer(`${String(exact.size)} and ${String(rough.size)} of ${String(APPRAISED)} totals`)
  for (const [id, total] of exact)
    if (Math.abs(Number(total) - (rough.get(id) ?? NaN)) > CLOSE)
      throw new WrongAnswer(`${id}: ${total} against ${String(rough.get(id))}`)
}

export const scoringCase = async ({ id, world }: Institution, rounds: number): Promise<Measured> => {
  const pools = openPools(world.url, 2, () => undefined)
  const [ours, theirs]: number[][] = [[], []]
  try {
    for (let round = 0; round <= rounds; round++) {
      let exact = new Map<string, string>()
      const own = await timed(async () => {
        exact = await inTransaction(pools.jobs, nobodyOf(id), 'snapshot', (tx) => scoreAll(tx, id))
      })
      let rough = new Map<string, number>()
      const other = await timed(async () => {
        const { rows } = await world.owner.query<{ appraisal_id: string; total: number }>(AGGREGATE, [id])
        rough = new Map(rows.map((row) => [row.appraisal_id, row.total]))
      })
      checkTotals(exact, rough)
      // The first round warms both.
      if (round > 0) {
        ours?.push(own)
        theirs?.push(other)
      }
    }
  } finally {
    await pools.close()
  }
  const [a = [], b = []] = [ours, theirs]
  return judge({
    name: `load and score ${APPRAISED.toLocaleString('en')} × ${String(RATERS)} × ${String(ITEMS)}`,
    floor: 'one SQL statement over the same packed arrays, neither exact nor explained',
    ratio: median(a) / median(b),
    target: 1,
    atMost: true,
    ours: spread(a, 'ms'),
    theirs: spread(b, 'ms'),
  })
}

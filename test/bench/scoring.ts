/** Scoring a cycle of 10,000 people: loaded and exact beside one SQL statement, then sealed and stored by the job. */
import { openPools, type Pools } from '../../src/db/database.ts'
import { frameOf } from '../../src/domain/appraisal/forms.ts'
import { unpackResponses } from '../../src/domain/feedback/responses.ts'
import { scorerOf } from '../../src/domain/scoring/score.ts'
import { findCycle } from '../../src/repositories/appraisal/cycles.ts'
import { findForm } from '../../src/repositories/appraisal/forms.ts'
import { findScoringPolicy } from '../../src/repositories/appraisal/scoring-policies.ts'
import { inTransaction, nobodyOf, type Tx } from '../../src/db/transaction.ts'
import { factsOf } from '../../src/services/appraisal/editions.ts'
import { batchesOf } from '../../src/services/appraisal/scoring.ts'
import { ANSWERED_CYCLE, APPRAISED, ITEMS, RATERS, type Institution } from './institution.ts'
import { judge, pairwise, spread, timed, type Measured } from './measure.ts'
import { WrongAnswer } from './traffic.ts'

type Totals = ReadonlyMap<string, string>

/** What the job does but for sealing: rows to exact figures of every step. `explained` has every step written down too. */
const scoreAll = async (tx: Tx, institution: string, explained: boolean): Promise<Totals> => {
  const cycle = await findCycle(tx, institution, ANSWERED_CYCLE)
  const form = cycle && (await findForm(tx, institution, cycle.formId))
  const policy = form?.competencyPolicyId && (await findScoringPolicy(tx, institution, form.competencyPolicyId))
  if (!cycle || !policy) throw new Error('nothing to score')
  const score = scorerOf(frameOf(form.content, policy.instrument, 'subject'), policy.document)
  const totals = new Map<string, string>()
  for await (const batch of batchesOf({ tx, institutionId: institution }, ANSWERED_CYCLE))
    for (const { id, packed, ...row } of batch) {
      const responses = unpackResponses(packed)
      const scored = score({ ...factsOf({ ...row, thresholds: cycle.thresholds }, ''), responses })
      if (scored.figure === null || scored.predicate === null) throw new WrongAnswer(`${id} has no figure`)
      if (explained && scored.steps.length < ITEMS) throw new WrongAnswer(`${id} is not explained`)
      totals.set(id, scored.composite.total ?? '')
    }
  return totals
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

const checkTotals = (exact: Totals, rough: ReadonlyMap<string, number>): void => {
  if (exact.size !== APPRAISED || rough.size !== APPRAISED)
    throw new WrongAnswer(`${String(exact.size)} and ${String(rough.size)} of ${String(APPRAISED)} totals`)
  for (const [id, total] of exact)
    if (Math.abs(Number(total) - (rough.get(id) ?? NaN)) > CLOSE)
      throw new WrongAnswer(`${id}: ${total} against ${String(rough.get(id))}`)
}

interface Round {
  readonly exact: number
  readonly explained: number
  readonly rough: number
}

const oneRound = async (pools: Pools, { id, world }: Institution): Promise<Round> => {
  const ours = async (explained: boolean) => {
    let totals: Totals = new Map()
    const ms = await timed(async () => {
      totals = await inTransaction(pools.jobs, nobodyOf(id), 'snapshot', (tx) => scoreAll(tx, id, explained))
    })
    return { ms, totals }
  }
  const exact = await ours(false)
  let rough = new Map<string, number>()
  const theirs = await timed(async () => {
    const { rows } = await world.owner.query<{ appraisal_id: string; total: number }>(AGGREGATE, [id])
    rough = new Map(rows.map((row) => [row.appraisal_id, row.total]))
  })
  checkTotals(exact.totals, rough)
  const explained = await ours(true)
  return { exact: exact.ms, explained: explained.ms, rough: theirs }
}

/** Rounds that only warm both sides. */
const WARMING = 3

/** The figures of every step, and the same with every step written down. */
export const scoringCase = async (institution: Institution, rounds: number): Promise<Measured[]> => {
  const pools = openPools(institution.world.url, 2, () => undefined)
  const measured: Round[] = []
  try {
    for (let round = 0; round < WARMING + rounds; round++) measured.push(await oneRound(pools, institution))
  } finally {
    await pools.close()
  }
  const each = (name: keyof Round): number[] => measured.slice(WARMING).map((round) => round[name])
  const size = `${APPRAISED.toLocaleString('en')} × ${String(RATERS)} × ${String(ITEMS)}`
  const beside = (name: string, ours: readonly number[], target: number): Measured =>
    judge({
      name: `${name} ${size}`,
      floor: 'one SQL statement over the same packed arrays, neither exact nor explained',
      ratio: pairwise(ours, each('rough')),
      target,
      atMost: true,
      ours: spread(ours, 'ms'),
      theirs: spread(each('rough'), 'ms'),
    })
  return [
    beside('load and score', each('exact'), 1),
    beside('the same with every step written down', each('explained'), 1),
  ]
}

/** Scores a closed cycle: packed ratings loaded in sets, exact figures computed in batches, results sealed. */
import type { Db } from '../../db/database.ts'
import { nextCycleState } from '../../domain/appraisal/cycles.ts'
import { DomainError, type Facts } from '../../domain/errors.ts'
import { unpackResponses } from '../../domain/feedback/responses.ts'
import { FIRST_ID } from '../../domain/pages.ts'
import type { SubmittedResponse } from '../../domain/scoring/ratings.ts'
import { countAppraisals, findCycleForUpdate, moveCycle, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findForm, type FormRow } from '../../repositories/appraisal/forms.ts'
import { insertResults, type NewResult } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy, type ScoringPolicyRow } from '../../repositories/appraisal/scoring-policies.ts'
import { loadScorable, type ScorableRow } from '../../repositories/feedback/responses.ts'
import type { JobContext } from '../job-context.ts'
import { sha256 } from '../access/keys.ts'
import { factsOf } from './editions.ts'
import { sealerOf } from './sealing.ts'

const BATCH = 500
/** Sealed results are large: so many are kept until they are written. */
const WRITTEN_AT_ONCE = 125

/** The policies of a form, behaviour first. */
export const policiesOfForm = async (
  db: Db,
  institutionId: string,
  form: Pick<FormRow, 'behaviourPolicyId' | 'competencyPolicyId'>,
): Promise<ScoringPolicyRow[]> => {
  const policies: ScoringPolicyRow[] = []
  for (const id of [form.behaviourPolicyId, form.competencyPolicyId]) {
    const policy = id === null ? undefined : await findScoringPolicy(db, institutionId, id)
    if (policy) policies.push(policy)
  }
  return policies
}

const usedPolicies = (form: FormRow, policies: readonly ScoringPolicyRow[]): ScoringPolicyRow[] =>
  policies.filter(({ instrument }) => form.content.elements.some((element) => element.instrument === instrument))

type Seal = (row: Omit<ScorableRow, 'packed'>, responses: readonly SubmittedResponse[]) => NewResult

const sealersOf = (
  context: JobContext,
  form: FormRow,
  policies: readonly ScoringPolicyRow[],
  cycle: CycleRow,
): Seal[] =>
  policies.map((policy) => {
    const seal = sealerOf(context.secret, form.content, policy)
    return (row, responses) => {
      const facts = factsOf({ ...row, thresholds: cycle.thresholds }, cycle.closedAt ?? context.now)
      const edition = { id: context.newId(), edition: 1, supersedesId: null, change: null }
      return seal({ appraisalId: row.id, responses, facts }, edition)
    }
  })

/** In the order of ids. While one batch is calculated, PostgreSQL reads the next. */
export async function* batchesOf(
  { tx, institutionId }: Pick<JobContext, 'tx' | 'institutionId'>,
  cycleId: string,
): AsyncGenerator<ScorableRow[]> {
  let next = loadScorable(tx, institutionId, cycleId, FIRST_ID, BATCH)
  for (;;) {
    const batch = await next
    const last = batch.at(-1)
    if (!last) return
    next = loadScorable(tx, institutionId, cycleId, last.id, BATCH)
    // Who waits for it hears of a failure; nobody does when the batch before it failed.
    next.catch(() => undefined)
    yield batch
  }
}

/** All or nothing, in one transaction. Throws `cycle.stateForbids` unless the cycle is closed. */
export const scoreCycle = async (context: JobContext, cycleId: string): Promise<Facts> => {
  const { institutionId, tx, now } = context
  const cycle = await findCycleForUpdate(tx, institutionId, cycleId)
  const form = cycle && (await findForm(tx, institutionId, cycle.formId))
  if (!cycle || !form) throw new DomainError('resource.notFound')
  const state = nextCycleState(cycle.state, 'score')
  const policies = usedPolicies(form, await policiesOfForm(tx, institutionId, form))
  const { appraisals: total } = await countAppraisals(tx, institutionId, cycleId)
  const sealers = sealersOf(context, form, policies, cycle)
  const hashes: string[] = []
  let done = 0
  for await (const batch of batchesOf(context, cycleId)) {
    for (let start = 0; start < batch.length; start += WRITTEN_AT_ONCE) {
      const rows = batch.slice(start, start + WRITTEN_AT_ONCE)
      const results = rows.flatMap(({ packed, ...row }) => {
        const responses = unpackResponses(packed)
        return sealers.map((seal) => seal(row, responses))
      })
      await insertResults(tx, institutionId, results, now)
      hashes.push(...results.map(({ resultSha256 }) => resultSha256))
    }
    done += batch.length
    await context.progress(done, total)
  }
  await moveCycle(tx, institutionId, cycleId, state, now)
  // In the audit chain: no result of the cycle can be exchanged without breaking it.
  return { results: hashes.length, digest: sha256(hashes.sort().join('\n')) }
}

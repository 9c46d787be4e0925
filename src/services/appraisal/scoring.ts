/** Scores a closed cycle: packed ratings loaded in sets, exact figures computed in batches, results sealed. */
import type { Db } from '../../db/database.ts'
import { nextCycleState } from '../../domain/appraisal/cycles.ts'
import { DomainError, type Facts } from '../../domain/errors.ts'
import { FIRST_ID } from '../../domain/pages.ts'
import { countAppraisals, findCycleForUpdate, moveCycle, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findForm, type FormRow } from '../../repositories/appraisal/forms.ts'
import { listScorable, type ScorableRow } from '../../repositories/appraisal/appraisals.ts'
import { insertResults } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy, type ScoringPolicyRow } from '../../repositories/appraisal/scoring-policies.ts'
import { loadSubmitted } from '../../repositories/feedback/responses.ts'
import type { JobContext } from '../job-context.ts'
import { sha256 } from '../access/keys.ts'
import { factsOf } from './editions.ts'
import { sealResult } from './sealing.ts'

const BATCH = 500

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

const scoreBatch = async (
  context: JobContext,
  batch: readonly ScorableRow[],
  form: FormRow,
  policies: readonly ScoringPolicyRow[],
  cycle: CycleRow,
): Promise<string[]> => {
  const responses = await loadSubmitted(
    context.tx,
    context.institutionId,
    batch.map(({ id }) => id),
  )
  const results = batch.flatMap((row) =>
    policies.map((policy) => {
      const facts = factsOf({ ...row, thresholds: cycle.thresholds }, cycle.closedAt ?? context.now)
      const input = { appraisalId: row.id, responses: responses.get(row.id) ?? [], facts }
      const edition = { id: context.newId(), edition: 1, supersedesId: null, change: null }
      return sealResult(context.secret, input, form.content, policy, edition)
    }),
  )
  await insertResults(context.tx, context.institutionId, results, context.now)
  return results.map(({ resultSha256 }) => resultSha256)
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
  const hashes: string[] = []
  let [after, done] = [FIRST_ID, 0]
  for (;;) {
    const batch = await listScorable(tx, institutionId, cycleId, after, BATCH)
    if (batch.length === 0) break
    hashes.push(...(await scoreBatch(context, batch, form, policies, cycle)))
    after = batch.at(-1)?.id ?? after
    done += batch.length
    await context.progress(done, total)
  }
  await moveCycle(tx, institutionId, cycleId, state, now)
  // In the audit chain: no result of the cycle can be exchanged without breaking it.
  return { results: hashes.length, digest: sha256(hashes.sort().join('\n')) }
}

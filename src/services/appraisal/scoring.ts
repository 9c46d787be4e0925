/** Scores a closed cycle: packed ratings loaded in sets, exact figures computed in batches, results sealed. */
import { nextCycleState } from '../../domain/appraisal/cycles.ts'
import { DomainError } from '../../domain/errors.ts'
import { FIRST_ID } from '../../domain/pages.ts'
import { countAppraisals, findCycleForUpdate, moveCycle } from '../../repositories/appraisal/cycles.ts'
import { findForm, type FormRow } from '../../repositories/appraisal/forms.ts'
import { listScorable, type ScorableRow } from '../../repositories/appraisal/appraisals.ts'
import { insertResults } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy, type ScoringPolicyRow } from '../../repositories/appraisal/scoring-policies.ts'
import { loadSubmitted } from '../../repositories/feedback/responses.ts'
import type { JobContext } from '../job-context.ts'
import { sealResult } from './sealing.ts'

const BATCH = 500

/** The policies of a form, behaviour first. */
export const policiesOfForm = async (
  db: JobContext['tx'],
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
  closedAt: string,
): Promise<void> => {
  const responses = await loadSubmitted(
    context.tx,
    context.institutionId,
    batch.map(({ id }) => id),
  )
  const results = batch.flatMap((row) =>
    policies.map((policy) => {
      const input = { ...row, appraisalId: row.id, responses: responses.get(row.id) ?? [], official: null, closedAt }
      const edition = { id: context.newId(), edition: 1, supersedesId: null }
      return sealResult(context.secret, input, form.content, policy, edition)
    }),
  )
  await insertResults(context.tx, context.institutionId, results, context.now)
}

/** All or nothing, in one transaction. Throws `cycle.stateForbids` unless the cycle is closed. */
export const scoreCycle = async (context: JobContext, cycleId: string): Promise<void> => {
  const { institutionId, tx, now } = context
  const cycle = await findCycleForUpdate(tx, institutionId, cycleId)
  const form = cycle && (await findForm(tx, institutionId, cycle.formId))
  if (!cycle || !form) throw new DomainError('resource.notFound')
  const state = nextCycleState(cycle.state, 'score')
  const policies = usedPolicies(form, await policiesOfForm(tx, institutionId, form))
  const { appraisals: total } = await countAppraisals(tx, institutionId, cycleId)
  let [after, done] = [FIRST_ID, 0]
  for (;;) {
    const batch = await listScorable(tx, institutionId, cycleId, after, BATCH)
    if (batch.length === 0) break
    await scoreBatch(context, batch, form, policies, cycle.closedAt ?? now)
    after = batch.at(-1)?.id ?? after
    done += batch.length
    await context.progress(done, total)
  }
  await moveCycle(tx, institutionId, cycleId, state, now)
}

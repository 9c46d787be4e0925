/** Publishes a scored cycle: audits what would be released, releases comments and unit figures, and shows it all at once. */
import type { Tx } from '../../db/transaction.ts'
import { nextCycleState, pooledThreshold } from '../../domain/appraisal/cycles.ts'
import { auditRelease, type RaterCounts, type Violation } from '../../domain/appraisal/release.ts'
import { gapProfiles, unitFigures, type PersonGaps, type PersonTotal } from '../../domain/appraisal/unit-figures.ts'
import { DomainError, refuseUnless, type Facts } from '../../domain/errors.ts'
import { FIRST_ID } from '../../domain/pages.ts'
import type { SubmittedResponse } from '../../domain/scoring/ratings.ts'
import { INSTRUMENTS, type Instrument } from '../../domain/scoring/policies.ts'
import { countUnconfirmed, listIdsOfCycle, type AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import { countAppraisals, findCycleForUpdate, moveCycle, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findForm, type FormRow } from '../../repositories/appraisal/forms.ts'
import { loadReleasable, type ReleasableRow } from '../../repositories/appraisal/results.ts'
import { insertGapProfiles } from '../../repositories/appraisal/gap-profiles.ts'
import { insertUnitFigures } from '../../repositories/appraisal/unit-figures.ts'
import { releaseComments } from '../../repositories/feedback/comments.ts'
import { loadSubmitted } from '../../repositories/feedback/responses.ts'
import type { JobContext } from '../job-context.ts'

const BATCH = 500

/** Throws `cycle.unconfirmed` while a superior still has to confirm. */
export const checkConfirmed = async (tx: Tx, institutionId: string, cycle: CycleRow): Promise<void> => {
  const form = await findForm(tx, institutionId, cycle.formId)
  const awaitsSuperior = form?.content.elements.some(({ instrument }) => instrument === 'behaviour') === true
  const unconfirmed = awaitsSuperior ? await countUnconfirmed(tx, institutionId, cycle.id) : 0
  refuseUnless(unconfirmed === 0, 'cycle.unconfirmed', { unconfirmed })
}

const countsOf = (responses: readonly SubmittedResponse[]): RaterCounts => {
  const counts: Partial<Record<SubmittedResponse['group'], number>> = {}
  for (const { group } of responses) counts[group] = (counts[group] ?? 0) + 1
  return counts
}

interface Audit {
  readonly totals: Record<Instrument, PersonTotal[]>
  readonly gaps: PersonGaps[]
  readonly refused: { readonly appraisalId: string; readonly violation: Violation }[]
  documents: number
}

const auditBatch = async (
  context: JobContext,
  ids: readonly string[],
  threshold: number,
  audit: Audit,
): Promise<void> => {
  const { tx, institutionId } = context
  const responses = await loadSubmitted(tx, institutionId, ids)
  const documents = await loadReleasable(tx, institutionId, ids)
  for (const id of ids) {
    const editions = documents.get(id) ?? []
    const [violation] = auditRelease(editions, countsOf(responses.get(id) ?? []), threshold)
    if (violation) audit.refused.push({ appraisalId: id, violation })
    audit.documents += editions.length
    for (const { instrument, unitPath, positionClass, total, predicate, gaps, figure } of newestOf(editions)) {
      if (total !== null) audit.totals[instrument].push({ unitPath, total, predicate })
      if (gaps.length > 0) audit.gaps.push({ unitPath, positionClass, gaps, figure })
    }
  }
}

/** Editions come in their order: the last of each instrument counts. */
const newestOf = (editions: readonly ReleasableRow[]): ReleasableRow[] => [
  ...new Map(editions.map((row) => [row.instrument, row])).values(),
]

const refused = (appraisalId: string, violation: Violation, appraisals: number): DomainError =>
  new DomainError('cycle.releaseRefused', {
    appraisals,
    appraisal: appraisalId,
    what: `${violation.code} ${violation.what}`,
  })

/** The same audit for a result that changes after publication. Throws `cycle.releaseRefused`. */
export const checkReleasable = async (
  tx: Tx,
  institutionId: string,
  { id, thresholds }: AppraisalRow,
): Promise<void> => {
  const responses = await loadSubmitted(tx, institutionId, [id])
  const documents = await loadReleasable(tx, institutionId, [id])
  const threshold = Math.min(thresholds.peer, thresholds.subordinate)
  const [violation] = auditRelease(documents.get(id) ?? [], countsOf(responses.get(id) ?? []), threshold)
  if (violation) throw refused(id, violation, 1)
}

const auditCycle = async (context: JobContext, cycle: CycleRow, threshold: number): Promise<Audit> => {
  const { tx, institutionId } = context
  const audit: Audit = { totals: { behaviour: [], competency: [] }, gaps: [], refused: [], documents: 0 }
  const { appraisals: total } = await countAppraisals(tx, institutionId, cycle.id)
  let [after, done] = [FIRST_ID, 0]
  for (;;) {
    const ids = await listIdsOfCycle(tx, institutionId, cycle.id, after, BATCH)
    if (ids.length === 0) return audit
    await auditBatch(context, ids, threshold, audit)
    after = ids.at(-1) ?? after
    done += ids.length
    await context.progress(done, total)
  }
}

const release = async (context: JobContext, cycle: CycleRow, form: FormRow, threshold: number, audit: Audit) => {
  const { tx, institutionId } = context
  const instruments = Object.fromEntries(form.content.elements.map(({ code, instrument }) => [code, instrument]))
  const comments = await releaseComments(tx, institutionId, cycle.id, instruments, threshold)
  for (const instrument of INSTRUMENTS) {
    const figures = unitFigures(audit.totals[instrument], threshold)
    await insertUnitFigures(tx, institutionId, cycle.id, instrument, figures)
  }
  await insertGapProfiles(tx, institutionId, cycle.id, gapProfiles(audit.gaps, threshold))
  return comments
}

/**
 * All or nothing, in one transaction. Throws `cycle.stateForbids`, `cycle.unconfirmed`, or `cycle.releaseRefused` with
 * the first appraisal whose documents would tell more than they may.
 */
export const publishCycle = async (context: JobContext, cycleId: string): Promise<Facts> => {
  const { institutionId, tx, now } = context
  const cycle = await findCycleForUpdate(tx, institutionId, cycleId)
  const form = cycle && (await findForm(tx, institutionId, cycle.formId))
  if (!cycle || !form) throw new DomainError('resource.notFound')
  const state = nextCycleState(cycle.state, 'publish')
  await checkConfirmed(tx, institutionId, cycle)
  const threshold = pooledThreshold(cycle.thresholds)
  const audit = await auditCycle(context, cycle, Math.min(cycle.thresholds.peer, cycle.thresholds.subordinate))
  const [first] = audit.refused
  if (first) throw refused(first.appraisalId, first.violation, audit.refused.length)
  const comments = await release(context, cycle, form, threshold, audit)
  await moveCycle(tx, institutionId, cycleId, state, now)
  return { documents: audit.documents, comments }
}

/** Appraisals: read by those concerned; the superior enters the work result and confirms. */
import { checkConfirmation, checkWorkResult } from '../../domain/appraisal/appraisals.ts'
import { DomainError } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { ExpectationRating } from '../../domain/scoring/policies.ts'
import * as appraisals from '../../repositories/appraisal/appraisals.ts'
import type { AppraisalFilter, AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import { findForm } from '../../repositories/appraisal/forms.ts'
import { findNewestResult } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { authorize, checkVersion, found, mayListAll, record, type Context, type WriteContext } from '../context.ts'
import { myUnits, relationsAlong, todayOf } from '../relations.ts'
import { sealNextEdition } from './editions.ts'

const workResultOf = (row: AppraisalRow) =>
  row.workResultRating === null
    ? null
    : { rating: row.workResultRating, figure: row.workResultFigure, innovation: row.innovation }

/** What the superior entered reaches the person rated when the cycle is published, not before. */
const viewFor = (context: Context, row: AppraisalRow) => {
  const {
    frozen,
    phases: _phases,
    thresholds: _thresholds,
    workResultRating: _rating,
    workResultFigure: _figure,
    innovation: _innovation,
    ...rest
  } = row
  const hidden = context.actor.employeeId === row.employeeId && row.cycleState !== 'published'
  return {
    ...rest,
    employeeName: frozen.employeeName,
    unitName: frozen.unitName,
    positionTitle: frozen.positionTitle,
    workResult: hidden ? null : workResultOf(row),
    behaviourRating: hidden ? null : row.behaviourRating,
    deviationReason: hidden ? null : row.deviationReason,
    confirmedAt: hidden ? null : row.confirmedAt,
  }
}

export type AppraisalView = ReturnType<typeof viewFor>

export const listAppraisals = async (
  context: Context,
  filter: AppraisalFilter,
  page: PageRequest,
): Promise<Page<AppraisalView>> => {
  const { institutionId, employeeId } = context.actor
  const own = mayListAll(context) || employeeId === null ? null : { employeeId, led: await myUnits(context) }
  const { items, nextAfter } = await appraisals.listAppraisals(context.db, institutionId, filter, own, page)
  return { items: items.map((row) => viewFor(context, row)), nextAfter }
}

export const getAppraisal = async (context: Context, id: string): Promise<AppraisalView> => {
  const row = found(await appraisals.findAppraisal(context.db, context.actor.institutionId, id))
  authorize(context, await relationsAlong(context, row))
  return viewFor(context, row)
}

/** The policy behind the behaviour rating; without one there is nothing to confirm. */
const behaviourPolicy = async (context: WriteContext, formId: string) => {
  const { institutionId } = context.actor
  const form = found(await findForm(context.tx, institutionId, formId))
  const policy = form.behaviourPolicyId && (await findScoringPolicy(context.tx, institutionId, form.behaviourPolicyId))
  if (!policy) throw new DomainError('form.policyMissing', { instrument: 'behaviour' })
  return { policy }
}

export const recordWorkResult = async (
  context: WriteContext,
  id: string,
  body: { rating: ExpectationRating; figure?: string | null; innovation?: boolean },
): Promise<AppraisalView> => {
  const { institutionId } = context.actor
  const row = found(await appraisals.findAppraisalForUpdate(context.tx, institutionId, id))
  authorize(context, await relationsAlong(context, row), 'appraisal.read')
  checkVersion(context, row)
  const { policy } = await behaviourPolicy(context, row.formId)
  const result = { rating: body.rating, figure: body.figure ?? null, innovation: body.innovation ?? false }
  checkWorkResult(row.cycleState, row.confirmedAt !== null, result, policy.document)
  await appraisals.saveWorkResult(context.tx, institutionId, id, result, context.now)
  record(context, id)
  return viewFor(context, found(await appraisals.findAppraisal(context.tx, institutionId, id)))
}

interface ConfirmationInput {
  readonly behaviourRating?: ExpectationRating | null
  readonly reason?: string | null
}

/** Confirms once; the final result is computed again from the same ratings with the official's part, and sealed. */
export const confirmAppraisal = async (
  context: WriteContext,
  id: string,
  body: ConfirmationInput,
): Promise<AppraisalView> => {
  const { institutionId, identityId } = context.actor
  const row = found(await appraisals.findAppraisalForUpdate(context.tx, institutionId, id))
  authorize(context, await relationsAlong(context, row), 'appraisal.read')
  const { policy } = await behaviourPolicy(context, row.formId)
  const proposed = await findNewestResult(context.tx, institutionId, id, 'behaviour')
  const { behaviourRating = null, reason = null } = body
  const confirmation = { behaviourRating, reason }
  checkConfirmation(
    { state: row.cycleState, phases: row.phases, today: todayOf(context) },
    row.confirmedAt !== null,
    workResultOf(row),
    confirmation,
    proposed?.proposal ?? null,
    policy.document,
  )
  const official = {
    resultRating: row.workResultRating,
    resultFigure: row.workResultFigure,
    innovation: row.innovation,
    behaviourRating,
  }
  const change = { kind: 'confirmation', official: identityId, reason: reason ?? '', origin: null } as const
  const sealed = await sealNextEdition(context, row, 'behaviour', (facts) => ({ ...facts, official }), change)
  await appraisals.saveConfirmation(context.tx, institutionId, id, { ...confirmation, by: identityId }, context.now)
  const deviates = behaviourRating !== null && behaviourRating !== proposed?.proposal
  record(context, id, { deviates, result: sealed.resultSha256 })
  return viewFor(context, found(await appraisals.findAppraisal(context.tx, institutionId, id)))
}

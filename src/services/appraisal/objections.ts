/** Objections: filed by the person rated, heard from both sides, decided once and finally. */
import * as rules from '../../domain/appraisal/objections.ts'
import type { Correction, ObjectionState, RatingLine } from '../../domain/appraisal/objections.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import type { Relation } from '../../domain/policy.ts'
import { elementsOf, type FormContent } from '../../domain/appraisal/forms.ts'
import { addDays } from '../../domain/time.ts'
import { findAppraisalForUpdate } from '../../repositories/appraisal/appraisals.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import { previousSupervisors } from '../../repositories/appraisal/handovers.ts'
import * as objections from '../../repositories/appraisal/objections.ts'
import type { Ground, ObjectionRow, Party } from '../../repositories/appraisal/objections.ts'
import { findResult, findNewestResult, type NewResult, type ResultRow } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { isRaterOf } from '../../repositories/feedback/rater-identities.ts'
import { loadSubmitted } from '../../repositories/feedback/responses.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { lineAbove } from '../../repositories/organisation/reporting-lines.ts'
import {
  authorize,
  checkVersion,
  found,
  mayListAll,
  record,
  type Context,
  type WitnessedContext,
  type WriteContext,
} from '../context.ts'
import { relationsAlong, todayOf } from '../relations.ts'
import { sealNextEdition } from './editions.ts'
import { checkReleasable } from './publication.ts'
import { receiptOf, type Receipt } from './receipts.ts'
import { calculatorOf } from './sealing.ts'

const relationsTo = (context: Context, row: ObjectionRow): ReadonlySet<Relation> => {
  const me = context.actor.employeeId
  const relations = new Set<Relation>()
  if (me === null) return relations
  if (me === row.subjectId) relations.add('self')
  if (me === row.supervisorId) relations.add('supervisor')
  if (me === row.deciderId) relations.add('decider')
  return relations
}

const viewOf = async (context: Context, row: ObjectionRow) => ({
  ...row,
  grounds: [...row.grounds],
  overdue: row.state !== 'decided' && row.state !== 'withdrawn' && todayOf(context) > row.decideBy,
  statements: await objections.listStatements(context.db, context.actor.institutionId, row.id),
})

export type ObjectionView = Awaited<ReturnType<typeof viewOf>>

const lineOf = async (
  context: WriteContext,
  appraisalId: string,
  people: Omit<RatingLine, 'previousSupervisorIds'>,
) => ({
  ...people,
  previousSupervisorIds: await previousSupervisors(context.tx, context.actor.institutionId, appraisalId),
})

/** Codes of elements and numbers of items, of the instrument that the result is about. */
const checkGrounds = (grounds: readonly Ground[], content: FormContent, row: ResultRow): void => {
  const elements = elementsOf(content, row.instrument)
  const known = new Set(elements.flatMap(({ code, items }) => [code, ...items.map((index) => String(index + 1))]))
  const unknown = grounds.find(({ item }) => !known.has(item))
  refuseUnless(unknown === undefined, 'objection.itemUnknown', { item: unknown?.item ?? '-' })
}

export const fileObjection = async (
  context: WriteContext,
  body: { resultId: string; grounds: readonly Ground[] },
): Promise<ObjectionView> => {
  const { institutionId, employeeId, timezone } = context.actor
  const row = found(await findResult(context.tx, institutionId, body.resultId))
  const isEarly = row.employeeId === employeeId && row.cycleState !== 'published'
  authorize(context, isEarly ? new Set() : await relationsAlong(context, row), 'result.read')
  const appraisal = found(await findAppraisalForUpdate(context.tx, institutionId, row.appraisalId))
  const { objectionDays, decisionDays } = found(await findInstitution(context.tx, institutionId))
  const window = rules.objectionWindow(row.publishedAt ?? row.sealedAt, timezone, objectionDays)
  rules.checkInTime(window, todayOf(context))
  const filed = await objections.findObjectionOf(context.tx, institutionId, row.appraisalId, row.instrument)
  refuseUnless(filed === undefined, 'objection.alreadyFiled', { state: filed?.state ?? '-' })
  const newest = await findNewestResult(context.tx, institutionId, row.appraisalId, row.instrument)
  refuseUnless(newest?.id === row.id, 'objection.resultSuperseded', { newest: newest?.id ?? '-' })
  checkGrounds(body.grounds, found(await findFrozenContent(context.tx, institutionId, row.formId)), row)
  const { supervisorId } = appraisal
  const line = await lineOf(context, row.appraisalId, { subjectId: row.employeeId, supervisorId })
  const above = await lineAbove(context.tx, institutionId, supervisorId, todayOf(context))
  const objection = {
    id: context.newId(),
    appraisalId: row.appraisalId,
    instrument: row.instrument,
    resultId: row.id,
    grounds: body.grounds,
    deciderId: rules.chooseDecider(line, [appraisal.superiorId, ...above]),
    receivedOn: window.receivedOn,
    decideBy: addDays(todayOf(context), decisionDays),
  }
  await objections.insertObjection(context.tx, institutionId, objection, context.now)
  record(context, objection.id, { result: row.id, grounds: body.grounds.length })
  return viewOf(context, found(await objections.findObjection(context.tx, institutionId, objection.id)))
}

export const listObjections = async (context: Context, filter: { state?: ObjectionState }, page: PageRequest) => {
  const { institutionId, employeeId } = context.actor
  const narrowed = { ...filter, mine: mayListAll(context) ? null : (employeeId ?? '') }
  const { items, nextAfter } = await objections.listObjections(context.db, institutionId, narrowed, page)
  return { items: items.map(({ grounds: _grounds, ...row }) => row), nextAfter }
}

export const getObjection = async (context: WitnessedContext, id: string): Promise<ObjectionView> => {
  const row = found(await objections.findObjection(context.db, context.actor.institutionId, id))
  authorize(context, relationsTo(context, row))
  if (context.actor.employeeId !== row.subjectId) record(context, id)
  return viewOf(context, row)
}

const locked = async (context: WriteContext, id: string): Promise<ObjectionRow> => {
  const row = found(await objections.findObjectionForUpdate(context.tx, context.actor.institutionId, id))
  authorize(context, relationsTo(context, row), 'objection.read')
  return row
}

const changed = async (context: WriteContext, id: string, change: objections.ObjectionChange, facts = {}) => {
  const { institutionId } = context.actor
  await objections.updateObjection(context.tx, institutionId, id, change)
  record(context, id, facts)
  return viewOf(context, found(await objections.findObjection(context.tx, institutionId, id)))
}

/** HR names the decider where the line has nobody free of a part in the rating. */
export const appointDecider = async (
  context: WriteContext,
  id: string,
  body: { deciderId: string },
): Promise<ObjectionView> => {
  const row = await locked(context, id)
  checkVersion(context, row)
  rules.nextObjectionState(row.state, 'appoint')
  const decider = await findEmployee(context.tx, context.actor.institutionId, body.deciderId)
  refuseUnless(decider?.active === true, 'objection.deciderUnknown')
  rules.checkDecider(await lineOf(context, row.appraisalId, row), body.deciderId)
  const above = await lineAbove(context.tx, context.actor.institutionId, body.deciderId, todayOf(context))
  rules.checkNotBelow(above, row.supervisorId, body.deciderId)
  return changed(context, id, { decider_id: body.deciderId }, { decider: body.deciderId })
}

/** Only the decider learns from this whether he or she was among the raters, which he or she knows. */
const checkImpartial = async (context: WriteContext, row: ObjectionRow): Promise<void> => {
  const { institutionId } = context.actor
  rules.checkDecider(await lineOf(context, row.appraisalId, row), row.deciderId ?? '')
  const rated = await isRaterOf(context.tx, institutionId, row.appraisalId)
  refuseUnless(!rated, 'objection.deciderInRatingLine', { decider: row.deciderId ?? '-' })
}

export const openHearing = async (context: WriteContext, id: string): Promise<ObjectionView> => {
  const row = await locked(context, id)
  const state = rules.nextObjectionState(row.state, 'hear')
  await checkImpartial(context, row)
  const { hearingDays } = found(await findInstitution(context.tx, context.actor.institutionId))
  return changed(context, id, { state, hearing_until: addDays(todayOf(context), hearingDays) }, { state })
}

export const stateSide = async (
  context: WriteContext,
  id: string,
  { text }: { text: string },
): Promise<ObjectionView> => {
  const { institutionId, employeeId } = context.actor
  const row = await locked(context, id)
  rules.nextObjectionState(row.state, 'state')
  const party: Party = employeeId === row.subjectId ? 'subject' : 'supervisor'
  const statement = { id: context.newId(), objectionId: id, party, body: text }
  await objections.insertStatement(context.tx, institutionId, statement, context.now)
  return changed(context, id, {}, { party })
}

export const withdrawObjection = async (context: WriteContext, id: string): Promise<ObjectionView> => {
  const row = await locked(context, id)
  const state = rules.nextObjectionState(row.state, 'withdraw')
  return changed(context, id, { state }, { state })
}

interface DecisionInput {
  readonly outcome: 'upheld' | 'dismissed'
  readonly reason: string
  readonly corrections?: readonly Correction[]
}

/** Corrected facts, the same ratings, one more edition; the first stays readable. */
const sealCorrected = async (
  context: WriteContext,
  row: ObjectionRow,
  { reason, corrections = [] }: DecisionInput,
): Promise<NewResult> => {
  const { institutionId, identityId } = context.actor
  const appraisal = found(await findAppraisalForUpdate(context.tx, institutionId, row.appraisalId))
  const before = found(await findNewestResult(context.tx, institutionId, row.appraisalId, row.instrument))
  const change = { kind: 'objection', official: identityId, reason, origin: row.id } as const
  const sealed = await sealNextEdition(
    context,
    appraisal,
    row.instrument,
    (facts) => corrections.reduce(rules.correct, facts),
    change,
    (facts, proposal) => rules.followProposal(facts, before.proposal, proposal),
  )
  await checkReleasable(context.tx, institutionId, appraisal)
  return sealed
}

export const decideObjection = async (
  context: WriteContext,
  id: string,
  body: DecisionInput,
): Promise<ObjectionView> => {
  const { institutionId } = context.actor
  const row = await locked(context, id)
  const state = rules.nextObjectionState(row.state, 'decide')
  await checkImpartial(context, row)
  const statements = await objections.listStatements(context.tx, institutionId, id)
  const hasSpoken = statements.some(({ party }) => party === 'supervisor')
  rules.checkHeard(hasSpoken, row.hearingUntil, todayOf(context))
  const isUpheld = body.outcome === 'upheld'
  refuseUnless(isUpheld === (body.corrections ?? []).length > 0, 'objection.correctionsMismatch', {
    outcome: body.outcome,
    corrections: body.corrections?.length ?? 0,
  })
  const sealed = isUpheld ? await sealCorrected(context, row, body) : null
  const decision = { state, outcome: body.outcome, decision_reason: body.reason, decided_at: context.now }
  const facts = { outcome: body.outcome, ...(sealed && { result: sealed.resultSha256 }) }
  return changed(context, id, { ...decision, new_result_id: sealed?.id ?? null }, facts)
}

/** The sealed record for the decider alone, while the objection is open: ratings under pseudonyms instead of group figures. */
export const getRecord = async (context: WitnessedContext, id: string): Promise<Receipt> => {
  const { institutionId } = context.actor
  const objection = found(await objections.findObjection(context.db, institutionId, id))
  authorize(context, relationsTo(context, objection), 'objection.read')
  if (objection.state !== 'hearing') throw new DomainError('resource.notFound')
  const row = found(await findResult(context.db, institutionId, objection.resultId))
  const form = found(await findFrozenContent(context.db, institutionId, row.formId))
  const policy = found(await findScoringPolicy(context.db, institutionId, row.policyId))
  const responses = (await loadSubmitted(context.db, institutionId, [row.appraisalId])).get(row.appraisalId) ?? []
  const input = { appraisalId: row.appraisalId, responses, facts: row.facts }
  const { breakdown } = calculatorOf(context.secret, form, policy, 'decider')(input)
  record(context, id, { record: row.id })
  return receiptOf(context.secret, row, policy.document, breakdown)
}

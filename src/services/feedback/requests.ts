/** Feedback requests: nominated, approved, withdrawn and reopened, each change with a reason. */
import { checkAnswerable } from '../../domain/appraisal/cycles.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import { nextRequestState, outwardState, type RequestEvent, type RequestState } from '../../domain/feedback/requests.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Relation } from '../../domain/policy.ts'
import type { RaterGroup } from '../../domain/scoring/policies.ts'
import { findAppraisalForUpdate, type AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import * as requests from '../../repositories/feedback/requests.ts'
import type { FeedbackRequestRow } from '../../repositories/feedback/requests.ts'
import { reopenFeedbackResponse } from '../../repositories/feedback/responses.ts'
import { listTasks, type TaskLine } from '../../repositories/feedback/tasks.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { lineAbove } from '../../repositories/organisation/reporting-lines.ts'
import { authorize, found, mayListAll, record, type Context, type WriteContext } from '../context.ts'
import { relationsAlong, todayOf } from '../relations.ts'

/** Whether it was answered or declined, and why declined, is the rater's alone to see. */
const viewOf = (row: FeedbackRequestRow) => ({
  id: row.id,
  cycleId: row.cycleId,
  appraisalId: row.appraisalId,
  subjectId: row.subjectId,
  nomineeId: row.nomineeId,
  group: row.group,
  state: row.isMine ? row.state : outwardState(row.state),
  origin: row.origin,
  reason: (row.isMine ? row.declineReason : null) ?? row.reason,
})

export type FeedbackRequestView = ReturnType<typeof viewOf>

export const listFeedbackRequests = async (
  context: Context,
  filter: { cycleId?: string; appraisalId?: string; state?: RequestState },
  page: PageRequest,
): Promise<Page<FeedbackRequestView>> => {
  mayListAll(context)
  const { items, nextAfter } = await requests.listFeedbackRequests(
    context.db,
    context.actor.institutionId,
    filter,
    page,
  )
  return { items: items.map(viewOf), nextAfter }
}

const raterRelation = (row: FeedbackRequestRow): ReadonlySet<Relation> => new Set<Relation>(row.isMine ? ['rater'] : [])

export const getFeedbackRequest = async (context: Context, id: string): Promise<FeedbackRequestView> => {
  const row = found(await requests.findFeedbackRequest(context.db, context.actor.institutionId, id))
  authorize(context, raterRelation(row))
  return viewOf(row)
}

/** The request, if it is the caller's own to answer. For everyone else it does not exist. */
export const ownRequest = async (context: WriteContext, id: string): Promise<FeedbackRequestRow> => {
  const row = found(await requests.findFeedbackRequestForUpdate(context.tx, context.actor.institutionId, id))
  authorize(context, raterRelation(row))
  refuseUnless(row.state !== 'proposed' && row.state !== 'withdrawn', 'resource.notFound')
  return row
}

export const listMyTasks = async (
  context: Context,
  filter: { state?: RequestState },
  page: PageRequest,
): Promise<Page<TaskLine>> => {
  const { institutionId, employeeId } = context.actor
  mayListAll(context)
  if (employeeId === null) return { items: [], nextAfter: null }
  return listTasks(context.db, institutionId, employeeId, filter.state, page)
}

export interface Nomination {
  readonly appraisalId: string
  readonly raterId: string
  readonly group: RaterGroup
  readonly state: 'proposed' | 'active'
}

/** Superiors decide on objections: none of them may be a hidden rater. Told openly, since the line is no secret. */
const refuseSuperiors = async (context: WriteContext, appraisal: AppraisalRow, raterId: string): Promise<void> => {
  const { institutionId } = context.actor
  const line = await lineAbove(context.tx, institutionId, appraisal.employeeId, todayOf(context))
  const superiors = [appraisal.supervisorId, appraisal.superiorId, ...line]
  refuseUnless(!superiors.includes(raterId), 'feedbackRequest.raterIsSuperior')
}

/**
 * A nomination by the subject waits for approval; one by the supervisor or HR holds at once. Naming somebody who was
 * asked already looks the same and changes nothing.
 */
export const nominateRater = async (
  context: WriteContext,
  appraisalId: string,
  body: { raterId: string; group: 'peer' | 'subordinate'; reason: string },
): Promise<Nomination> => {
  const { institutionId, employeeId } = context.actor
  const appraisal = found(await findAppraisalForUpdate(context.tx, institutionId, appraisalId))
  authorize(context, await relationsAlong(context, appraisal), 'appraisal.read')
  refuseUnless(appraisal.cycleState === 'open', 'cycle.stateForbids', {
    state: appraisal.cycleState,
    event: 'nominate',
  })
  refuseUnless(body.raterId !== appraisal.employeeId, 'feedbackRequest.raterIsSubject')
  const rater = await findEmployee(context.tx, institutionId, body.raterId)
  refuseUnless(rater?.active === true, 'feedbackRequest.raterUnknown')
  await refuseSuperiors(context, appraisal, body.raterId)
  const state = employeeId === appraisal.employeeId ? 'proposed' : 'active'
  const nomineeId = state === 'proposed' ? body.raterId : null
  const request = { ...body, id: context.newRandomId(), appraisalId, state, nomineeId, origin: 'nomination' } as const
  await requests.insertFeedbackRequests(context.tx, institutionId, appraisal.cycleId, [request])
  record(context, appraisalId, { group: body.group, state })
  return { appraisalId, raterId: body.raterId, group: body.group, state }
}

const locked = async (context: WriteContext, id: string): Promise<FeedbackRequestRow> =>
  found(await requests.findFeedbackRequestForUpdate(context.tx, context.actor.institutionId, id))

const move = async (context: WriteContext, row: FeedbackRequestRow, event: RequestEvent, reason?: string) => {
  const { institutionId } = context.actor
  refuseUnless(row.cycleState === 'open', 'cycle.stateForbids', { state: row.cycleState, event })
  const state = nextRequestState(row.state, event)
  await requests.moveFeedbackRequest(context.tx, institutionId, row.id, {
    state,
    ...(reason !== undefined && { reason }),
  })
  // The entry names the appraisal, not the request: a trail of requests would be a list of raters.
  record(context, row.appraisalId, { group: row.group, event })
  return viewOf(found(await requests.findFeedbackRequest(context.tx, institutionId, row.id)))
}

export const approveFeedbackRequest = async (context: WriteContext, id: string): Promise<FeedbackRequestView> => {
  const row = await locked(context, id)
  const isSupervisor = context.actor.employeeId === row.supervisorId
  authorize(context, new Set<Relation>(isSupervisor ? ['supervisor'] : []))
  return move(context, row, 'approve')
}

export const withdrawFeedbackRequest = async (context: WriteContext, id: string, { reason }: { reason: string }) =>
  move(context, await locked(context, id), 'withdraw', reason)

/** Makes a submitted or declined request answerable again; the answers stay as a draft. */
export const reopenFeedbackRequest = async (context: WriteContext, id: string, { reason }: { reason: string }) => {
  const row = await locked(context, id)
  const reopened = await move(context, row, 'reopen', reason)
  await reopenFeedbackResponse(context.tx, context.actor.institutionId, id)
  return reopened
}

export const declineFeedbackRequest = async (
  context: WriteContext,
  id: string,
  { reason }: { reason: string },
): Promise<FeedbackRequestView> => {
  const row = await ownRequest(context, id)
  checkAnswerable(row.cycleState, row.phases, row.group, todayOf(context))
  const state = nextRequestState(row.state, 'decline')
  if (row.group === 'self')
    throw new DomainError('feedbackRequest.stateForbids', { state: row.state, event: 'decline' })
  const { institutionId } = context.actor
  const answeredOn = todayOf(context)
  await requests.moveFeedbackRequest(context.tx, institutionId, id, { state, declineReason: reason, answeredOn })
  return viewOf(found(await requests.findFeedbackRequest(context.tx, institutionId, id)))
}

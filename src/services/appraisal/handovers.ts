/** Handovers: another superior takes an appraisal over, together with the view that a supervisor owes it. */
import { checkHandover } from '../../domain/appraisal/appraisals.ts'
import { refuseUnless } from '../../domain/errors.ts'
import { nextRequestState } from '../../domain/feedback/requests.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as appraisals from '../../repositories/appraisal/appraisals.ts'
import type { AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import * as handovers from '../../repositories/appraisal/handovers.ts'
import type { HandoverRow } from '../../repositories/appraisal/handovers.ts'
import { requestOfSuperior } from '../../repositories/feedback/rater-identities.ts'
import * as requests from '../../repositories/feedback/requests.ts'
import { reopenFeedbackResponse } from '../../repositories/feedback/responses.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { findLine } from '../../repositories/organisation/reporting-lines.ts'
import { authorize, found, record, type Context, type WriteContext } from '../context.ts'
import { relationsAlong, todayOf } from '../relations.ts'

const requestOf = async (context: WriteContext, appraisalId: string, superiorId: string) => {
  const { institutionId } = context.actor
  const id = await requestOfSuperior(context.tx, institutionId, appraisalId, superiorId)
  return id === undefined ? undefined : requests.lockRequestState(context.tx, institutionId, id)
}

/**
 * A view that was submitted stays; one still owed passes to the new superior. Whatever he or she was asked or answered
 * in another group becomes the superior's to answer: the same outcome for all, so that nobody learns who was a rater.
 */
const passRequest = async (
  context: WriteContext,
  { id: appraisalId, cycleId, supervisorId }: AppraisalRow,
  successorId: string,
  reason: string,
): Promise<void> => {
  const { institutionId } = context.actor
  const owed = await requestOf(context, appraisalId, supervisorId)
  if (owed?.state === 'submitted') return
  if (owed && owed.state !== 'withdrawn' && owed.state !== 'declined') {
    const state = nextRequestState(owed.state, 'withdraw')
    await requests.moveFeedbackRequest(context.tx, institutionId, owed.id, { state, reason })
  }
  const known = await requestOf(context, appraisalId, successorId)
  if (known) {
    await requests.reassignFeedbackRequest(context.tx, institutionId, known.id, 'supervisor', reason)
    await reopenFeedbackResponse(context.tx, institutionId, known.id)
    return
  }
  const request = { appraisalId, raterId: successorId, group: 'supervisor', state: 'active', reason } as const
  const added = { ...request, id: context.newRandomId(), origin: 'relation', nomineeId: null } as const
  await requests.insertFeedbackRequests(context.tx, institutionId, cycleId, [added])
}

export const handOverAppraisal = async (
  context: WriteContext,
  appraisalId: string,
  body: { supervisorId: string; reason: string },
): Promise<HandoverRow> => {
  const { institutionId } = context.actor
  const appraisal = found(await appraisals.findAppraisalForUpdate(context.tx, institutionId, appraisalId))
  checkHandover(appraisal.cycleState, appraisal.confirmedAt !== null, appraisal, body.supervisorId)
  const successor = await findEmployee(context.tx, institutionId, body.supervisorId)
  refuseUnless(successor?.active === true, 'assignment.supervisorUnknown')
  const { supervisorId: superiorId } = await findLine(context.tx, institutionId, successor.id, todayOf(context))
  await appraisals.saveSupervisor(context.tx, institutionId, appraisalId, successor.id, superiorId, context.now)
  if (appraisal.cycleState === 'open') await passRequest(context, appraisal, successor.id, body.reason)
  record(context, appraisalId, { supervisor: successor.id })
  const handover = { ...body, id: context.newId(), appraisalId, previousSupervisorId: appraisal.supervisorId }
  return handovers.insertHandover(context.tx, institutionId, handover, context.now)
}

export const listHandovers = async (
  context: Context,
  appraisalId: string,
  page: PageRequest,
): Promise<Page<HandoverRow>> => {
  const { institutionId } = context.actor
  const appraisal = found(await appraisals.findAppraisal(context.db, institutionId, appraisalId))
  authorize(context, await relationsAlong(context, appraisal))
  return handovers.listHandovers(context.db, institutionId, appraisalId, page)
}

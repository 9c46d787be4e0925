/** Handovers: another superior takes an appraisal over, together with the view that a supervisor owes it. */
import { checkHandover } from '../../domain/appraisal/appraisals.ts'
import { refuseUnless } from '../../domain/errors.ts'
import { nextRequestState } from '../../domain/feedback/requests.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as appraisals from '../../repositories/appraisal/appraisals.ts'
import type { AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import * as handovers from '../../repositories/appraisal/handovers.ts'
import type { HandoverRow } from '../../repositories/appraisal/handovers.ts'
import * as requests from '../../repositories/feedback/requests.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { findLine } from '../../repositories/organisation/reporting-lines.ts'
import { authorize, found, record, type Context, type WriteContext } from '../context.ts'
import { relationsAlong, todayOf } from '../relations.ts'

/** A view that was submitted stays; one still owed passes to the new superior, whatever group he or she was asked in. */
const passRequest = async (
  context: WriteContext,
  { id: appraisalId, cycleId, supervisorId }: AppraisalRow,
  successorId: string,
  reason: string,
): Promise<void> => {
  const { institutionId } = context.actor
  const asked = await requests.requestsOf(context.tx, institutionId, appraisalId)
  const owed = asked.find(({ raterId }) => raterId === supervisorId)
  if (owed?.state === 'submitted') return
  if (owed && owed.state !== 'withdrawn' && owed.state !== 'declined') {
    const state = nextRequestState(owed.state, 'withdraw')
    await requests.moveFeedbackRequest(context.tx, institutionId, owed.id, state, reason)
  }
  const known = asked.find(({ raterId }) => raterId === successorId)
  refuseUnless(known?.state !== 'submitted', 'feedbackRequest.raterTaken')
  if (known) return requests.reassignFeedbackRequest(context.tx, institutionId, known.id, 'supervisor', reason)
  const request = { appraisalId, raterId: successorId, group: 'supervisor', state: 'active', reason } as const
  const added = { ...request, id: context.newRandomId(), origin: 'relation' } as const
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

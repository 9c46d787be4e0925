/** Opening a rater's identity: two officials, a reason each, every look recorded, and the rater is told. */
import { checkDisinterested, checkOpeningDecision } from '../../domain/access/personal-data.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import * as openings from '../../repositories/access/rater-openings.ts'
import type { RaterOpeningRow } from '../../repositories/access/rater-openings.ts'
import { findFeedbackRequest } from '../../repositories/feedback/requests.ts'
import { findAppraisal } from '../../repositories/appraisal/appraisals.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { found, mayListAll, record, type Context, type WitnessedContext, type WriteContext } from '../context.ts'

const viewOf = ({ frozen: _frozen, supervisorId: _supervisor, ...row }: RaterOpeningRow) => row

export const listRaterOpenings = async (context: Context, page: PageRequest) => {
  const { items, nextAfter } = await openings.listRaterOpenings(context.db, context.actor.institutionId, page)
  return { items: items.map(viewOf), nextAfter }
}

/** The name once it is open; each time it is read there is an entry in the trail, without the name. */
export const getRaterOpening = async (context: WitnessedContext, id: string) => {
  const { institutionId } = context.actor
  const row = found(await openings.findRaterOpening(context.db, institutionId, id))
  const raterId = await openings.openedRater(context.db, institutionId, id)
  const rater = raterId === null ? undefined : await findEmployee(context.db, institutionId, raterId)
  record(context, id, { state: row.state })
  return { ...viewOf(row), rater: rater ? { employeeId: rater.id, name: rater.name } : null }
}

const targetOf = async (context: WriteContext, body: { commentId?: string; feedbackRequestId?: string }) => {
  const { institutionId } = context.actor
  const { commentId, feedbackRequestId } = body
  refuseUnless((commentId === undefined) !== (feedbackRequestId === undefined), 'raterOpening.targetAmbiguous')
  const requestId =
    commentId === undefined ? feedbackRequestId : await openings.sourceOfComment(context.tx, institutionId, commentId)
  const request = requestId && (await findFeedbackRequest(context.tx, institutionId, requestId))
  refuseUnless(request !== undefined && request !== '', 'raterOpening.targetUnknown')
  return request
}

export const requestOpening = async (
  context: WriteContext,
  body: { commentId?: string; feedbackRequestId?: string; reason: string },
) => {
  const { institutionId, identityId, employeeId } = context.actor
  const request = await targetOf(context, body)
  const appraisal = found(await findAppraisal(context.tx, institutionId, request.appraisalId))
  checkDisinterested({ subjectId: appraisal.employeeId, supervisorId: appraisal.supervisorId }, employeeId)
  const opening = { id: context.newRandomId(), requestId: request.id, appraisalId: appraisal.id }
  const values = { ...opening, reason: body.reason, requestedBy: identityId }
  await openings.insertRaterOpening(context.tx, institutionId, values, context.now)
  record(context, opening.id, { appraisal: appraisal.id })
  return viewOf(found(await openings.findRaterOpening(context.tx, institutionId, opening.id)))
}

export const decideOpening = async (
  context: WriteContext,
  id: string,
  { reason }: { reason: string },
  state: 'approved' | 'refused',
) => {
  const { institutionId, identityId } = context.actor
  const row = found(await openings.findRaterOpeningForUpdate(context.tx, institutionId, id))
  checkOpeningDecision(row.state, row, context.actor)
  await openings.decideRaterOpening(context.tx, institutionId, id, { state, by: identityId, reason }, context.now)
  record(context, id, { state, appraisal: row.appraisalId })
  return viewOf(found(await openings.findRaterOpening(context.tx, institutionId, id)))
}

/** What was opened or asked to be opened about me, why, and whose appraisal it was. */
export const listMyOpenings = async (context: Context, page: PageRequest) => {
  mayListAll(context)
  const { items, nextAfter } = await openings.listOpeningsOfMe(context.db, context.actor.institutionId, page)
  const told = items.map(({ id, state, reason, requestedAt, decisionReason, decidedAt, frozen }) => ({
    id,
    subjectName: frozen.employeeName,
    state,
    reason,
    requestedAt,
    decisionReason,
    decidedAt,
  }))
  return { items: told, nextAfter }
}

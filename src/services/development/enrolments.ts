/** Enrolments: HR seats people and keeps how it ended; everybody sees his or her own. */
import { refuseUnless } from '../../domain/errors.ts'
import * as rules from '../../domain/development/trainings.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as enrolments from '../../repositories/development/enrolments.ts'
import type {
  DetailedEnrolment,
  EnrolmentFilter,
  EnrolmentRow,
  EnrolmentValues,
} from '../../repositories/development/enrolments.ts'
import { findSessionForUpdate } from '../../repositories/development/training-sessions.ts'
import { findTraining } from '../../repositories/development/trainings.ts'
import { findEmployee } from '../../repositories/organisation/employees.ts'
import { authorize, checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { relationsTo } from '../relations.ts'

export const listEnrolments = (
  { db, actor }: Context,
  filter: EnrolmentFilter,
  page: PageRequest,
): Promise<Page<EnrolmentRow>> => enrolments.listEnrolments(db, actor.institutionId, filter, page)

export const getEnrolment = async (context: Context, id: string): Promise<DetailedEnrolment> => {
  const row = found(await enrolments.findEnrolment(context.db, context.actor.institutionId, id))
  authorize(context, await relationsTo(context, row.employeeId))
  return row
}

/** Throws `enrolment.sessionUnknown`, `trainingSession.stateForbids`, `trainingSession.full`. */
const seatIn = async (context: WriteContext, sessionId: string) => {
  const session = await findSessionForUpdate(context.tx, context.actor.institutionId, sessionId)
  refuseUnless(session !== undefined, 'enrolment.sessionUnknown')
  rules.nextSessionState(session.state, 'enrol')
  rules.checkSeat(session)
  return session
}

/** Throws `enrolment.alreadyEnrolled` also for whoever withdrew: that enrolment is changed instead. */
export const createEnrolment = async (
  context: WriteContext,
  body: { sessionId: string; employeeId: string },
): Promise<DetailedEnrolment> => {
  const { institutionId } = context.actor
  const session = await seatIn(context, body.sessionId)
  const employee = await findEmployee(context.tx, institutionId, body.employeeId)
  refuseUnless(employee?.active === true, 'enrolment.employeeUnknown')
  const known = await enrolments.findEnrolmentOf(context.tx, institutionId, session.trainingId, body.employeeId)
  refuseUnless(known === undefined, 'enrolment.alreadyEnrolled', { state: known?.state ?? '-' })
  const id = context.newId()
  const enrolment = { id, trainingId: session.trainingId, ...body, choice: null }
  await enrolments.insertEnrolments(context.tx, institutionId, [enrolment], context.now)
  record(context, id, { training: session.trainingId })
  return found(await enrolments.findEnrolment(context.tx, institutionId, id))
}

export const updateEnrolment = async (
  context: WriteContext,
  id: string,
  change: Partial<EnrolmentValues>,
): Promise<DetailedEnrolment> => {
  const { institutionId } = context.actor
  const row = found(await enrolments.findEnrolmentForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const next = { ...row, ...change } as DetailedEnrolment & EnrolmentValues
  const training = found(await findTraining(context.tx, institutionId, row.trainingId))
  rules.checkAttendance(next.attendedHours, training.hours)
  const takesSeat = next.sessionId !== row.sessionId || (row.state === 'WITHDRAWN' && next.state !== 'WITHDRAWN')
  if (takesSeat && next.sessionId !== null && next.state !== 'WITHDRAWN') {
    const session = await seatIn(context, next.sessionId)
    refuseUnless(session.trainingId === row.trainingId, 'enrolment.sessionUnknown')
  }
  await enrolments.updateEnrolment(context.tx, institutionId, id, next, context.now)
  record(context, id, { training: row.trainingId, state: next.state })
  return found(await enrolments.findEnrolment(context.tx, institutionId, id))
}

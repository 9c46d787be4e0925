/** Sessions of trainings: planned with a number of seats, held or cancelled, filled by need. */
import { refuseUnless } from '../../domain/errors.ts'
import { chooseByNeed } from '../../domain/development/enrolling.ts'
import * as rules from '../../domain/development/trainings.ts'
import type { SessionState } from '../../domain/development/trainings.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { insertEnrolments, type Choice, type NewEnrolment } from '../../repositories/development/enrolments.ts'
import { listNeeds } from '../../repositories/development/training-effects.ts'
import * as sessions from '../../repositories/development/training-sessions.ts'
import type { SessionFilter, SessionRow, SessionValues } from '../../repositories/development/training-sessions.ts'
import { findTraining } from '../../repositories/development/trainings.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export const listSessions = (
  { db, actor }: Context,
  filter: SessionFilter,
  page: PageRequest,
): Promise<Page<SessionRow>> => sessions.listSessions(db, actor.institutionId, filter, page)

export const getSession = async ({ db, actor }: Context, id: string): Promise<SessionRow> =>
  found(await sessions.findSession(db, actor.institutionId, id))

export type CreateSession = Omit<SessionValues, 'state' | 'place'> & { readonly place?: string | null }

export const createSession = async (
  context: WriteContext,
  trainingId: string,
  body: CreateSession,
): Promise<SessionRow> => {
  const { institutionId } = context.actor
  found(await findTraining(context.tx, institutionId, trainingId))
  rules.checkDays(body)
  const session = { place: null, ...body, id: context.newId(), trainingId, state: 'planned' as const }
  await sessions.insertSession(context.tx, institutionId, session, context.now)
  record(context, session.id, { training: trainingId, seats: body.seats })
  return getSession(context, session.id)
}

const EVENT_OF: Record<SessionState, rules.SessionEvent> = { planned: 'edit', held: 'hold', cancelled: 'cancel' }

export const updateSession = async (
  context: WriteContext,
  id: string,
  change: Partial<SessionValues>,
): Promise<SessionRow> => {
  const { institutionId } = context.actor
  const row = found(await sessions.findSessionForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const next = { ...row, ...change } as SessionRow & SessionValues
  rules.nextSessionState(row.state, EVENT_OF[next.state])
  rules.checkDays(next)
  rules.checkSeats(next)
  await sessions.updateSession(context.tx, institutionId, id, next, context.now)
  record(context, id, { state: next.state, seats: next.seats })
  return getSession(context, id)
}

export interface Selection {
  readonly session: SessionRow
  readonly seed: string
  readonly enrolled: readonly (NewEnrolment & { readonly choice: Choice })[]
  /** Who had a need too and got no seat. */
  readonly waiting: number
}

/**
 * Fills the free seats with those whose published result of a cycle shows the largest gap. Throws
 * `training.addressesNothing`, `trainingSession.full`, `training.cycleUnknown`.
 */
export const selectParticipants = async (
  context: WriteContext,
  id: string,
  body: { cycleId: string; seed?: string },
): Promise<Selection> => {
  const { institutionId } = context.actor
  const session = found(await sessions.findSessionForUpdate(context.tx, institutionId, id))
  rules.nextSessionState(session.state, 'enrol')
  const { competencies } = found(await findTraining(context.tx, institutionId, session.trainingId))
  refuseUnless(competencies.length > 0, 'training.addressesNothing')
  const cycle = await findCycle(context.tx, institutionId, body.cycleId)
  refuseUnless(cycle?.state === 'published', 'training.cycleUnknown')
  rules.checkSeat(session)
  const codes = competencies.map(({ code }) => code)
  const asked = { cycleId: body.cycleId, trainingId: session.trainingId, competencies: codes }
  const needs = await listNeeds(context.tx, institutionId, asked)
  const seed = body.seed ?? context.newRandomId()
  const chosen = chooseByNeed(needs, session.seats - session.taken, seed)
  const enrolled = chosen.map(({ employeeId, ...why }) => ({
    id: context.newId(),
    trainingId: session.trainingId,
    sessionId: id,
    employeeId,
    choice: { ...why, seed, cycleId: body.cycleId },
  }))
  await insertEnrolments(context.tx, institutionId, enrolled, context.now)
  record(context, id, { cycle: body.cycleId, seed, enrolled: enrolled.length })
  const waiting = new Set(needs.map(({ employeeId }) => employeeId)).size - enrolled.length
  return { session: await getSession(context, id), seed, enrolled, waiting }
}

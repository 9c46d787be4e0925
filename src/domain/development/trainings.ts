/** Trainings, their sessions and who takes part. */
import { DomainError, refuseUnless } from '../errors.ts'

export interface Addressed {
  readonly code: string
  /** Level that it leads to, 1 to 5. */
  readonly level: number
}

export const levelsOf = (competencies: readonly Addressed[]): Record<string, number> =>
  Object.fromEntries(competencies.map(({ code, level }) => [code, level]))

/** Throws `training.competencyRepeated` and `training.datesOutOfOrder`. */
export const checkTraining = (training: {
  readonly competencies: readonly Addressed[]
  readonly startsOn: string
  readonly endsOn: string
}): void => {
  const codes = training.competencies.map(({ code }) => code)
  const repeated = codes.find((code, index) => codes.indexOf(code) !== index)
  refuseUnless(repeated === undefined, 'training.competencyRepeated', { competency: repeated ?? '-' })
  checkDays(training)
}

/** Throws `training.datesOutOfOrder`. */
export const checkDays = ({ startsOn, endsOn }: { readonly startsOn: string; readonly endsOn: string }): void => {
  refuseUnless(startsOn <= endsOn, 'training.datesOutOfOrder', { startsOn, endsOn })
}

export const SESSION_STATES = ['planned', 'held', 'cancelled'] as const
export type SessionState = (typeof SESSION_STATES)[number]
export const SESSION_EVENTS = ['edit', 'enrol', 'hold', 'cancel'] as const
export type SessionEvent = (typeof SESSION_EVENTS)[number]

const NEXT: Record<SessionState, Partial<Record<SessionEvent, SessionState>>> = {
  planned: { edit: 'planned', enrol: 'planned', hold: 'held', cancel: 'cancelled' },
  held: {},
  cancelled: {},
}

/** The state after the event. Throws `trainingSession.stateForbids`. */
export const nextSessionState = (state: SessionState, event: SessionEvent): SessionState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError('trainingSession.stateForbids', { state, event })
  return next
}

interface Seats {
  readonly seats: number
  /** By everybody who did not withdraw. */
  readonly taken: number
}

/** Throws `trainingSession.full`. */
export const checkSeat = ({ seats, taken }: Seats): void => {
  refuseUnless(taken < seats, 'trainingSession.full', { seats, taken })
}

/** Throws `trainingSession.seatsTaken`: nobody who has a seat loses it by a smaller room. */
export const checkSeats = ({ seats, taken }: Seats): void => {
  refuseUnless(taken <= seats, 'trainingSession.seatsTaken', { seats, taken })
}

export const ENROLMENT_STATES = ['ENROLLED', 'COMPLETED', 'NOT_COMPLETED', 'WITHDRAWN'] as const
export type EnrolmentState = (typeof ENROLMENT_STATES)[number]

/** What a completed course must say of itself when SIASN asks (`kursus/save`). Throws `enrolment.attendanceTooLong`. */
export const checkAttendance = (attended: number | null, hours: number): void => {
  refuseUnless(attended === null || attended <= hours, 'enrolment.attendanceTooLong', {
    attended: attended ?? 0,
    hours,
  })
}

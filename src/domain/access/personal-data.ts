/** Rights over one's own data (UU 27/2022), and the opening of a rater's identity. */
import { refuseUnless } from '../errors.ts'

export const PERSONAL_DATA_KINDS = ['access', 'correction', 'restriction'] as const
export type PersonalDataKind = (typeof PERSONAL_DATA_KINDS)[number]
export const PERSONAL_DATA_STATES = ['open', 'granted', 'refused'] as const
export type PersonalDataState = (typeof PERSONAL_DATA_STATES)[number]

const HOURS = 3 * 24

/** 3 × 24 hours from the request, whatever the calendar says (Art 30, 32, 41). */
export const dueAt = (requestedAt: string): string =>
  new Date(Date.parse(requestedAt) + HOURS * 3_600_000).toISOString()

/** Throws `personalData.alreadyDecided`. */
export const checkOpen = (state: PersonalDataState): void => {
  refuseUnless(state === 'open', 'personalData.alreadyDecided', { state })
}

/** The day from which a person may be pseudonymised: so many years after the last day in service or in a cycle. */
export const retainUntil = (lastDay: string, years: number): string =>
  `${String(Number(lastDay.slice(0, 4)) + years)}${lastDay.slice(4)}`.replace(/-02-29$/, '-03-01')

/** Throws `personalData.stillActive`, `personalData.retentionRunning`, `personalData.alreadyPseudonymised`. */
export const checkPseudonymisable = (
  employee: { readonly active: boolean; readonly pseudonymisedAt: string | null },
  until: string | null,
  today: string,
): void => {
  refuseUnless(employee.pseudonymisedAt === null, 'personalData.alreadyPseudonymised')
  refuseUnless(!employee.active && until !== null, 'personalData.stillActive')
  refuseUnless(today > until, 'personalData.retentionRunning', { until, today })
}

export const OPENING_STATES = ['requested', 'approved', 'refused'] as const
export type OpeningState = (typeof OPENING_STATES)[number]

export interface OpeningParties {
  readonly requestedBy: string
  readonly subjectId: string
  readonly supervisorId: string
}

/** Whoever has a part in the appraisal opens nothing. Throws `raterOpening.interested`. */
export const checkDisinterested = (
  { subjectId, supervisorId }: Pick<OpeningParties, 'subjectId' | 'supervisorId'>,
  employeeId: string | null,
): void => {
  refuseUnless(employeeId !== subjectId && employeeId !== supervisorId, 'raterOpening.interested')
}

/** Two different people. Throws `raterOpening.alreadyDecided`, `raterOpening.sameOfficial`, `raterOpening.interested`. */
export const checkOpeningDecision = (
  state: OpeningState,
  parties: OpeningParties,
  official: { readonly identityId: string; readonly employeeId: string | null },
): void => {
  refuseUnless(state === 'requested', 'raterOpening.alreadyDecided', { state })
  refuseUnless(parties.requestedBy !== official.identityId, 'raterOpening.sameOfficial')
  checkDisinterested(parties, official.employeeId)
}

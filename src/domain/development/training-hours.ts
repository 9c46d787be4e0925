/** Hours of teaching (JP) that are due in a year. */
import type { EmploymentKind } from '../organisation/employees.ts'

/** Hours of teaching a year (rules.md §4.3): 20 at least for a PNS, 24 at most for a PPPK (the number from memory: a template). */
export const HOURS_A_YEAR = { PNS: { least: 20, most: null }, PPPK: { least: null, most: 24 } } as const

export interface HoursOfYear {
  readonly hours: number
  readonly least: number | null
  readonly most: number | null
  /** Hours still to come; 0 where none are owed. */
  readonly missing: number
  readonly reading: 'reached' | 'short' | 'within' | 'beyond'
}

export const hoursOfYear = (kind: EmploymentKind, hours: number): HoursOfYear => {
  const { least, most } = HOURS_A_YEAR[kind]
  const missing = Math.max(0, (least ?? 0) - hours)
  if (most !== null) return { hours, least, most, missing, reading: hours <= most ? 'within' : 'beyond' }
  return { hours, least, most, missing, reading: missing === 0 ? 'reached' : 'short' }
}

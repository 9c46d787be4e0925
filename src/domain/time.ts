/** Civil days in Indonesia's three zones, which have no summer time. Instants are RFC 3339 in UTC, days YYYY-MM-DD. */

export const TIMEZONES = ['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'] as const
export type Timezone = (typeof TIMEZONES)[number]

const OFFSET_HOURS: Record<Timezone, number> = { 'Asia/Jakarta': 7, 'Asia/Makassar': 8, 'Asia/Jayapura': 9 }

/** The civil day of an instant: 2026-01-31T17:00:00Z is already 1 February in Jakarta. */
export const dayIn = (timezone: Timezone, instant: string): string =>
  new Date(Date.parse(instant) + OFFSET_HOURS[timezone] * 3_600_000).toISOString().slice(0, 10)

export interface Period {
  readonly from: string
  /** Last day, inclusive. */
  readonly to: string
}

export const isWithin = (period: Period, day: string): boolean => period.from <= day && day <= period.to

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Of whole numbers. By arithmetic: a page of employees asks it for every line. */
export const isDay = (year: number, month: number, day: number): boolean => {
  const days = month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0)
  return day >= 1 && day <= days
}

export const isCalendarDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8)))

/** The civil day so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

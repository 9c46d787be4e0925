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

export const isCalendarDay = (text: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** The civil day so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

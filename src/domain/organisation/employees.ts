/** The numbers of employees: NIP of PNS, NI of PPPK (rules.md §6.1). Only length and digits are law; the rest are doubts. */
import { isDay } from '../time.ts'

export const EMPLOYMENT_KINDS = ['PNS', 'PPPK'] as const
export type EmploymentKind = (typeof EMPLOYMENT_KINDS)[number]

export const NIP_WARNINGS = [
  'nip.birthDateImpossible',
  'nip.monthImpossible',
  'nip.kindMismatch',
  'nip.sexImpossible',
  'nip.sequenceZero',
] as const
export type NipWarning = (typeof NIP_WARNINGS)[number]

/**
 * Doubts about a number of 18 digits, never refusals, since real records hold exceptions (Perka BKN 22/2007).
 * PNS: birth YYYYMMDD, appointment YYYYMM, sex, sequence. PPPK: digits 13-14 are 21..29, never a month.
 */
export const nipWarnings = (nip: string, kind: EmploymentKind): NipWarning[] => {
  const number = (from: number, to: number): number => Number(nip.slice(from, to))
  const middle = number(12, 14)
  const [isMonth, isContract] = [middle >= 1 && middle <= 12, middle >= 21 && middle <= 29]
  const warnings: NipWarning[] = []
  if (!isDay(number(0, 4), number(4, 6), number(6, 8))) warnings.push('nip.birthDateImpossible')
  if (!isMonth && !isContract) warnings.push('nip.monthImpossible')
  if ((kind === 'PNS' && isContract) || (kind === 'PPPK' && isMonth)) warnings.push('nip.kindMismatch')
  if (nip.charAt(14) !== '1' && nip.charAt(14) !== '2') warnings.push('nip.sexImpossible')
  if (nip.endsWith('000')) warnings.push('nip.sequenceZero')
  return warnings
}

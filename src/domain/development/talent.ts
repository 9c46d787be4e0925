/** The nine boxes of PermenPANRB 3/2020 and the search for successors. */
import { refuseUnless } from '../errors.ts'
import { compare, divide, fromInteger, minimum, multiply, parse, round, sum } from '../scoring/rational.ts'

export const TALENT_LEVELS = ['low', 'middle', 'high'] as const
export type TalentLevel = (typeof TALENT_LEVELS)[number]

interface CutOffs {
  readonly high: string
  readonly middle: string
}

/** Numbers that agencies set differently (rules.md §4.1): template values, each institution's to change. */
export interface TalentRules {
  /** Against the points of the predicate: 100, 80, 60, 40, 20. */
  readonly performance: CutOffs
  /** Against the Job Person Match, in percent. */
  readonly potential: CutOffs
}

export const TALENT_TEMPLATE: TalentRules = {
  performance: { high: '90', middle: '70' },
  potential: { high: '90', middle: '78' },
}

/** Throws `institution.cutOffsOutOfOrder`. */
export const checkTalentRules = (rules: TalentRules | null): void => {
  const inOrder = ({ high, middle }: CutOffs): boolean => compare(parse(high), parse(middle)) > 0
  refuseUnless(
    rules === null || (inOrder(rules.performance) && inOrder(rules.potential)),
    'institution.cutOffsOutOfOrder',
  )
}

/** A local mapping that was seen in use; only its order matters beside the cut-offs. */
const POINTS: Readonly<Record<string, string | undefined>> = {
  SANGAT_BAIK: '100',
  BAIK: '80',
  BUTUH_PERBAIKAN: '60',
  CUKUP: '60',
  KURANG: '40',
  SANGAT_KURANG: '20',
}

const levelOf = (value: string, { high, middle }: CutOffs): TalentLevel => {
  if (compare(parse(value), parse(high)) >= 0) return 'high'
  return compare(parse(value), parse(middle)) >= 0 ? 'middle' : 'low'
}

/** By performance, then potential. */
const BOXES: Readonly<Record<TalentLevel, Readonly<Record<TalentLevel, number>>>> = {
  high: { low: 4, middle: 7, high: 9 },
  middle: { low: 2, middle: 5, high: 8 },
  low: { low: 1, middle: 3, high: 6 },
}

export const RECOMMENDATIONS = [
  'promote',
  'retain',
  'institutionSuccession',
  'nationalSuccession',
  'reward',
  'rotate',
  'enrichPosition',
  'developCompetency',
  'assignStudy',
  'guide',
  'counsel',
  'fitPlacement',
  'followRegulation',
] as const
export type Recommendation = (typeof RECOMMENDATIONS)[number]

/** PermenPANRB 3/2020, by box. */
export const RECOMMENDED: Readonly<Record<number, readonly Recommendation[]>> = {
  9: ['promote', 'retain', 'institutionSuccession', 'nationalSuccession', 'reward'],
  8: ['retain', 'institutionSuccession', 'rotate', 'guide'],
  7: ['retain', 'institutionSuccession', 'rotate', 'enrichPosition', 'developCompetency', 'assignStudy'],
  6: ['fitPlacement', 'guide', 'counsel'],
  5: ['fitPlacement', 'guide', 'developCompetency'],
  4: ['rotate', 'developCompetency'],
  3: ['guide', 'counsel', 'developCompetency', 'fitPlacement'],
  2: ['guide', 'developCompetency', 'fitPlacement'],
  1: ['followRegulation'],
}

export interface Placement {
  readonly performance: TalentLevel | null
  readonly potential: TalentLevel | null
  readonly box: number | null
  readonly recommendations: readonly Recommendation[]
  readonly reason: 'no_predicate' | 'no_jpm' | null
}

export const placementOf = (predicate: string | null, jpm: string | null, rules: TalentRules): Placement => {
  const points = predicate === null ? undefined : POINTS[predicate]
  const performance = points === undefined ? null : levelOf(points, rules.performance)
  const potential = jpm === null ? null : levelOf(jpm, rules.potential)
  if (performance === null || potential === null) {
    const reason = performance === null ? ('no_predicate' as const) : ('no_jpm' as const)
    return { performance, potential, box: null, recommendations: [], reason }
  }
  const box = BOXES[performance][potential]
  return { performance, potential, box, recommendations: RECOMMENDED[box] ?? [], reason: null }
}

export interface Attained {
  readonly code: string
  readonly value: string
}

export interface Candidate {
  readonly employeeId: string
  readonly attained: readonly Attained[]
}

export interface Successor {
  readonly employeeId: string
  /** Sum of what is attained over the sum of what is required, each competency counted up to its requirement. */
  readonly match: string
  readonly met: number
  readonly of: number
  readonly gaps: readonly { readonly code: string; readonly attained: string; readonly required: number }[]
}

/**
 * Against the standard of another position. Each competency counts up to its requirement, so that a surplus hides no
 * gap; a candidate who lacks a figure for one that is required is left out. Best match first, then fewer gaps, then id.
 */
export const successorsOf = (
  candidates: readonly Candidate[],
  required: Readonly<Record<string, number>>,
): Successor[] => {
  const codes = Object.keys(required).sort()
  const whole = fromInteger(codes.reduce((total, code) => total + (required[code] ?? 0), 0))
  const matches = candidates.flatMap(({ employeeId, attained }): Successor[] => {
    const values = new Map(attained.map(({ code, value }) => [code, value]))
    if (codes.length === 0 || codes.some((code) => !values.has(code))) return []
    const lines = codes.map((code) => ({ code, attained: values.get(code) ?? '0', required: required[code] ?? 0 }))
    const counted = sum(lines.map((line) => minimum(parse(line.attained), fromInteger(line.required))))
    const gaps = lines.filter((line) => compare(parse(line.attained), fromInteger(line.required)) < 0)
    const match = round(divide(multiply(counted, fromInteger(100)), whole), 2)
    return [{ employeeId, match, met: codes.length - gaps.length, of: codes.length, gaps }]
  })
  return matches.sort(
    (a, b) =>
      compare(parse(b.match), parse(a.match)) ||
      a.gaps.length - b.gaps.length ||
      (a.employeeId < b.employeeId ? -1 : 1),
  )
}

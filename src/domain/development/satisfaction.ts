/** The public satisfaction index (IKM, PermenPANRB 14/2017): nine elements, each a mean of 1 to 4, of equal weight. */
import { DomainError } from '../errors.ts'
import { compare, divide, fromInteger, multiply, parse, round, sum, type Rational } from '../scoring/rational.ts'

export const ELEMENT_COUNT = 9
const [LEAST, MOST] = [fromInteger(1), fromInteger(4)]

/** Printed to two decimals with gaps between them: the index is rounded first, then graded. */
const GRADES = [
  ['A', '88.31'],
  ['B', '76.61'],
  ['C', '65.00'],
  ['D', '25.00'],
] as const
export type SatisfactionGrade = (typeof GRADES)[number][0]
export const SATISFACTION_GRADES = GRADES.map(([grade]) => grade)

export interface Satisfaction {
  /** NIK, 25.00 to 100.00. */
  readonly index: string
  readonly grade: SatisfactionGrade
}

/** Throws `satisfactionSurvey.elementsIncomplete` and `satisfactionSurvey.valueOutOfScale`. */
export const checkElements = (elements: readonly string[]): void => {
  if (elements.length !== ELEMENT_COUNT)
    throw new DomainError('satisfactionSurvey.elementsIncomplete', { found: elements.length, needed: ELEMENT_COUNT })
  const outside = (value: Rational): boolean => compare(value, LEAST) < 0 || compare(value, MOST) > 0
  const index = elements.findIndex((text) => outside(parse(text)))
  const value = elements[index]
  if (value !== undefined)
    throw new DomainError('satisfactionSurvey.valueOutOfScale', { element: index + 1, value, least: 1, most: 4 })
}

const gradeOf = (index: string): SatisfactionGrade =>
  GRADES.find(([, least]) => compare(parse(index), parse(least)) >= 0)?.[0] ?? 'D'

/** 25 × the mean of the nine; papers that weigh each with 0.11 or 0.111 lose up to one point. */
export const satisfactionOf = (elements: readonly string[]): Satisfaction => {
  const mean = divide(sum(elements.map(parse)), fromInteger(elements.length))
  const index = round(multiply(mean, fromInteger(25)), 2)
  return { index, grade: gradeOf(index) }
}

export interface Paired {
  readonly unitId: string
  /** Mean of the unit's total in the cycle. */
  readonly competency: string
  readonly index: string
}

export interface Association {
  readonly units: number
  /** Pearson and Spearman, four decimals; null with fewer than five units or without variance. */
  readonly pearson: string | null
  readonly spearman: string | null
  /** The smallest and the largest Pearson that one finds by leaving out one unit. */
  readonly leaveOneOut: { readonly low: string; readonly high: string } | null
  readonly reason: string | null
}

const LEAST_UNITS = 5

const pearson = (pairs: readonly (readonly [number, number])[]): number | null => {
  const n = pairs.length
  const [meanX, meanY] = [0, 1].map((axis) => pairs.reduce((total, pair) => total + (pair[axis] ?? 0), 0) / n)
  let [xx, yy, xy] = [0, 0, 0]
  for (const [x, y] of pairs) {
    const [dx, dy] = [x - (meanX ?? 0), y - (meanY ?? 0)]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy)
}

/** Equal values share the mean of their places. */
const ranksOf = (values: readonly number[]): number[] =>
  values.map((value) => {
    const below = values.filter((other) => other < value).length
    const equal = values.filter((other) => other === value).length
    return below + (equal + 1) / 2
  })

/** How far two things go together over units: described, without any test and without saying why (scoring.md §1.12). */
export const associationOf = (pairs: readonly Paired[]): Association => {
  const nothing = { units: pairs.length, pearson: null, spearman: null, leaveOneOut: null }
  if (pairs.length < LEAST_UNITS) return { ...nothing, reason: 'insufficient_units' }
  const [x, y] = [pairs.map(({ competency }) => Number(competency)), pairs.map(({ index }) => Number(index))]
  const zip = (a: readonly number[], b: readonly number[]) => a.map((value, i) => [value, b[i] ?? 0] as const)
  const linear = pearson(zip(x, y))
  const ranked = pearson(zip(ranksOf(x), ranksOf(y)))
  if (linear === null || ranked === null) return { ...nothing, reason: 'zero_variance' }
  const without = pairs.map((_, i) => pearson(zip(x, y).filter((__, j) => j !== i)) ?? 0)
  return {
    units: pairs.length,
    pearson: linear.toFixed(4),
    spearman: ranked.toFixed(4),
    leaveOneOut: { low: Math.min(...without).toFixed(4), high: Math.max(...without).toFixed(4) },
    reason: null,
  }
}

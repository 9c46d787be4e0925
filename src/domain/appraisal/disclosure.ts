/** What a published result means for the person rated: self and others side by side, precision, and the days to object. */
import type { Breakdown } from '../scoring/breakdown.ts'
import type { CompetencyScore } from '../scoring/composite.ts'
import type { RaterGroup } from '../scoring/policies.ts'
import {
  add,
  compare,
  divide,
  fromInteger,
  multiply,
  negate,
  parse,
  rational,
  round,
  subtract,
  sum,
  type Rational,
} from '../scoring/rational.ts'

export const QUADRANTS = ['open_strength', 'hidden_strength', 'blind_spot', 'known_development_area'] as const
/** Johari's window: how one rates oneself against how others do, both against one threshold (scoring.md §1.7). */
export type Quadrant = (typeof QUADRANTS)[number]
export const READINGS = ['over', 'under', 'in_agreement'] as const
export type Reading = (typeof READINGS)[number]

export interface SelfOther {
  readonly code: string
  readonly self: string
  /** Mean of the released groups beside oneself, 2 decimals. */
  readonly others: string
  readonly difference: string
  readonly reading: Reading
  readonly quadrant: Quadrant
}

/** Half a scale point, fixed: a band made from other people's data would change when theirs do (scoring.md §1.7). */
const BAND = rational(1, 2)

const readingOf = (difference: Rational): Reading => {
  if (compare(difference, BAND) > 0) return 'over'
  return compare(difference, negate(BAND)) < 0 ? 'under' : 'in_agreement'
}

const quadrantOf = (isSelfStrong: boolean, areOthersStrong: boolean): Quadrant => {
  if (isSelfStrong) return areOthersStrong ? 'open_strength' : 'blind_spot'
  return areOthersStrong ? 'hidden_strength' : 'known_development_area'
}

/** Competencies with a self-rating and another released group; the threshold is the required level, else the midpoint. */
export const selfOther = (
  competencies: readonly CompetencyScore[],
  requiredLevels: Readonly<Record<string, number>>,
  { low, high }: { readonly low: number; readonly high: number },
): SelfOther[] =>
  competencies.flatMap(({ code, groups }) => {
    const { self, ...rest } = groups
    const figures = Object.values(rest).map(parse)
    if (self === undefined || figures.length === 0) return []
    const others = round(divide(sum(figures), fromInteger(figures.length)), 2)
    const required = requiredLevels[code]
    const threshold = required === undefined ? rational(low + high, 2) : fromInteger(required)
    const difference = subtract(parse(self), parse(others))
    return [
      {
        code,
        self,
        others,
        difference: round(difference, 2),
        reading: readingOf(difference),
        quadrant: quadrantOf(compare(parse(self), threshold) >= 0, compare(parse(others), threshold) >= 0),
      },
    ]
  })

export const PRECISIONS = ['high', 'moderate', 'low'] as const
export type Precision = (typeof PRECISIONS)[number]

/** Reliability of one rater (Conway & Huffcutt 1997): a planning value, for the words alone. */
const SINGLE: Readonly<Partial<Record<RaterGroup, Rational>>> = {
  supervisor: rational(50, 100),
  peer: rational(37, 100),
  subordinate: rational(30, 100),
}

/** Spearman-Brown: the mean of n raters. */
const reliabilityOf = (single: Rational, n: number): Rational =>
  divide(multiply(fromInteger(n), single), add(rational(1), multiply(fromInteger(n - 1), single)))

/**
 * 1 - Σ e²(1 - R) over the groups that counted (Mosier 1943, equal variances): high from .80, moderate from .60. null
 * without a score.
 */
export const precisionOf = (
  breakdown: Breakdown,
  released: Readonly<Partial<Record<RaterGroup, number>>>,
): Precision | null => {
  const weights = breakdown.steps.find(({ id }) => id === 'w')
  if (weights?.op !== 'renormalise') return null
  const error = Object.entries(weights.value).map(([group, weight]) => {
    const single = SINGLE[group as RaterGroup] ?? rational(1)
    const missing = subtract(rational(1), reliabilityOf(single, released[group as RaterGroup] ?? 1))
    return multiply(multiply(parse(weight), parse(weight)), missing)
  })
  const reliability = subtract(rational(1), sum(error))
  if (compare(reliability, rational(80, 100)) >= 0) return 'high'
  return compare(reliability, rational(60, 100)) >= 0 ? 'moderate' : 'low'
}

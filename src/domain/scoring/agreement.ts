/** How far the raters of one group agree, in words alone: a figure beside the mean would give the ratings away. */
import type { ScoringPolicy } from './policies.ts'
import { NOT_ASKED, type Tally } from './ratings.ts'
import { add, compare, divide, fromInteger, parse, rational, subtract, sum, type Rational } from './rational.ts'

export const AGREEMENTS = ['strong', 'moderate', 'weak'] as const
export type Agreement = (typeof AGREEMENTS)[number]

const absolute = (a: Rational): Rational => (a.n < 0n ? { n: -a.n, d: a.d } : a)

/** AD_M, the mean distance from the mean in scale points (Burke, Finkelstein & Dusig 1999). */
const deviation = (ratings: readonly number[]): Rational => {
  const n = fromInteger(ratings.length)
  const mean = divide(sum(ratings.map(fromInteger)), n)
  return divide(sum(ratings.map((rating) => absolute(subtract(fromInteger(rating), mean)))), n)
}

const ratingsOn = (tally: Tally, item: number): number[] =>
  tally.forms.flatMap(({ ratings }) => {
    const value = ratings[item]
    return value === null || value === undefined || value === NOT_ASKED ? [] : [value]
  })

/**
 * AD_M averaged over items against A/6 of A options, the usual cut-off (Burke & Dunlap 2002), and half of it. null where
 * no item has as many raters as the policy's `dispersion_min_n`.
 */
export const agreementOf = (tally: Tally, items: readonly number[], policy: ScoringPolicy): Agreement | null => {
  const { scale, release } = policy.behaviour
  const least = Number(release.dispersion_min_n)
  const deviations = items
    .map((item) => ratingsOn(tally, item))
    .filter((ratings) => ratings.length >= least)
    .map(deviation)
  if (deviations.length === 0) return null
  const mean = divide(sum(deviations), fromInteger(deviations.length))
  const options = add(subtract(parse(scale.high), parse(scale.low)), rational(1n))
  if (compare(mean, divide(options, rational(12n))) <= 0) return 'strong'
  return compare(mean, divide(options, rational(6n))) <= 0 ? 'moderate' : 'weak'
}

/** How far the raters of one group agree, in words alone: a figure beside the mean would give the ratings away. */
import type { ScoringPolicy } from './policies.ts'
import { NOT_ASKED, type Tally } from './ratings.ts'
import { add, compare, divide, fromInteger, parse, rational, subtract, sum, type Rational } from './rational.ts'

export const AGREEMENTS = ['strong', 'moderate', 'weak'] as const
export type Agreement = (typeof AGREEMENTS)[number]

/**
 * AD_M, the mean distance from the mean in scale points (Burke, Finkelstein & Dusig 1999): each distance times the number
 * of ratings is a whole number.
 */
const deviation = (ratings: readonly number[]): Rational => {
  const n = ratings.length
  const total = ratings.reduce((all, rating) => all + rating, 0)
  const distances = ratings.reduce((all, rating) => all + Math.abs(rating * n - total), 0)
  return rational(distances, n * n)
}

const ratingsOn = (tally: Tally, item: number): number[] =>
  tally.forms
    .map(({ ratings }) => ratings[item])
    .filter((value): value is number => value !== null && value !== undefined && value !== NOT_ASKED)

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
  const options = add(subtract(parse(scale.high), parse(scale.low)), rational(1))
  if (compare(mean, divide(options, rational(12))) <= 0) return 'strong'
  return compare(mean, divide(options, rational(6))) <= 0 ? 'moderate' : 'weak'
}

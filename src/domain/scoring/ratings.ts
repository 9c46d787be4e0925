/** Stage S1 and S2: which forms count, and integer sums per group and item. Integers first, rationals once per figure. */
import type { RaterGroup } from './policies.ts'
import { compare, rational, type Rational } from './rational.ts'

/** Stored where a rater group was never shown the item; null is the answer "not able to judge". Neither is a zero. */
export const NOT_ASKED = -1

export interface SubmittedResponse {
  readonly group: RaterGroup
  /** One entry per item of the form, in form order: L..H, null (not able to judge) or NOT_ASKED. */
  readonly ratings: readonly (number | null)[]
}

export interface Element {
  /** Code of the competency (or BerAKHLAK value) that the items describe. */
  readonly code: string
  /** Percent of the instrument as a decimal string; null on every element means equal weights. */
  readonly weight: string | null
  /** Positions in `ratings`. */
  readonly items: readonly number[]
  /** Groups that were shown the items. */
  readonly groups: readonly RaterGroup[]
}

export interface Tally {
  /** Raters of the group whose form counts. */
  readonly n: number
  /** By position in the ratings; 0 where nobody answered. */
  readonly sums: readonly number[]
  readonly counts: readonly number[]
  /** The forms behind the sums. */
  readonly forms: readonly SubmittedResponse[]
}

export const NO_FORMS: Tally = { n: 0, sums: [], counts: [], forms: [] }

/** Answered share of the items asked, compared as an exact fraction with the least ("2/3"). */
const isCovered = (ratings: readonly (number | null)[], items: readonly number[], least: Rational): boolean => {
  let [asked, answered] = [0, 0]
  for (const item of items) {
    const value = ratings[item]
    if (value === NOT_ASKED || value === undefined) continue
    asked += 1
    if (value !== null) answered += 1
  }
  return asked > 0 && (asked === answered || compare(rational(answered, asked), least) >= 0)
}

const tallyGroup = (forms: readonly SubmittedResponse[], items: readonly number[], size: number): Tally => {
  const [sums, counts] = [new Array<number>(size).fill(0), new Array<number>(size).fill(0)]
  for (const { ratings } of forms)
    for (const item of items) {
      const value = ratings[item]
      if (value === null || value === undefined || value === NOT_ASKED) continue
      sums[item] = (sums[item] ?? 0) + value
      counts[item] = (counts[item] ?? 0) + 1
    }
  return { n: forms.length, sums, counts, forms }
}

export interface Tallies {
  readonly of: ReadonlyMap<RaterGroup, Tally>
  /** How many forms answered too little to count. */
  readonly uncovered: number
}

/** Tallies per group over the items of one instrument; `least` share of the items asked makes a form count. */
export const tallyRatings = (
  responses: readonly SubmittedResponse[],
  items: readonly number[],
  least: Rational,
): Tallies => {
  const forms = new Map<RaterGroup, SubmittedResponse[]>()
  let covered = 0
  for (const response of responses) {
    if (!isCovered(response.ratings, items, least)) continue
    covered += 1
    const known = forms.get(response.group)
    if (known) known.push(response)
    else forms.set(response.group, [response])
  }
  const size = Math.max(-1, ...items) + 1
  const of = new Map<RaterGroup, Tally>()
  for (const [group, given] of forms) of.set(group, tallyGroup(given, items, size))
  return { of, uncovered: responses.length - covered }
}

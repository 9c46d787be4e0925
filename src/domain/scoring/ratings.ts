/** Stage S1 and S2: which forms count, and integer sums per group and item. Integers first, rationals once per figure. */
import { RATER_GROUPS, type RaterGroup } from './policies.ts'
import { compare, parse, rational } from './rational.ts'

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
  readonly sums: ReadonlyMap<number, number>
  readonly counts: ReadonlyMap<number, number>
  /** The forms behind the sums. */
  readonly forms: readonly SubmittedResponse[]
}

/** Answered share of the items asked, compared as an exact fraction with the policy's minimum ("2/3"). */
const isCovered = (ratings: readonly (number | null)[], items: readonly number[], minimum: string): boolean => {
  const asked = items.filter((item) => ratings[item] !== NOT_ASKED && ratings[item] !== undefined)
  const answered = asked.filter((item) => ratings[item] !== null)
  return asked.length > 0 && compare(rational(BigInt(answered.length), BigInt(asked.length)), parse(minimum)) >= 0
}

const tallyGroup = (forms: readonly SubmittedResponse[], items: readonly number[]): Tally => {
  const [sums, counts] = [new Map<number, number>(), new Map<number, number>()]
  for (const { ratings } of forms)
    for (const item of items) {
      const value = ratings[item]
      if (value === null || value === undefined || value === NOT_ASKED) continue
      sums.set(item, (sums.get(item) ?? 0) + value)
      counts.set(item, (counts.get(item) ?? 0) + 1)
    }
  return { n: forms.length, sums, counts, forms }
}

/** Tallies per group over the items of one instrument, and how many forms fell below the coverage minimum. */
export const tallyRatings = (
  responses: readonly SubmittedResponse[],
  elements: readonly Element[],
  coverageMinimum: string,
): { tallies: ReadonlyMap<RaterGroup, Tally>; uncovered: number } => {
  const items = elements.flatMap((element) => element.items)
  const covered = responses.filter((response) => isCovered(response.ratings, items, coverageMinimum))
  const tallies = new Map(
    RATER_GROUPS.map(
      (group) =>
        [
          group,
          tallyGroup(
            covered.filter((form) => form.group === group),
            items,
          ),
        ] as const,
    ),
  )
  return { tallies, uncovered: responses.length - covered.length }
}

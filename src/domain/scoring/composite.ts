/** Stages S3 to S6: group values, threshold, effective weights, competency scores and the total (scoring.md §5.2). */
import { agreementOf, type Agreement } from './agreement.ts'
import { roundOf, type Audience, type Reason, type Round, type Step } from './breakdown.ts'
import type { Values } from './evaluate.ts'
import {
  roundingAt,
  type GroupRule,
  type PositionType,
  type RaterGroup,
  type RoundingRule,
  type ScoringPolicy,
} from './policies.ts'
import { NO_FORMS, NOT_ASKED, tallyRatings, type Element, type SubmittedResponse, type Tally } from './ratings.ts'
import { divide, fromInteger, isZero, parse, rational, round, sum, type Rational } from './rational.ts'
import { StepList } from './steps.ts'

export interface CompositeInput {
  readonly positionType: PositionType
  /** Least share of items answered; the form's own, or the policy's `eligibility.form_coverage_min`. */
  readonly coverage: string
  readonly elements: readonly Element[]
  readonly responses: readonly SubmittedResponse[]
  /** Fewest raters per group as the cycle froze them; never below the policy's own. */
  readonly thresholds: Thresholds
  /** Groups whose relation was found wrong in an objection: as a whole, since leaving out one rater would show what he or she gave. */
  readonly contested: readonly RaterGroup[]
  readonly audience: Audience
}

export type Thresholds = Readonly<Partial<Record<RaterGroup, number>>>

export interface CompetencyScore {
  readonly code: string
  readonly value: string
  readonly groups: Readonly<Partial<Record<RaterGroup, string>>>
}

export interface Composite {
  readonly total: string | null
  readonly reason: Reason | null
  readonly competencies: readonly CompetencyScore[]
  /** Released groups alone, with their number of raters. */
  readonly groups: readonly { readonly group: RaterGroup; readonly n: number }[]
  /** Of released groups with enough raters for a word. */
  readonly agreement: Readonly<Partial<Record<RaterGroup, Agreement>>>
  readonly steps: Step[]
  readonly values: Values
  readonly withheld: { what: string; reason: Reason }[]
  readonly flags: { code: string; detail: string }[]
}

interface Group {
  readonly group: RaterGroup
  readonly rule: GroupRule
  /** Fewest raters that count. */
  readonly least: number
  readonly isContested: boolean
  readonly tally: Tally
}

const isEligible = ({ least, isContested, tally }: Group): boolean => !isContested && tally.n >= least
const carriesWeight = ({ rule }: Group): boolean => !isZero(parse(rule.weight))

/**
 * An item counts when every eligible group that was shown it has enough answers on it; else it is left out for all
 * groups, so that no figure rests on fewer raters than the minimum (scoring.md §1.13 R5).
 */
const usableItems = (element: Element, eligible: readonly Group[]): number[] =>
  element.items.filter((item) =>
    eligible
      .filter(({ group }) => element.groups.includes(group))
      .every(({ least, tally }) => (tally.counts[item] ?? 0) >= least),
  )

/**
 * Indicator first: the mean over raters per item, then over items, so each behaviour counts equally (scoring.md §1.1).
 * Where all items have as many answers, that is one fraction.
 */
const groupMean = ({ sums, counts }: Tally, items: readonly number[]): Rational => {
  const each = counts[items[0] ?? -1] ?? 0
  if (each > 0 && items.every((item) => counts[item] === each))
    return rational(
      items.reduce((total, item) => total + (sums[item] ?? 0), 0),
      each * items.length,
    )
  return divide(sum(items.map((item) => rational(sums[item] ?? 0, counts[item] ?? 1))), fromInteger(items.length))
}

const groupsOf = (input: CompositeInput, policy: ScoringPolicy): { groups: Group[]; uncovered: number } => {
  const { tallies, uncovered } = tallyRatings(input.responses, input.elements, input.coverage)
  const rules = Object.entries(policy.behaviour.groups_by_position[input.positionType]) as [RaterGroup, GroupRule][]
  const groups = rules.map(([group, rule]) => ({
    group,
    rule,
    least: Math.max(Number(rule.min_n), input.thresholds[group] ?? 0),
    isContested: input.contested.includes(group),
    tally: tallies.get(group) ?? NO_FORMS,
  }))
  return { groups, uncovered }
}

const giveMean = (id: string, tally: Tally, items: readonly number[], rule: RoundingRule, list: StepList): string => {
  const value = round(groupMean(tally, items), Number(rule.decimals), rule.mode)
  list.given({ id, value, kind: 'group_mean' })
  return value
}

/** The same figure from its ratings: the mean over raters per item, then over items. */
const deriveMean = (id: string, tally: Tally, items: readonly number[], rounding: Round, list: StepList): string => {
  // Pseudonyms follow from the answers alone, never from who came first.
  const forms = [...tally.forms].sort((a, b) => (String(a.ratings) < String(b.ratings) ? -1 : 1))
  const means = items.map((item) => {
    const itemId = `${id}.item${String(item + 1)}`
    const ratings = forms.flatMap(({ ratings: given }, index) => {
      const value = given[item]
      if (value === null || value === undefined || value === NOT_ASKED) return []
      const ratingId = `${itemId}.rater${String(index + 1)}`
      list.given({ id: ratingId, value: String(value), kind: 'rating' })
      return [ratingId]
    })
    list.derive({ id: itemId, op: 'mean', of: ratings, round: null })
    return itemId
  })
  return list.derive({ id, op: 'mean', of: means, round: rounding })
}

interface Calculation {
  readonly policy: ScoringPolicy
  readonly audience: Audience
  readonly list: StepList
}

const scoreElement = (
  element: Element,
  scored: readonly Group[],
  shown: readonly Group[],
  { policy, audience, list }: Calculation,
): CompetencyScore | null => {
  const seeing = scored.filter(({ group }) => element.groups.includes(group))
  const items = usableItems(element, seeing)
  if (seeing.length === 0 || items.length === 0) return null
  const rounding = roundingAt(policy, 'group_mean')
  const means: Partial<Record<RaterGroup, string>> = {}
  for (const { group, tally } of shown.filter((candidate) => element.groups.includes(candidate.group))) {
    const answered = items.filter((item) => (tally.counts[item] ?? 0) > 0)
    if (answered.length === 0) continue
    const id = `${element.code}.${group}`
    means[group] =
      audience === 'decider'
        ? deriveMean(id, tally, answered, roundOf(rounding), list)
        : giveMean(id, tally, answered, rounding, list)
  }
  const weights = seeing.length === scored.length ? 'w' : `w.${element.code}`
  if (weights !== 'w')
    list.derive({ id: weights, op: 'renormalise', of: weightsOf(seeing), cite: 'policy.missing_group' })
  const value = list.derive({
    id: element.code,
    op: 'weighted_sum',
    terms: seeing.map(({ group }) => [`${weights}.${group}`, `${element.code}.${group}`]),
    round: roundOf(roundingAt(policy, 'competency')),
  })
  return { code: element.code, value, groups: means }
}

const weightsOf = (groups: readonly Group[]): Record<string, string> =>
  Object.fromEntries(groups.map(({ group, rule }) => [group, rule.weight]))

const scoreTotal = (
  elements: readonly Element[],
  scores: readonly CompetencyScore[],
  policy: ScoringPolicy,
  list: StepList,
): string => {
  const rounding = roundOf(roundingAt(policy, 'total'))
  const codes = scores.map(({ code }) => code)
  const weighted = elements.filter(({ code, weight }) => weight !== null && codes.includes(code))
  if (weighted.length === 0) return list.derive({ id: 'total', op: 'mean', of: codes, round: rounding })
  list.derive({
    id: 'weights',
    op: 'renormalise',
    of: Object.fromEntries(weighted.map(({ code, weight }) => [code, weight ?? '0'])),
    cite: 'form.weights',
  })
  return list.derive({
    id: 'total',
    op: 'weighted_sum',
    terms: weighted.map(({ code }) => [`weights.${code}`, code]),
    round: rounding,
  })
}

const reasonOf = ({ rule, isContested }: Group): Reason =>
  isContested ? 'relation_contested' : rule.identified ? 'group_missing' : 'below_threshold'

const agreements = (shown: readonly Group[], input: CompositeInput, policy: ScoringPolicy): Composite['agreement'] => {
  const items = input.elements.flatMap((element) => element.items)
  const words = shown.map(({ group, tally }) => [group, agreementOf(tally, items, policy)] as const)
  return Object.fromEntries(words.filter(([, word]) => word !== null))
}

const withoutResult = (base: Omit<Composite, 'total' | 'reason' | 'competencies'>, reason: Reason): Composite => ({
  ...base,
  total: null,
  reason,
  competencies: [],
})

/**
 * The composite of one instrument: a total on the form's scale with 2 decimals, or null with a reason.
 * Groups below their minimum enter nothing (R2, R3); weight-0 groups (self) are shown and never counted.
 */
export const compositeOf = (input: CompositeInput, policy: ScoringPolicy): Composite => {
  const { groups, uncovered } = groupsOf(input, policy)
  const list = new StepList()
  const shown = groups.filter(isEligible)
  const scored = shown.filter(carriesWeight)
  const base: Omit<Composite, 'total' | 'reason' | 'competencies'> = {
    groups: shown.map(({ group, tally }) => ({ group, n: tally.n })),
    agreement: agreements(shown, input, policy),
    steps: list.steps,
    values: list.values,
    withheld: groups
      .filter((candidate) => !isEligible(candidate))
      .map((candidate) => ({ what: candidate.group, reason: reasonOf(candidate) })),
    flags: [],
  }
  const required = Object.keys(policy.behaviour.no_required_group)
  if (required.some((group) => !scored.some((candidate) => candidate.group === group)))
    return withoutResult(base, 'group_missing')
  if (scored.length === 0) return withoutResult(base, 'no_eligible_group')
  if (policy.behaviour.missing_group === 'strict' && scored.length < groups.filter(carriesWeight).length)
    return withoutResult(base, 'insufficient_raters')

  for (const { group, n } of base.groups) list.given({ id: `n.${group}`, value: String(n), kind: 'count' })
  list.derive({ id: 'w', op: 'renormalise', of: weightsOf(scored), cite: 'policy.missing_group' })
  const competencies: CompetencyScore[] = []
  for (const element of input.elements) {
    const score = scoreElement(element, scored, shown, { policy, audience: input.audience, list })
    if (score) competencies.push(score)
    else base.withheld.push({ what: element.code, reason: 'item_below_threshold' })
  }
  if (competencies.length === 0) return withoutResult(base, 'insufficient_raters')
  const expected = groups.filter(carriesWeight).length
  if (scored.length < expected)
    base.flags.push({ code: 'low_group_count', detail: `${String(scored.length)} of ${String(expected)} groups used` })
  // How many forms were left out is told only where nobody could be counted off by it.
  if (uncovered > 0)
    base.flags.push({ code: 'low_coverage', detail: 'some forms answered too few items and were left out' })
  const total = scoreTotal(input.elements, competencies, policy, list)
  return { ...base, total, reason: null, competencies }
}

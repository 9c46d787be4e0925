/** Stages S3 to S6: group values, threshold, effective weights, competency scores and the total (scoring.md §5.2). */
import { roundOf, type Audience, type Reason, type Round } from './breakdown.ts'
import type { Plan } from './plan.ts'
import {
  roundingAt,
  type GroupRule,
  type PositionType,
  type RaterGroup,
  type RoundingRule,
  type ScoringPolicy,
} from './policies.ts'
import { NO_FORMS, NOT_ASKED, type Element, type SubmittedResponse, type Tallies, type Tally } from './ratings.ts'
import { divide, fromInteger, isZero, parse, rational, round, roundedWhole, sum, type Rational } from './rational.ts'

/** What is the same for a whole cycle. */
export interface Frame {
  /** Least share of items answered; the form's own, or the policy's `eligibility.form_coverage_min`. */
  readonly coverage: string
  readonly elements: readonly Element[]
  readonly audience: Audience
}

/** What a composite is given of one person. */
export interface PersonInput {
  readonly positionType: PositionType
  readonly responses: readonly SubmittedResponse[]
  /** Fewest raters per group as the cycle froze them; never below the policy's own. */
  readonly thresholds: Thresholds
  /** Groups whose relation was found wrong in an objection: as a whole, since leaving out one rater would show what he or she gave. */
  readonly contested: readonly RaterGroup[]
}

export type Thresholds = Readonly<Partial<Record<RaterGroup, number>>>

export interface CompetencyScore {
  readonly code: string
  readonly value: string
  readonly groups: Readonly<Partial<Record<RaterGroup, string>>>
}

/** Whose ratings a plan is run on. */
export type People = Tallies['of']

/** What a composite is made of, the same for all who share its plan. Figures are steps of the plan. */
export interface Outline {
  /** There is a step `total`. */
  readonly hasTotal: boolean
  readonly reason: Reason | null
  /** The step of each is its code, and `code.group` of each group that is shown. */
  readonly competencies: readonly { readonly code: string; readonly groups: readonly RaterGroup[] }[]
  /** Released groups alone. */
  readonly groups: readonly RaterGroup[]
  readonly withheld: readonly { readonly what: string; readonly reason: Reason }[]
  readonly flags: readonly { readonly code: string; readonly detail: string }[]
}

export interface Group {
  readonly group: RaterGroup
  readonly rule: GroupRule
  /** Fewest raters that count. */
  readonly least: number
  readonly isContested: boolean
  readonly tally: Tally
}

export const isEligible = ({ least, isContested, tally }: Group): boolean => !isContested && tally.n >= least
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

/** Of the items together where all have as many answers: then the mean of their means is one fraction. */
const evenly = (
  { sums, counts }: Tally,
  items: readonly number[],
): { readonly sum: number; readonly n: number } | null => {
  const each = counts[items[0] ?? -1] ?? 0
  let sum = 0
  for (const item of items) {
    if (counts[item] !== each) return null
    sum += sums[item] ?? 0
  }
  return each > 0 ? { sum, n: each * items.length } : null
}

/** Indicator first: the mean over raters per item, then over items, so each behaviour counts equally (scoring.md §1.1). */
const groupMean = ({ sums, counts }: Tally, items: readonly number[]): Rational =>
  divide(sum(items.map((item) => rational(sums[item] ?? 0, counts[item] ?? 1))), fromInteger(items.length))

/** In units of the last place of the rule. */
const roundedMean = (tally: Tally, items: readonly number[], { decimals, mode }: RoundingRule): number => {
  const [places, even] = [Number(decimals), evenly(tally, items)]
  const whole = even ? roundedWhole(even.sum, even.n, places) : NaN
  return Number.isNaN(whole) ? Number(round(groupMean(tally, items), places, mode).replace('.', '')) : whole
}

/** The groups that the policy knows for each type of position. */
export const rulesOf = ({ behaviour }: ScoringPolicy): Readonly<Record<PositionType, Rules>> => {
  const of = (type: PositionType): Rules =>
    (Object.entries(behaviour.groups_by_position[type]) as [RaterGroup, GroupRule][]).map(([group, rule]) => ({
      group,
      rule,
      least: Number(rule.min_n),
    }))
  return { leader: of('leader'), non_leader: of('non_leader') }
}
export type Rules = readonly Pick<Group, 'group' | 'rule' | 'least'>[]

/** Those groups with what was tallied of them. */
export const groupsOf = (person: PersonInput, rules: Rules, people: People): Group[] =>
  rules.map(({ group, rule, least }) => ({
    group,
    rule,
    least: Math.max(least, person.thresholds[group] ?? 0),
    isContested: person.contested.includes(group),
    tally: people.get(group) ?? NO_FORMS,
  }))

interface Calculation {
  readonly policy: ScoringPolicy
  readonly audience: Audience
  readonly plan: Plan<People>
}

const giveMean = (code: string, group: RaterGroup, items: readonly number[], { policy, plan }: Calculation): void => {
  const rule = roundingAt(policy, 'group_mean')
  const mean = (people: People): number => roundedMean(people.get(group) ?? NO_FORMS, items, rule)
  plan.measured({ id: `${code}.${group}`, kind: 'group_mean' }, Number(rule.decimals), mean)
}

/** The same figure from its ratings: the mean over raters per item, then over items. */
const deriveMean = (id: string, tally: Tally, items: readonly number[], rounding: Round, plan: Plan<People>): void => {
  // Pseudonyms follow from the answers alone, never from who came first.
  const forms = [...tally.forms].sort((a, b) => (String(a.ratings) < String(b.ratings) ? -1 : 1))
  const means = items.map((item) => {
    const itemId = `${id}.item${String(item + 1)}`
    const ratings = forms.flatMap(({ ratings: given }, index) => {
      const value = given[item]
      if (value === null || value === undefined || value === NOT_ASKED) return []
      const ratingId = `${itemId}.rater${String(index + 1)}`
      plan.given({ id: ratingId, value: String(value), kind: 'rating' })
      return [ratingId]
    })
    plan.derive({ id: itemId, op: 'mean', of: ratings, round: null })
    return itemId
  })
  plan.derive({ id, op: 'mean', of: means, round: rounding })
}

const planElement = (
  element: Element,
  scored: readonly Group[],
  shown: readonly Group[],
  calculation: Calculation,
): Outline['competencies'][number] | null => {
  const { policy, audience, plan } = calculation
  const seeing = scored.filter(({ group }) => element.groups.includes(group))
  const items = usableItems(element, seeing)
  if (seeing.length === 0 || items.length === 0) return null
  const groups: RaterGroup[] = []
  for (const { group, tally } of shown.filter((candidate) => element.groups.includes(candidate.group))) {
    const answered = items.filter((item) => (tally.counts[item] ?? 0) > 0)
    if (answered.length === 0) continue
    groups.push(group)
    if (audience === 'subject') giveMean(element.code, group, answered, calculation)
    else deriveMean(`${element.code}.${group}`, tally, answered, roundOf(roundingAt(policy, 'group_mean')), plan)
  }
  const weights = seeing.length === scored.length ? 'w' : `w.${element.code}`
  if (weights !== 'w')
    plan.derive({ id: weights, op: 'renormalise', of: weightsOf(seeing), cite: 'policy.missing_group' })
  plan.derive({
    id: element.code,
    op: 'weighted_sum',
    terms: seeing.map(({ group }) => [`${weights}.${group}`, `${element.code}.${group}`]),
    round: roundOf(roundingAt(policy, 'competency')),
  })
  return { code: element.code, groups }
}

const weightsOf = (groups: readonly Group[]): Record<string, string> =>
  Object.fromEntries(groups.map(({ group, rule }) => [group, rule.weight]))

const planTotal = (
  elements: readonly Element[],
  codes: readonly string[],
  policy: ScoringPolicy,
  plan: Plan<People>,
): void => {
  const rounding = roundOf(roundingAt(policy, 'total'))
  const weighted = elements.filter(({ code, weight }) => weight !== null && codes.includes(code))
  if (weighted.length === 0) {
    plan.derive({ id: 'total', op: 'mean', of: codes, round: rounding })
    return
  }
  plan.derive({
    id: 'weights',
    op: 'renormalise',
    of: Object.fromEntries(weighted.map(({ code, weight }) => [code, weight ?? '0'])),
    cite: 'form.weights',
  })
  plan.derive({
    id: 'total',
    op: 'weighted_sum',
    terms: weighted.map(({ code }) => [`weights.${code}`, code]),
    round: rounding,
  })
}

const reasonOf = ({ rule, isContested }: Group): Reason =>
  isContested ? 'relation_contested' : rule.identified ? 'group_missing' : 'below_threshold'

/** Why nothing can be scored, before a step is taken. */
const obstacle = (scored: readonly Group[], groups: readonly Group[], { behaviour }: ScoringPolicy): Reason | null => {
  const required = Object.keys(behaviour.no_required_group)
  if (required.some((group) => !scored.some((candidate) => candidate.group === group))) return 'group_missing'
  if (scored.length === 0) return 'no_eligible_group'
  const isIncomplete = scored.length < groups.filter(carriesWeight).length
  return behaviour.missing_group === 'strict' && isIncomplete ? 'insufficient_raters' : null
}

const flagsOf = (used: number, expected: number, uncovered: number): Outline['flags'] => [
  ...(used < expected
    ? [{ code: 'low_group_count', detail: `${String(used)} of ${String(expected)} groups used` }]
    : []),
  // How many forms were left out is told only where nobody could be counted off by it.
  ...(uncovered > 0 ? [{ code: 'low_coverage', detail: 'some forms answered too few items and were left out' }] : []),
]

/**
 * The composite of one instrument: a total on the form's scale with 2 decimals, or none with a reason. Groups below their
 * minimum enter nothing (R2, R3); weight-0 groups (self) are shown and never counted. Takes of `groups` who is eligible and
 * which items were answered, and for deciders the ratings; never a number that another with the same plan may not have.
 */
export const planComposite = (
  { elements, audience }: Frame,
  policy: ScoringPolicy,
  groups: readonly Group[],
  uncovered: number,
  plan: Plan<People>,
): Outline => {
  const shown = groups.filter(isEligible)
  const scored = shown.filter(carriesWeight)
  const withheld: Outline['withheld'][number][] = groups
    .filter((candidate) => !isEligible(candidate))
    .map((candidate) => ({ what: candidate.group, reason: reasonOf(candidate) }))
  const base = { groups: shown.map(({ group }) => group), withheld }
  const none = (reason: Reason): Outline => ({ ...base, hasTotal: false, reason, competencies: [], flags: [] })
  const reason = obstacle(scored, groups, policy)
  if (reason !== null) return none(reason)

  for (const { group } of shown)
    plan.measured({ id: `n.${group}`, kind: 'count' }, 0, (people) => people.get(group)?.n ?? 0)
  plan.derive({ id: 'w', op: 'renormalise', of: weightsOf(scored), cite: 'policy.missing_group' })
  const competencies: Outline['competencies'][number][] = []
  for (const element of elements) {
    const planned = planElement(element, scored, shown, { policy, audience, plan })
    if (planned) competencies.push(planned)
    else withheld.push({ what: element.code, reason: 'item_below_threshold' })
  }
  if (competencies.length === 0) return none('insufficient_raters')
  const codes = competencies.map(({ code }) => code)
  planTotal(elements, codes, policy, plan)
  const flags = flagsOf(scored.length, groups.filter(carriesWeight).length, uncovered)
  return { ...base, hasTotal: true, reason: null, competencies, flags }
}

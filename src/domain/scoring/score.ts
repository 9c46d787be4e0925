/** Stage S7 and S8: from the composite to the outcome that the policy names. The composite proposes, an official confirms. */
import { agreementOf, type Agreement } from './agreement.ts'
import type { Breakdown, Reason, Step } from './breakdown.ts'
import {
  groupsOf,
  isEligible,
  planComposite,
  rulesOf,
  type Frame,
  type Group,
  type Outline,
  type People,
  type PersonInput,
} from './composite.ts'
import { planJpm, withPriorities, type Gap } from './jpm.ts'
import { planNumeric } from './numeric.ts'
import type { OfficialInput, OutcomeOutline } from './outcomes.ts'
import { Plan, type Run } from './plan.ts'
import type { RaterGroup, ScoringPolicy } from './policies.ts'
import { planQuadrant } from './quadrant.ts'
import { tallyRatings } from './ratings.ts'
import { parse } from './rational.ts'
import { likeness } from './likeness.ts'

export type { OfficialInput } from './outcomes.ts'

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
  readonly withheld: Outline['withheld']
  readonly flags: Outline['flags']
}

export interface Outcome {
  /** Id of the outcome's step, or null with a reason. */
  readonly result: string | null
  readonly reason: Reason | null
  /** What the composite proposes, before an official confirms. */
  readonly proposal: string | null
  readonly predicate: string | null
  /** The figure of the outcome: JPM in percent, or the PP 30/2019 value; null for a quadrant. */
  readonly figure: string | null
  readonly gaps: readonly Gap[]
}

/** All that a calculation is given beside the ratings; stored with the result, so that it can be repeated. */
export interface ScoringFacts extends Pick<PersonInput, 'positionType' | 'thresholds' | 'contested'> {
  /** Required level 1..5 per competency code, frozen when the cycle opened. */
  readonly requiredLevels: Readonly<Record<string, number>>
  readonly official: OfficialInput | null
  readonly closedAt: string
}

export type Person = PersonInput & Pick<ScoringFacts, 'requiredLevels' | 'official'>
export type ScoreInput = Frame & Person

export interface Score extends Outcome {
  readonly composite: Composite
  /** Every step of the way; written down when it is asked for. */
  readonly steps: readonly Step[]
}

/** The steps that a person shares with all who are alike, and what they come to. */
interface Scheme {
  readonly plan: Plan<People>
  readonly outline: Outline
  readonly outcome: OutcomeOutline
}

const planOutcome = (
  outline: Outline,
  { result }: ScoringPolicy,
  person: Person,
  plan: Plan<People>,
): OutcomeOutline => {
  if (result.type === 'quadrant') return planQuadrant(outline, result, person.official, plan)
  if (result.type === 'numeric') return planNumeric(outline, result, person.official, plan)
  return planJpm(outline, result, person.requiredLevels, plan)
}

interface Taken {
  readonly groups: readonly Group[]
  readonly uncovered: number
}

const schemeOf = (frame: Frame, person: Person, policy: ScoringPolicy, { groups, uncovered }: Taken): Scheme => {
  const plan = new Plan<People>()
  const outline = planComposite(frame, policy, groups, uncovered, plan)
  return { plan, outline, outcome: planOutcome(outline, policy, person, plan) }
}

const agreements = (
  shown: readonly Group[],
  items: readonly number[],
  policy: ScoringPolicy,
): Composite['agreement'] => {
  const words = shown.map(({ group, tally }) => [group, agreementOf(tally, items, policy)] as const)
  return Object.fromEntries(words.filter(([, word]) => word !== null))
}

const competenciesOf = ({ plan, outline }: Scheme, run: Run): CompetencyScore[] =>
  outline.competencies.map(({ code, groups }) => ({
    code,
    value: plan.text(run, code),
    groups: Object.fromEntries(groups.map((group) => [group, plan.text(run, `${code}.${group}`)])),
  }))

const gapsOf = ({ plan, outcome }: Scheme, run: Run, { result }: ScoringPolicy): Gap[] => {
  if (result.type !== 'jpm') return []
  const gaps = outcome.gaps.map(({ code, required }) => ({
    code,
    attained: plan.text(run, code),
    required,
    gap: plan.text(run, `${code}.gap`),
  }))
  return withPriorities(gaps, result)
}

/** One person's run of a scheme. */
interface Scored extends Scheme {
  readonly run: Run
  readonly people: People
  readonly groups: readonly Group[]
  /** Of the instrument. */
  readonly items: readonly number[]
  readonly policy: ScoringPolicy
}

const read = ({ plan, run }: Scored, id: string | null): string | null => (id === null ? null : plan.text(run, id))

// What is made of many figures is put together when somebody asks. Getters of a class: of a literal they would cost each
// person a hidden class that nothing but a whole collection frees.

class PersonComposite implements Composite {
  readonly #scored: Scored
  constructor(scored: Scored) {
    this.#scored = scored
  }
  get total() {
    return this.#scored.outline.hasTotal ? read(this.#scored, 'total') : null
  }
  get reason() {
    return this.#scored.outline.reason
  }
  get competencies() {
    return competenciesOf(this.#scored, this.#scored.run)
  }
  get groups() {
    const { outline, people } = this.#scored
    return outline.groups.map((group) => ({ group, n: people.get(group)?.n ?? 0 }))
  }
  get agreement() {
    const { groups, items, policy } = this.#scored
    return agreements(groups.filter(isEligible), items, policy)
  }
  get withheld() {
    return this.#scored.outline.withheld
  }
  get flags() {
    return this.#scored.outline.flags
  }
}

class PersonScore implements Score {
  readonly #scored: Scored
  readonly composite: Composite
  constructor(scored: Scored) {
    this.#scored = scored
    this.composite = new PersonComposite(scored)
  }
  get result() {
    return this.#scored.outcome.result
  }
  get reason() {
    return this.#scored.outcome.reason
  }
  get proposal() {
    return read(this.#scored, this.#scored.outcome.proposal)
  }
  get predicate() {
    return read(this.#scored, this.#scored.outcome.predicate)
  }
  get figure() {
    return read(this.#scored, this.#scored.outcome.figure)
  }
  get gaps() {
    return gapsOf(this.#scored, this.#scored.run, this.#scored.policy)
  }
  get steps() {
    return this.#scored.plan.steps(this.#scored.run)
  }
}

/** Schemes are few: groups that are large enough or not, items left out, standards of positions. */
const MOST_SCHEMES = 1_000

/**
 * Scores one after another under one policy. Pure and total: same input and policy, same bytes. Throws RangeError only for
 * a policy that no validation let through.
 */
export const scorerOf = (frame: Frame, policy: ScoringPolicy): ((person: Person) => Score) => {
  const { elements, coverage, audience } = frame
  const items = elements.flatMap((element) => element.items)
  const [least, rules] = [parse(coverage), rulesOf(policy)]
  const schemes = new Map<string, Scheme>()
  const sharedScheme = (person: Person, taken: Taken): Scheme => {
    const key = likeness(person, elements, taken.groups, taken.uncovered)
    const known = schemes.get(key)
    if (known) return known
    const scheme = schemeOf(frame, person, policy, taken)
    if (schemes.size < MOST_SCHEMES) schemes.set(key, scheme)
    return scheme
  }
  return (person) => {
    const { of: people, uncovered } = tallyRatings(person.responses, items, least)
    const taken = { groups: groupsOf(person, rules[person.positionType], people), uncovered }
    // For deciders each rating is a step.
    const scheme = audience === 'subject' ? sharedScheme(person, taken) : schemeOf(frame, person, policy, taken)
    const { plan, outline, outcome } = scheme
    const run = plan.run(people)
    return new PersonScore({ plan, outline, outcome, run, people, groups: taken.groups, items, policy })
  }
}

/** One person alone. Throws as `scorerOf`. */
export const score = (input: ScoreInput, policy: ScoringPolicy): Score => scorerOf(input, policy)(input)

export type BreakdownHead = Pick<Breakdown, 'schema' | 'audience' | 'engine' | 'policy' | 'input' | 'thresholds'>

export const breakdownOf = (head: BreakdownHead, scored: Score): Breakdown => ({
  ...head,
  steps: scored.steps,
  result: scored.result,
  reason: scored.reason,
  withheld: scored.composite.withheld,
  flags: scored.composite.flags,
})

/** What people are told before they rate: facts of the frozen form, policies, thresholds and clocks, and nothing else. */
import type { Thresholds } from '../scoring/composite.ts'
import {
  POSITION_TYPES,
  RATER_GROUPS,
  type Instrument,
  type PositionType,
  type RaterGroup,
  type ScoringPolicy,
} from '../scoring/policies.ts'
import { isZero, parse, percentOf } from '../scoring/rational.ts'
import { pooledThreshold, type AnonymityThresholds } from './cycles.ts'
import type { FormContent, Scale } from './forms.ts'

/** Calendar days. */
export interface Clocks {
  readonly objectionDays: number
  readonly hearingDays: number
  readonly decisionDays: number
}

export interface BriefedGroup {
  readonly positionType: PositionType
  readonly group: RaterGroup
  readonly percent: string
  readonly isWeighted: boolean
  readonly identified: boolean
  /** Fewest raters for the group to count. */
  readonly least: number
}

export interface BriefedInstrument {
  readonly instrument: Instrument
  readonly outcome: ScoringPolicy['result']['type']
  readonly basis: string
  /** Percent of work result and behaviour, where they are added. */
  readonly weights: Readonly<Record<string, string>>
  readonly elements: readonly string[]
  readonly items: number
  readonly groups: readonly BriefedGroup[]
}

export interface Briefing {
  readonly scale: Scale
  /** Least share of items answered, as a fraction. */
  readonly coverage: string
  readonly commentThreshold: number
  readonly clocks: Clocks
  readonly instruments: readonly BriefedInstrument[]
}

const groupsOf = (policy: ScoringPolicy, thresholds: Thresholds): BriefedGroup[] =>
  POSITION_TYPES.flatMap((positionType) =>
    RATER_GROUPS.flatMap((group) => {
      const rule = policy.behaviour.groups_by_position[positionType][group]
      if (!rule) return []
      const isWeighted = !isZero(parse(rule.weight))
      const least = Math.max(Number(rule.min_n), thresholds[group] ?? 0)
      return [{ positionType, group, percent: percentOf(rule.weight), isWeighted, identified: rule.identified, least }]
    }),
  )

const weightsOf = ({ result }: ScoringPolicy): Record<string, string> =>
  result.type === 'numeric'
    ? { skp: percentOf(result.weights.skp), behaviour: percentOf(result.weights.behaviour) }
    : {}

export const briefingOf = (
  form: FormContent,
  policies: readonly { readonly instrument: Instrument; readonly document: ScoringPolicy }[],
  thresholds: AnonymityThresholds,
  clocks: Clocks,
): Briefing => ({
  scale: form.scale,
  coverage: form.coverage,
  commentThreshold: pooledThreshold(thresholds),
  clocks,
  instruments: policies
    .map(({ instrument, document }) => ({
      instrument,
      outcome: document.result.type,
      basis: document.basis[0] ?? document.id,
      weights: weightsOf(document),
      elements: form.elements.filter((element) => element.instrument === instrument).map(({ name }) => name),
      items: form.elements
        .filter((element) => element.instrument === instrument)
        .reduce((total, { items }) => total + items.length, 0),
      groups: groupsOf(document, thresholds),
    }))
    .filter(({ items }) => items > 0),
})

/** What a scoring policy must hold beyond its shape. */
import { DomainError } from '../errors.ts'
import type { Band, GroupRule, NumericResult, ScoringPolicy } from './policies.ts'
import { add, compare, format, isZero, parse, rational, sum, type Rational } from './rational.ts'

/** Below 3 a mean tells single ratings (scoring.md §1.13); no policy may go under it. */
const LEAST_ANONYMOUS_GROUP = 3

const invalid = (rule: string, found: string, needed: string): never => {
  throw new DomainError('scoringPolicy.invalid', { rule, found, needed })
}

const checkGroups = (type: string, groups: Readonly<Record<string, GroupRule>>, threshold: number): void => {
  if (isZero(sum(Object.values(groups).map(({ weight }) => parse(weight)))))
    invalid(`behaviour.groups_by_position.${type}`, '0', 'a weight above 0')
  for (const [group, { identified, min_n }] of Object.entries(groups)) {
    const anonymous = group === 'peer' || group === 'subordinate'
    if (anonymous && (identified || Number(min_n) < threshold))
      invalid(
        `behaviour.groups_by_position.${type}.${group}.min_n`,
        identified ? 'identified' : min_n,
        `at least ${String(threshold)}`,
      )
  }
}

const checkBands = (rule: string, bands: readonly Band[], lowest: Rational): void => {
  if (!bands.some(({ min, requires }) => compare(parse(min), lowest) <= 0 && (requires ?? []).length === 0))
    invalid(rule, 'a gap at the bottom', `a band from ${format(lowest)}`)
}

const checkNumeric = ({ behaviour_value, weights, weights_without_views, bands }: NumericResult): void => {
  const xs = behaviour_value.anchors.map(([x]) => parse(x))
  const ascends = xs.every((x, index) => index === 0 || compare(x, xs[index - 1] ?? x) > 0)
  if (!ascends) invalid('result.behaviour_value.anchors', 'out of order', 'ascending anchors')
  for (const [name, pair] of Object.entries({ weights, weights_without_views })) {
    const total = add(parse(pair.skp), parse(pair.behaviour))
    if (compare(total, rational(1)) !== 0) invalid(`result.${name}`, format(total), '1')
  }
  checkBands('result.bands', bands, rational(0))
}

/** Throws `scoringPolicy.invalid` naming the rule, what was found and what is needed. */
export const checkPolicy = (policy: ScoringPolicy): void => {
  const { behaviour, result } = policy
  const threshold = Number(behaviour.release.threshold)
  if (threshold < LEAST_ANONYMOUS_GROUP)
    invalid('behaviour.release.threshold', String(threshold), `at least ${String(LEAST_ANONYMOUS_GROUP)}`)
  for (const [type, groups] of Object.entries(behaviour.groups_by_position)) checkGroups(type, groups, threshold)
  const stages = new Set(behaviour.rounding.map(({ at }) => at))
  if (stages.size !== 3) invalid('behaviour.rounding', [...stages].join(', '), 'group_mean, competency, total')
  if (policy.valid_to !== null && policy.valid_to < policy.valid_from)
    invalid('valid_to', policy.valid_to, `from ${policy.valid_from} on`)
  if (result.type === 'quadrant')
    checkBands('result.behaviour_rating.bands', result.behaviour_rating.bands, parse(behaviour.scale.low))
  else if (result.type === 'numeric') checkNumeric(result)
  else checkBands(`result.band_sets.${result.band_set}`, result.band_sets[result.band_set] ?? [], rational(0))
}

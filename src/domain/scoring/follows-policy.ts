/** Whether a calculation used the weights, bands, tables and rounding of the policy it names, and no others. */
import type { Breakdown, Step } from './breakdown.ts'
import type { Band, ScoringPolicy } from './policies.ts'
import type { Difference } from './verify.ts'

const text = (value: unknown): string => JSON.stringify(value)

/** Written in one order of members, so that only content can differ. */
export const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, ordered(member)]),
  )
}

const same = (a: unknown, b: unknown): boolean => text(ordered(a)) === text(ordered(b))

const bandsOf = ({ result }: ScoringPolicy): (readonly Band[])[] => {
  if (result.type === 'quadrant') return [result.behaviour_rating.bands]
  return result.type === 'numeric' ? [result.bands] : Object.values(result.band_sets)
}

const roundingsOf = ({ behaviour, result }: ScoringPolicy): unknown[] => {
  const rules = result.type === 'quadrant' ? [] : [result.round]
  const converted = result.type === 'numeric' ? [result.behaviour_value.round] : []
  return [...behaviour.rounding, ...rules, ...converted].map(({ decimals, mode }) => [decimals, mode])
}

const isOfPolicy = (step: Step, policy: ScoringPolicy): boolean => {
  const { behaviour, result } = policy
  if ('round' in step && step.round !== null && !roundingsOf(policy).some((rule) => same(rule, step.round)))
    return false
  if (step.op === 'renormalise' && step.cite === 'policy.missing_group')
    return Object.values(behaviour.groups_by_position).some((groups) =>
      Object.entries(step.of).every(([group, weight]) => groups[group as keyof typeof groups]?.weight === weight),
    )
  if (step.op === 'band') return bandsOf(policy).some((bands) => same(bands, step.bands))
  if (step.op === 'lookup') return result.type === 'quadrant' && same(result.matrix, step.table)
  if (step.op === 'piecewise_linear')
    return result.type === 'numeric' && same(result.behaviour_value.anchors, step.anchors)
  return true
}

/** Steps that the policy does not know, in their order. */
export const differencesFromPolicy = (breakdown: Pick<Breakdown, 'steps'>, policy: ScoringPolicy): Difference[] =>
  breakdown.steps
    .filter((step) => !isOfPolicy(step, policy))
    .map(({ id }) => ({ step: id, member: 'policy', found: 'a rule of its own', recomputed: policy.id }))

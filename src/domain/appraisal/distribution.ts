/** The distribution of predicates against a guidance pattern: it warns and never refuses, since a quota would be unfair. */
import { compare, isZero, parse, rational, round, type Rational } from '../scoring/rational.ts'

export const ORGANISATION_PREDICATES = ['ISTIMEWA', 'BAIK', 'BUTUH_PERBAIKAN', 'KURANG', 'SANGAT_KURANG'] as const
export type OrganisationPredicate = (typeof ORGANISATION_PREDICATES)[number]

export const DISTRIBUTION_RULES = ['dominant', 'at_most', 'at_least', 'some', 'none'] as const
export interface DistributionRule {
  readonly rule: (typeof DISTRIBUTION_RULES)[number]
  readonly predicates: readonly string[]
  /** For at_most and at_least. */
  readonly percent: string | null
}

export interface DistributionWarning {
  readonly rule: DistributionRule['rule']
  readonly predicates: readonly string[]
  /** Percent found, 2 decimals. */
  readonly found: string
  readonly needed: string | null
}

export type PredicateCounts = Readonly<Record<string, number>>

const breaks = ({ rule, percent }: DistributionRule, share: Rational, isLargest: boolean): boolean => {
  if (rule === 'dominant') return !isLargest
  if (rule === 'at_most') return compare(share, parse(percent ?? '100')) > 0
  if (rule === 'at_least') return compare(share, parse(percent ?? '0')) < 0
  return rule === 'some' ? isZero(share) : !isZero(share)
}

/** Exact shares, so that 70 of 100 is not above 70%. Nobody rated: nothing to warn of. */
export const distributionWarnings = (
  counts: PredicateCounts,
  rules: readonly DistributionRule[],
): DistributionWarning[] => {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (total === 0) return []
  const largest = Math.max(...Object.values(counts))
  return rules.flatMap((rule) => {
    const count = rule.predicates.reduce((sum, predicate) => sum + (counts[predicate] ?? 0), 0)
    const share = rational(count * 100, total)
    if (!breaks(rule, share, count === largest)) return []
    const { rule: name, predicates, percent } = rule
    return [{ rule: name, predicates, found: round(share, 2), needed: percent }]
  })
}

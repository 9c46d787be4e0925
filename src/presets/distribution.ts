/** The pattern of predicates by organisational performance, as dated data. */
import { readFileSync } from 'node:fs'
import type { DistributionRule, OrganisationPredicate } from '../domain/appraisal/distribution.ts'

interface DistributionPreset {
  readonly id: string
  readonly source: string
  readonly patterns: Readonly<Record<OrganisationPredicate, readonly DistributionRule[]>>
}

export const DISTRIBUTION = JSON.parse(
  readFileSync(new URL('./se-menpanrb-3-2023.json', import.meta.url), 'utf8'),
) as DistributionPreset

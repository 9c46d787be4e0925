/** Turns a calculation into a sealed result: commitment to the inputs, breakdown, hash. */
import { frameOf, type FormContent } from '../../domain/appraisal/forms.ts'
import type { ResultChange } from '../../domain/appraisal/results.ts'
import { ENGINE, type Audience, type Breakdown } from '../../domain/scoring/breakdown.ts'
import { canonicalJson, type Canonical } from '../../domain/scoring/canonical.ts'
import type { Thresholds } from '../../domain/scoring/composite.ts'
import type { SubmittedResponse } from '../../domain/scoring/ratings.ts'
import { breakdownOf, scorerOf, type OfficialInput, type Score, type ScoringFacts } from '../../domain/scoring/score.ts'
import type { NewResult } from '../../repositories/appraisal/results.ts'
import type { ScoringPolicyRow } from '../../repositories/appraisal/scoring-policies.ts'
import { hmac, sha256 } from '../access/keys.ts'

export interface SealInput {
  readonly appraisalId: string
  readonly responses: readonly SubmittedResponse[]
  readonly facts: ScoringFacts
}

export interface Edition {
  readonly id: string
  readonly edition: number
  readonly supersedesId: string | null
  readonly change: ResultChange | null
}

/**
 * Keyed by a secret of the appraisal: ratings have so few values that a plain hash of them could be searched
 * (scoring.md §5.5).
 */
const commitmentOf = (secret: Buffer, { appraisalId, responses, facts }: SealInput): string => {
  const key = hmac(secret, `commitment/${appraisalId}`)
  const rows = responses.map(({ group, ratings }) => `${group}:${ratings.join(',')}`).sort()
  const content = canonicalJson({ responses: rows, facts: facts as unknown as Canonical })
  return `hmac-sha256:${hmac(key, content).toString('hex')}`
}

const thresholdTexts = (thresholds: Thresholds): Record<string, string> =>
  Object.fromEntries(Object.entries(thresholds).map(([group, least]) => [group, String(least)]))

export interface Calculated {
  readonly scored: Score
  readonly breakdown: Breakdown
}

/** Calculates for one audience. Same input, policy and secret: the same bytes, today and in ten years. */
export const calculatorOf = (
  secret: Buffer,
  form: FormContent,
  policy: ScoringPolicyRow,
  audience: Audience,
): ((input: SealInput) => Calculated) => {
  const score = scorerOf(frameOf(form, policy.instrument, audience), policy.document)
  return (input) => {
    const { responses, facts } = input
    const scored = score({ ...facts, responses })
    const head = {
      schema: 'breakdown/1',
      audience,
      engine: ENGINE,
      policy: { id: policy.code, version: policy.edition, sha256: policy.sha256 },
      input: { commitment: commitmentOf(secret, input), closed_at: facts.closedAt },
      thresholds: thresholdTexts(facts.thresholds),
    } as const
    return { scored, breakdown: breakdownOf(head, scored) }
  }
}

export const canonicalBreakdown = (breakdown: Breakdown): string => canonicalJson(breakdown as unknown as Canonical)

/** SHA-256 over policy hash, commitment, engine and breakdown (scoring.md §5.5); engine 1.0.0 hashed the breakdown alone. */
export const resultHashOf = (breakdown: Breakdown): string => {
  if (breakdown.engine.version === '1.0.0') return sha256(canonicalBreakdown(breakdown))
  const { policy, input, engine } = breakdown
  const parts = { policy_hash: policy.sha256, input_commitment: input.commitment, engine, breakdown }
  return sha256(canonicalJson(parts as unknown as Canonical))
}

const isFinal = (policy: ScoringPolicyRow, official: OfficialInput | null): boolean =>
  policy.instrument === 'competency' || official !== null

const sealed = (
  input: SealInput,
  { scored, breakdown }: Calculated,
  policy: ScoringPolicyRow,
  edition: Edition,
): NewResult => ({
  ...edition,
  appraisalId: input.appraisalId,
  instrument: policy.instrument,
  stage: isFinal(policy, input.facts.official) ? ('final' as const) : ('proposed' as const),
  policyId: policy.id,
  total: scored.composite.total,
  proposal: scored.proposal,
  predicate: scored.predicate,
  figure: scored.figure,
  reason: scored.reason,
  gaps: scored.gaps,
  competencies: scored.composite.competencies,
  facts: input.facts,
  released: Object.fromEntries(scored.composite.groups.map(({ group, n }) => [group, n])),
  agreement: scored.composite.agreement,
  breakdown: canonicalBreakdown(breakdown),
  resultSha256: resultHashOf(breakdown),
})

/** Makes the subjects' sheets, sealed. */
export const sealerOf = (
  secret: Buffer,
  form: FormContent,
  policy: ScoringPolicyRow,
): ((input: SealInput, edition: Edition) => NewResult) => {
  const calculate = calculatorOf(secret, form, policy, 'subject')
  return (input, edition) => sealed(input, calculate(input), policy, edition)
}

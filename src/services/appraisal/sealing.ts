/** Turns a calculation into a sealed result: commitment to the inputs, breakdown, hash. */
import { createHash, createHmac } from 'node:crypto'
import { elementsOf, type FormContent } from '../../domain/appraisal/forms.ts'
import type { RequiredLevels } from '../../domain/competency/position-standards.ts'
import { ENGINE } from '../../domain/scoring/breakdown.ts'
import { canonicalJson, type Canonical } from '../../domain/scoring/canonical.ts'
import type { PositionType } from '../../domain/scoring/policies.ts'
import type { SubmittedResponse } from '../../domain/scoring/ratings.ts'
import { breakdownOf, score, type OfficialInput, type Score } from '../../domain/scoring/score.ts'
import type { NewResult } from '../../repositories/appraisal/results.ts'
import type { ScoringPolicyRow } from '../../repositories/appraisal/scoring-policies.ts'

export interface SealInput {
  readonly appraisalId: string
  readonly positionType: PositionType
  readonly requiredLevels: RequiredLevels
  readonly responses: readonly SubmittedResponse[]
  readonly official: OfficialInput | null
  readonly closedAt: string
}

export interface Edition {
  readonly id: string
  readonly edition: number
  readonly supersedesId: string | null
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/**
 * Keyed by a secret of the appraisal: ratings have so few values that a plain hash of them could be searched
 * (scoring.md §5.5).
 */
const commitmentOf = (secret: Buffer, input: SealInput): string => {
  const key = createHmac('sha256', secret).update(`commitment/${input.appraisalId}`).digest()
  const rows = input.responses.map(({ group, ratings }) => `${group}:${ratings.join(',')}`).sort()
  const content = canonicalJson({
    responses: rows,
    positionType: input.positionType,
    requiredLevels: input.requiredLevels,
    official: input.official as unknown as Canonical,
  })
  return `hmac-sha256:${createHmac('sha256', key).update(content).digest('hex')}`
}

const isFinal = (policy: ScoringPolicyRow, official: OfficialInput | null): boolean =>
  policy.instrument === 'competency' || official !== null

const rowOf = (input: SealInput, policy: ScoringPolicyRow, edition: Edition, scored: Score) => ({
  ...edition,
  appraisalId: input.appraisalId,
  instrument: policy.instrument,
  stage: isFinal(policy, input.official) ? ('final' as const) : ('proposed' as const),
  policyId: policy.id,
  total: scored.composite.total,
  proposal: scored.proposal,
  predicate: scored.predicate,
  figure: scored.figure,
  reason: scored.reason,
  gaps: scored.gaps,
  competencies: scored.composite.competencies,
})

/** Same input, policy and secret: the same bytes, today and in ten years. */
export const sealResult = (
  secret: Buffer,
  input: SealInput,
  form: FormContent,
  policy: ScoringPolicyRow,
  edition: Edition,
): NewResult => {
  const elements = elementsOf(form, policy.instrument)
  const scored = score({ ...input, elements, coverage: form.coverage }, policy.document)
  const head = {
    schema: 'breakdown/1',
    audience: 'subject',
    engine: ENGINE,
    policy: { id: policy.code, version: policy.edition, sha256: policy.sha256 },
    input: { commitment: commitmentOf(secret, input), closed_at: input.closedAt },
  } as const
  const breakdown = canonicalJson(breakdownOf(head, scored) as unknown as Canonical)
  return { ...rowOf(input, policy, edition, scored), breakdown, resultSha256: sha256(breakdown) }
}

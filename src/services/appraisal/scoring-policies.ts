/** Scoring policies: immutable editions of declarative rules. */
import { createHash } from 'node:crypto'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { canonicalJson, type Canonical } from '../../domain/scoring/canonical.ts'
import { instrumentOf, type ScoringPolicy } from '../../domain/scoring/policies.ts'
import { checkPolicy } from '../../domain/scoring/policy-rules.ts'
import * as policies from '../../repositories/appraisal/scoring-policies.ts'
import type { ScoringPolicyRow, ScoringPolicySummary } from '../../repositories/appraisal/scoring-policies.ts'
import { found, record, type Context, type WriteContext } from '../context.ts'

export const storePolicy = (
  context: WriteContext,
  policy: ScoringPolicy,
  preset: string | null,
): Promise<ScoringPolicyRow> => {
  checkPolicy(policy)
  const document = canonicalJson(policy as unknown as Canonical)
  const sha256 = createHash('sha256').update(document).digest('hex')
  const id = context.newId()
  record(context, id, { code: policy.id, edition: policy.version, sha256 })
  const row = {
    id,
    code: policy.id,
    edition: policy.version,
    instrument: instrumentOf(policy),
    preset,
    document,
    sha256,
  }
  return policies.insertScoringPolicy(context.tx, context.actor.institutionId, row, context.now)
}

export const createScoringPolicy = (
  context: WriteContext,
  body: { document: ScoringPolicy },
): Promise<ScoringPolicyRow> => storePolicy(context, body.document, null)

export const listScoringPolicies = (
  context: Context,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<ScoringPolicySummary>> =>
  policies.listScoringPolicies(context.db, context.actor.institutionId, filter, page)

export const getScoringPolicy = async (context: Context, id: string): Promise<ScoringPolicyRow> =>
  found(await policies.findScoringPolicy(context.db, context.actor.institutionId, id))

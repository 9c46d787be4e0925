/** Scoring policies: immutable editions, stored as the canonical text that their hash covers. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { Instrument, ScoringPolicy } from '../../domain/scoring/policies.ts'

const SUMMARY = [
  'id',
  'code',
  'edition',
  'instrument',
  'preset',
  'sha256',
  'version',
  'created_at as createdAt',
] as const

const summaryOf = (db: Db, institutionId: string) =>
  db.selectFrom('scoring_policies').select(SUMMARY).where('institution_id', '=', institutionId)
export type ScoringPolicySummary = Awaited<ReturnType<ReturnType<typeof summaryOf>['executeTakeFirstOrThrow']>>
export type ScoringPolicyRow = ScoringPolicySummary & { readonly document: ScoringPolicy }

export const findScoringPolicy = async (
  db: Db,
  institutionId: string,
  id: string,
): Promise<ScoringPolicyRow | undefined> => {
  const row = await summaryOf(db, institutionId).select('document').where('id', '=', id).executeTakeFirst()
  return row && { ...row, document: JSON.parse(row.document) as ScoringPolicy }
}

export const listScoringPolicies = async (
  db: Db,
  institutionId: string,
  filter: { code?: string },
  page: PageRequest,
): Promise<Page<ScoringPolicySummary>> =>
  pageOf(
    await summaryOf(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.code !== undefined, (query) => query.where('code', '=', filter.code ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface NewScoringPolicy {
  readonly id: string
  readonly code: string
  readonly edition: string
  readonly instrument: Instrument
  readonly preset: string | null
  readonly document: string
  readonly sha256: string
}

export const insertScoringPolicy = async (
  tx: Tx,
  institutionId: string,
  policy: NewScoringPolicy,
  now: string,
): Promise<ScoringPolicyRow> => {
  const row = await tx
    .insertInto('scoring_policies')
    .values({ institution_id: institutionId, ...policy, created_at: now })
    .returning([...SUMMARY, 'document'])
    .executeTakeFirstOrThrow()
  return { ...row, document: JSON.parse(row.document) as ScoringPolicy }
}

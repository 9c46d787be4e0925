/**
 * The store of who rates whom. Row-level security shows a rater his or her own rows and nobody any other; the two
 * functions here are all that can look further, and neither tells a caller of the API who rated.
 */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import type { RaterGroup } from '../../domain/scoring/policies.ts'

export interface NewIdentity {
  readonly requestId: string
  readonly appraisalId: string
  readonly raterId: string
}

/**
 * One statement, whatever the number. Somebody asked before stays with the first request: the second is answered by
 * nobody, and whoever made it cannot tell.
 */
export const insertRaterIdentities = async (
  tx: Tx,
  institutionId: string,
  identities: readonly NewIdentity[],
): Promise<void> => {
  await sql`
    insert into rater_identities (institution_id, request_id, appraisal_id, rater_id)
    select ${institutionId}, x."requestId", x."appraisalId", x."raterId"
    from jsonb_to_recordset(${JSON.stringify(identities)}::jsonb) as x("requestId" uuid, "appraisalId" uuid, "raterId" uuid)
    on conflict do nothing`.execute(tx)
}

export interface AskedRater {
  readonly appraisalId: string
  readonly raterId: string
  readonly group: RaterGroup
}

/** For the draw alone. */
export const listAskedRaters = async (tx: Tx, institutionId: string, cycleId: string): Promise<AskedRater[]> => {
  const { rows } = await sql<AskedRater>`
    select appraisal_id as "appraisalId", rater_id as "raterId", rater_group as "group"
    from asked_raters(${institutionId}, ${cycleId})`.execute(tx)
  return rows
}

/** The request of a superior, who is known as a rater; undefined where he or she has none. */
export const requestOfSuperior = async (
  tx: Tx,
  institutionId: string,
  appraisalId: string,
  superiorId: string,
): Promise<string | undefined> => {
  const { rows } = await sql<{ id: string | null }>`
    select request_of_rater(${institutionId}, ${appraisalId}, ${superiorId}) as id`.execute(tx)
  return rows[0]?.id ?? undefined
}

/** Whether the acting employee is among the raters of an appraisal; nobody can ask it about anybody else. */
export const isRaterOf = async (tx: Tx, institutionId: string, appraisalId: string): Promise<boolean> => {
  const { rows } = await sql<{ rated: boolean }>`
    select exists (select from rater_identities where institution_id = ${institutionId} and appraisal_id = ${appraisalId}) as rated`.execute(
    tx,
  )
  return rows[0]?.rated === true
}

/** That the person rated has seen the results of an appraisal, with a comment or without. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'

export const findResultAcknowledgement = (db: Db, institutionId: string, appraisalId: string) =>
  db
    .selectFrom('result_acknowledgements')
    .select(['comment', 'acknowledged_at as acknowledgedAt'])
    .where('institution_id', '=', institutionId)
    .where('appraisal_id', '=', appraisalId)
    .executeTakeFirst()

/** False when there was one. */
export const insertResultAcknowledgement = async (
  tx: Tx,
  institutionId: string,
  acknowledgement: { readonly appraisalId: string; readonly comment: string | null },
  now: string,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('result_acknowledgements')
    .values({
      institution_id: institutionId,
      appraisal_id: acknowledgement.appraisalId,
      comment: acknowledgement.comment,
      acknowledged_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows > 0n
}

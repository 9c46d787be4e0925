/** Changes the institution of a running transaction: the platform's one errand inside another institution. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'

export const enterInstitution = async (tx: Tx, institutionId: string): Promise<void> => {
  await sql`select set_config('app.institution', ${institutionId}, true)`.execute(tx)
}

/** Rater draws: seed and reason of each are kept, so that a draw can be repeated and explained. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

export interface DrawParameterValues {
  readonly peers: number
  readonly subordinates: number
  readonly maxRequestsPerRater: number
}

const COLUMNS = [
  'id',
  'cycle_id as cycleId',
  'algorithm',
  'seed',
  'reason',
  'parameters',
  'added',
  'drawn_at as drawnAt',
] as const

export const insertRaterDraw = async (
  tx: Tx,
  institutionId: string,
  draw: {
    id: string
    cycleId: string
    algorithm: string
    seed: string
    reason: string
    parameters: DrawParameterValues
    added: number
  },
  now: string,
) => {
  const row = await tx
    .insertInto('rater_draws')
    .values({
      institution_id: institutionId,
      id: draw.id,
      cycle_id: draw.cycleId,
      algorithm: draw.algorithm,
      seed: draw.seed,
      reason: draw.reason,
      parameters: JSON.stringify(draw.parameters),
      added: draw.added,
      drawn_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  return { ...row, parameters: row.parameters as DrawParameterValues }
}

export const listRaterDraws = async (db: Db, institutionId: string, cycleId: string, page: PageRequest) => {
  const rows = await db
    .selectFrom('rater_draws')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .where('id', '>', page.after ?? FIRST_ID)
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  const draws = rows.map((row) => ({ ...row, parameters: row.parameters as DrawParameterValues }))
  return pageOf(draws, page) satisfies Page<unknown>
}

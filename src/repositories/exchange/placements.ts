/** Placements that stand in lines of people, as staged lines of their own for as long as they are dealt with. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import type { LineFault } from '../../domain/exchange/lines.ts'

export interface CarriedField {
  readonly field: string
  /** Its place in the mask of a line of people, and in that of a placement. */
  readonly from: number
  readonly to: number
}

/** Lines of people step aside; those that name a position come in their place as placements. */
export const beginPlacements = async (tx: Tx, carried: readonly CarriedField[]): Promise<void> => {
  const masks = carried.map(
    ({ from, to }) => `case when present & ${String(1 << from)} <> 0 then ${String(1 << to)} else 0 end`,
  )
  const columns = carried.map(({ field }) => (field === 'kind' ? `coalesce(kind, 'DEFINITIF') as kind` : `"${field}"`))
  await sql`alter table staged rename to staged_people`.execute(tx)
  await sql
    .raw(
      `create temp table staged on commit drop as
       select id, line, (${masks.join(' + ')})::integer as present, null::jsonb as faults, null::jsonb as cells, ${columns.join(', ')},
         null::uuid as employee_id, null::uuid as position_id, null::uuid as supervisor_id
       from staged_people where faults is null and "positionCode" is not null`,
    )
    .execute(tx)
}

/** Lines of people come back. Returns what was wrong with placements among them. */
export const endPlacements = async (tx: Tx): Promise<(LineFault & { readonly line: number })[]> => {
  const { rows } = await sql<{ line: number; faults: LineFault[] }>`
    select line, faults from staged where faults is not null`.execute(tx)
  await sql`drop table staged`.execute(tx)
  await sql`alter table staged_people rename to staged`.execute(tx)
  return rows.flatMap(({ line, faults }) => faults.map((fault) => ({ ...fault, line })))
}

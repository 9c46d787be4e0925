/** Acknowledgements of the briefing, one per employee and cycle. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageBy, type Page, type PageRequest } from '../../domain/pages.ts'
import { belowAny } from '../organisation/units.ts'

const COLUMNS = [
  'cycle_id as cycleId',
  'employee_id as employeeId',
  'briefing_sha256 as briefingSha256',
  'acknowledged_at as acknowledgedAt',
] as const

export const findAcknowledgement = (db: Db, institutionId: string, cycleId: string, employeeId: string) =>
  db
    .selectFrom('briefing_acknowledgements')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .where('employee_id', '=', employeeId)
    .executeTakeFirst()

/** Once; again it stays as it was. */
export const insertAcknowledgement = (
  tx: Tx,
  institutionId: string,
  acknowledgement: { readonly cycleId: string; readonly employeeId: string; readonly briefingSha256: string },
  now: string,
) =>
  tx
    .insertInto('briefing_acknowledgements')
    .values({
      institution_id: institutionId,
      cycle_id: acknowledgement.cycleId,
      employee_id: acknowledgement.employeeId,
      briefing_sha256: acknowledgement.briefingSha256,
      acknowledged_at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

/** Whether the employee is rated in the cycle or has something to rate: all that a transaction of his or hers may see. */
export const takesPart = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  employeeId: string,
): Promise<boolean> => {
  const { rows } = await sql<{ takes: boolean }>`
    select exists (select from appraisals a where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId}
        and a.employee_id = ${employeeId})
      or exists (select from rater_identities i join feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
        where i.institution_id = ${institutionId} and r.cycle_id = ${cycleId} and i.rater_id = ${employeeId}) as takes`.execute(
    tx,
  )
  return rows[0]?.takes === true
}

export interface UnitCoverage {
  readonly unitId: string
  readonly unitName: string
  readonly people: number
  readonly acknowledged: number
}

/** Of the people rated, by their own unit as frozen; below the units that somebody leads, or all. */
export const listCoverage = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  led: readonly string[] | null,
  page: PageRequest,
): Promise<Page<UnitCoverage>> => {
  const { rows } = await sql<UnitCoverage>`
    select a.unit_id as "unitId", min(a.frozen ->> 'unitName') as "unitName", count(*) as people, count(b.employee_id) as acknowledged
    from appraisals a
    left join briefing_acknowledgements b on b.institution_id = a.institution_id and b.cycle_id = a.cycle_id
      and b.employee_id = a.employee_id
    where a.institution_id = ${institutionId} and a.cycle_id = ${cycleId} and a.unit_id > ${page.after ?? FIRST_ID}
      and ${led === null ? sql`true` : belowAny('a.unit_path', led)}
    group by a.unit_id order by a.unit_id limit ${page.limit + 1}`.execute(db)
  return pageBy(rows, page, ({ unitId }) => unitId)
}

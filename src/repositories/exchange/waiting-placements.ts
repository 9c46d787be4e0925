/** Reporting lines that came before their people: kept until both ends of the line are known. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const known = (institutionId: string, nip: string) =>
  sql`exists (select from employees e where e.institution_id = ${institutionId} and e.nip = ${sql.ref(nip)})`

/** Takes lines with an unknown person out of the staging table; keeps them unless it is only a try. Returns how many. */
export const parkPlacements = async (
  tx: Tx,
  institutionId: string,
  importId: string,
  isTry: boolean,
  now: string,
): Promise<number> => {
  const { rows } = await sql<{ parked: number }>`
    with parked as (
      delete from staged s where s.faults is null and s."startsOn" is not null
        and not (${known(institutionId, 's.nip')} and (s."supervisorNip" is null or ${known(institutionId, 's.supervisorNip')}))
      returning s.*),
    kept as (
      insert into waiting_placements as w (institution_id, id, nip, position_code, kind, starts_on, ends_on, supervisor_nip, present, import_id, line, created_at)
      select ${institutionId}, id, nip, "positionCode", kind, "startsOn", "endsOn", "supervisorNip", present, ${importId}, line, ${now}
      from parked where not ${isTry}::boolean
      on conflict on constraint waiting_placements_once do update set ends_on = excluded.ends_on, supervisor_nip = excluded.supervisor_nip,
        present = excluded.present, import_id = excluded.import_id, line = excluded.line, created_at = excluded.created_at)
    select count(*)::int as parked from parked`.execute(tx)
  return rows[0]?.parked ?? 0
}

const ready = (institutionId: string) => sql`
  w.institution_id = ${institutionId} and ${known(institutionId, 'w.nip')}
  and (w.supervisor_nip is null or ${known(institutionId, 'w.supervisor_nip')})`

export const arePlacementsReady = async (tx: Tx, institutionId: string): Promise<boolean> => {
  const { rows } = await sql`select from waiting_placements w where ${ready(institutionId)} limit 1`.execute(tx)
  return rows.length > 0
}

/** Those whose people are known now become the lines of an import, in the order of people and days. */
export const stageWaiting = async (tx: Tx, institutionId: string, newId: () => string): Promise<void> => {
  const { rows } = await sql<Record<string, unknown>>`
    delete from waiting_placements w where ${ready(institutionId)}
    returning nip, position_code, kind, starts_on::text, ends_on::text, supervisor_nip, present`.execute(tx)
  await sql`
    insert into staged (id, line, present, nip, "positionCode", kind, "startsOn", "endsOn", "supervisorNip")
    select x.id, row_number() over (order by x.nip, x.starts_on, x.position_code), x.present, x.nip, x.position_code, x.kind, x.starts_on, x.ends_on, x.supervisor_nip
    from jsonb_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, id: newId() })))}::jsonb)
      as x(id uuid, present integer, nip text, position_code text, kind text, starts_on date, ends_on date, supervisor_nip text)`.execute(
    tx,
  )
}

const COLUMNS = [
  'id',
  'nip',
  'position_code as positionCode',
  'kind',
  'starts_on as startsOn',
  'ends_on as endsOn',
  'supervisor_nip as supervisorNip',
  'import_id as importId',
  'line',
  'created_at as createdAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('waiting_placements').select(COLUMNS).where('institution_id', '=', institutionId)
export type WaitingPlacementRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const listWaitingPlacements = async (
  db: Db,
  institutionId: string,
  page: PageRequest,
): Promise<Page<WaitingPlacementRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

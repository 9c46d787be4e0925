/** Codes and numbers of staged lines → ids of this institution; what is not found becomes a fault of the line. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import { markLines } from './staging.ts'

/** A line that names no unit keeps that of its row. */
export const resolvePositions = async (tx: Tx, institutionId: string): Promise<void> => {
  await sql`
    update staged s set unit_id = u.id from units u
    where u.institution_id = ${institutionId} and s.faults is null and s.unit_id is null
      and (u.code = s."unitCode" or (s."unitCode" is null and u.siasn_id = s."unitSiasnId"))`.execute(tx)
  const named = sql<boolean>`s.unit_id is null and coalesce(s."unitCode", s."unitSiasnId") is not null`
  await markLines(tx, named, { column: 'unitCode', code: 'import.unitUnknown' }, 'unitCode')
  await sql`
    update staged s set unit_id = t.unit_id from positions t
    where t.institution_id = ${institutionId} and t.code = s.code and s.unit_id is null`.execute(tx)
  const noUnit = sql<boolean>`s.unit_id is null`
  await markLines(tx, noUnit, { column: 'unitCode', code: 'required' }, 'unitCode')
  const leads = (line: string) => sql`${sql.ref(`${line}.leadsUnit`)} and coalesce(${sql.ref(`${line}.active`)}, true)`
  const second = sql<boolean>`${leads('s')} and (
    exists (select from staged o where o.faults is null and o.line <> s.line and o.unit_id = s.unit_id and ${leads('o')})
    or exists (select from positions t where t.institution_id = ${institutionId} and t.unit_id = s.unit_id and t.leads_unit and t.active
      and t.code <> s.code and not exists (select from staged o where o.code = t.code and o.faults is null
        and (o."leadsUnit" is false or o.active is false or o.unit_id <> t.unit_id))))`
  await markLines(tx, second, { column: 'leadsUnit', code: 'position.unitHasLeader' }, 'code')
}

export const resolveAssignments = async (tx: Tx, institutionId: string): Promise<void> => {
  await sql`
    update staged s set employee_id = e.id,
      position_id = (select p.id from positions p where p.institution_id = ${institutionId} and p.code = s."positionCode"),
      supervisor_id = (select v.id from employees v where v.institution_id = ${institutionId} and v.nip = s."supervisorNip")
    from employees e where e.institution_id = ${institutionId} and e.nip = s.nip and s.faults is null`.execute(tx)
  const without = (column: string, field: string) =>
    sql<boolean>`${sql.ref(`s.${column}`)} is null and ${sql.ref(`s.${field}`)} is not null`
  await markLines(tx, without('employee_id', 'nip'), { column: 'nip', code: 'import.employeeUnknown' }, 'nip')
  const position = { column: 'positionCode', code: 'assignment.positionUnknown' }
  await markLines(tx, without('position_id', 'positionCode'), position, 'positionCode')
  const supervisor = { column: 'supervisorNip', code: 'assignment.supervisorUnknown' }
  await markLines(tx, without('supervisor_id', 'supervisorNip'), supervisor, 'supervisorNip')
  const own = sql<boolean>`s.supervisor_id = s.employee_id`
  await markLines(tx, own, { column: 'supervisorNip', code: 'assignment.ownSupervisor' }, 'supervisorNip')
  await markLines(tx, sql<boolean>`s."startsOn" is null`, { column: 'startsOn', code: 'required' }, 'startsOn')
  const disordered = sql<boolean>`s."endsOn" < s."startsOn"`
  await markLines(tx, disordered, { column: 'endsOn', code: 'assignment.datesOutOfOrder' }, 'endsOn')
}

export const resolveStandards = async (tx: Tx, institutionId: string): Promise<void> => {
  await sql`
    update staged s set position_id = p.id from positions p
    where p.institution_id = ${institutionId} and p.code = s."positionCode" and s.faults is null`.execute(tx)
  const ambiguous = sql<boolean>`(s."positionClass" is null) = (s."positionCode" is null)`
  await markLines(tx, ambiguous, { column: 'positionClass', code: 'positionStandard.targetAmbiguous' }, 'positionClass')
  const nowhere = sql<boolean>`s."positionCode" is not null and s.position_id is null`
  await markLines(tx, nowhere, { column: 'positionCode', code: 'positionStandard.targetUnknown' }, 'positionCode')
}

/** In the file itself, a definitive placement that is not ended lasts until the next one of the same person. */
export const endBeforeNext = (tx: Tx, bit: number) =>
  sql`
    update staged s set "endsOn" = n.next - 1, present = s.present | ${bit}
    from (select line, lead("startsOn") over (partition by employee_id order by "startsOn") as next
      from staged where faults is null and kind = 'DEFINITIF') n
    where n.line = s.line and s."endsOn" is null and n.next > s."startsOn"`.execute(tx)

/** A new definitive placement ends the one before on the day before it begins. Returns how many it ended. */
export const endPredecessors = async (tx: Tx, institutionId: string, now: string): Promise<number> => {
  const { numAffectedRows } = await sql`
    update assignments a set ends_on = n.starts_on - 1, version = a.version + 1, updated_at = ${now}
    from staged s join assignments n on n.institution_id = ${institutionId} and n.id = s.id
    where a.institution_id = ${institutionId} and a.employee_id = n.employee_id and a.id <> n.id and a.ends_on is null
      and a.kind = 'DEFINITIF' and n.kind = 'DEFINITIF' and a.starts_on < n.starts_on`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** Staged definitive placements that share a day with another one of the same person. */
export const overlapping = async (
  tx: Tx,
  institutionId: string,
): Promise<{ line: number; from: string; to: string }[]> => {
  const { rows } = await sql<{ line: number; from: string; to: string }>`
    select distinct on (s.line) s.line, o.starts_on::text as "from", coalesce(o.ends_on::text, '…') as "to"
    from staged s
    join assignments a on a.institution_id = ${institutionId} and a.employee_id = s.employee_id and a.position_id = s.position_id
      and a.kind = s.kind and a.starts_on = s."startsOn"
    join assignments o on o.institution_id = ${institutionId} and o.employee_id = a.employee_id and o.id <> a.id and o.kind = 'DEFINITIF'
      and o.starts_on <= coalesce(a.ends_on, 'infinity') and coalesce(o.ends_on, 'infinity') >= a.starts_on
    where s.faults is null and a.kind = 'DEFINITIF' order by s.line`.execute(tx)
  return rows
}

/** Lines that place these people, and the number of each. */
export const linesOf = async (
  tx: Tx,
  institutionId: string,
  employeeIds: readonly string[],
): Promise<{ lines: ReadonlyMap<string, readonly number[]>; nips: ReadonlyMap<string, string> }> => {
  const { rows } = await sql<{ id: string; nip: string; lines: number[] | null }>`
    select e.id, e.nip, array_agg(s.line) filter (where s.line is not null) as lines
    from employees e left join staged s on s.nip = e.nip and s.faults is null
    where e.institution_id = ${institutionId} and e.id = any(${[...employeeIds]}::uuid[]) group by e.id, e.nip`.execute(
    tx,
  )
  return {
    lines: new Map(rows.map(({ id, lines }) => [id, lines ?? []])),
    nips: new Map(rows.map(({ id, nip }) => [id, nip])),
  }
}

export interface StagedUnit {
  readonly line: number
  readonly id: string
  readonly code: string
  readonly siasnId: string | null
  readonly parentCode: string | null
  readonly parentSiasnId: string | null
  readonly present: number
}

export const stagedUnits = async (tx: Tx): Promise<StagedUnit[]> => {
  const { rows } = await sql<StagedUnit>`
    select line, id, code, "siasnId", "parentCode", "parentSiasnId", present from staged where faults is null order by line`.execute(
    tx,
  )
  return rows
}

export interface PlacedUnit {
  readonly code: string
  readonly id: string
  readonly parentId: string | null
  readonly path: string
}

export const saveStagedPlaces = (tx: Tx, units: readonly PlacedUnit[]) =>
  sql`
    update staged s set id = x.id, parent_id = x."parentId", path = x.path
    from jsonb_to_recordset(${JSON.stringify(units)}::jsonb) as x(code text, id uuid, "parentId" uuid, path text)
    where s.code = x.code and s.faults is null`.execute(tx)

/** Units that the file does not name follow those above them that moved. */
export const followMoved = (tx: Tx, institutionId: string, units: readonly PlacedUnit[], now: string) =>
  sql`
    update units t set path = x.path, version = t.version + 1, updated_at = ${now}
    from jsonb_to_recordset(${JSON.stringify(units)}::jsonb) as x(id uuid, path text)
    where t.institution_id = ${institutionId} and t.id = x.id and t.path <> x.path`.execute(tx)

export const allUnits = (tx: Tx, institutionId: string) =>
  tx
    .selectFrom('units')
    .select(['id', 'code', 'siasn_id as siasnId', 'parent_id as parentId'])
    .where('institution_id', '=', institutionId)
    .execute()

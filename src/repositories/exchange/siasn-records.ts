/** Records on their way to SIASN, and the hand-overs that prepared them. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { SiasnBody, SiasnParameters, SiasnService } from '../../domain/exchange/siasn-bodies.ts'
import type { RecordState } from '../../domain/exchange/siasn-records.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'
import type { JobRow } from '../appraisal/jobs.ts'

const HANDOVER = [
  'h.id',
  'h.service',
  'h.cycle_id as cycleId',
  'h.year',
  'h.parameters',
  'h.created',
  'h.renewed',
  'h.unchanged',
  'h.in_flight as inFlight',
  'h.incomplete',
  'h.requested_by as requestedBy',
  'h.created_at as createdAt',
  'j.state',
  'j.problem',
  'j.finished_at as finishedAt',
] as const

const handovers = (db: Db, institutionId: string) =>
  db
    .selectFrom('siasn_handovers as h')
    .innerJoin('jobs as j', (join) =>
      join.onRef('j.institution_id', '=', 'h.institution_id').onRef('j.id', '=', 'h.id'),
    )
    .select(HANDOVER)
    .where('h.institution_id', '=', institutionId)

type StoredHandover = Awaited<ReturnType<ReturnType<typeof handovers>['executeTakeFirstOrThrow']>>
export type SiasnHandoverRow = Omit<StoredHandover, 'parameters' | 'problem'> &
  Pick<JobRow, 'problem'> & { readonly parameters: SiasnParameters }

export const findSiasnHandover = async (
  db: Db,
  institutionId: string,
  id: string,
): Promise<SiasnHandoverRow | undefined> =>
  (await handovers(db, institutionId).where('h.id', '=', id).executeTakeFirst()) as SiasnHandoverRow | undefined

export const listSiasnHandovers = async (
  db: Db,
  institutionId: string,
  page: PageRequest,
): Promise<Page<SiasnHandoverRow>> =>
  pageOf(
    (await handovers(db, institutionId)
      .where('h.id', '>', page.after ?? FIRST_ID)
      .orderBy('h.id')
      .limit(page.limit + 1)
      .execute()) as SiasnHandoverRow[],
    page,
  )

export interface NewHandover {
  readonly id: string
  readonly service: SiasnService
  readonly cycleId: string | null
  readonly year: number | null
  readonly parameters: SiasnParameters
}

export const insertSiasnHandover = (tx: Tx, institutionId: string, values: NewHandover, by: string, now: string) =>
  tx
    .insertInto('siasn_handovers')
    .values({
      institution_id: institutionId,
      id: values.id,
      service: values.service,
      cycle_id: values.cycleId,
      year: values.year,
      parameters: JSON.stringify(values.parameters),
      requested_by: by,
      created_at: now,
    })
    .execute()

export interface HandoverCounts {
  readonly created: number
  readonly renewed: number
  readonly unchanged: number
  readonly in_flight: number
  readonly incomplete: number
}

export const saveHandoverCounts = (tx: Tx, institutionId: string, id: string, counts: HandoverCounts) =>
  tx
    .updateTable('siasn_handovers')
    .set(counts)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

export interface PreparedRecord {
  readonly id: string
  readonly sourceId: string
  readonly employeeId: string
  readonly body: SiasnBody
  readonly lacking: readonly string[]
}

/**
 * One statement. A record whose body is new is ready again and replaces its row at SIASN, by the id that was given there;
 * one under way is left alone, since nobody knows yet whether it arrived.
 */
export const saveSiasnRecords = async (
  tx: Tx,
  institutionId: string,
  handover: { readonly id: string; readonly service: SiasnService },
  records: readonly PreparedRecord[],
  now: string,
): Promise<HandoverCounts> => {
  const { rows } = await sql<HandoverCounts>`
    with given as materialized (
      select x.id, x."sourceId" as source_id, x."employeeId" as employee_id, x.lacking, k.state as known, k.siasn_id,
        case when k.siasn_id is null then x.body else x.body || jsonb_build_object('id', k.siasn_id) end as body,
        k.body - 'id' is distinct from x.body - 'id' as differs
      from jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as x(id uuid, "sourceId" uuid, "employeeId" uuid, body jsonb, lacking text[])
      left join siasn_records k on k.institution_id = ${institutionId} and k.service = ${handover.service} and k.source_id = x."sourceId"),
    kept as (
      insert into siasn_records as r (institution_id, id, handover_id, service, source_id, employee_id, state, body, lacking, created_at, updated_at)
      select ${institutionId}, id, ${handover.id}, ${handover.service}, source_id, employee_id,
        case when cardinality(lacking) > 0 then 'incomplete' else 'ready' end, body, lacking, ${now}, ${now}
      from given where differs and known is distinct from 'sent'
      on conflict on constraint siasn_records_once do update set handover_id = excluded.handover_id, state = excluded.state, body = excluded.body,
        lacking = excluded.lacking, reason = null, version = r.version + 1, updated_at = excluded.updated_at)
    select count(*) filter (where known is null)::int as created,
      count(*) filter (where known is not null and differs and known <> 'sent')::int as renewed,
      count(*) filter (where not differs)::int as unchanged,
      count(*) filter (where differs and known = 'sent')::int as in_flight,
      count(*) filter (where cardinality(lacking) > 0)::int as incomplete from given`.execute(tx)
  return rows[0] ?? { created: 0, renewed: 0, unchanged: 0, in_flight: 0, incomplete: 0 }
}

const RECORD = [
  'r.id',
  'r.handover_id as handoverId',
  'r.service',
  'r.source_id as sourceId',
  'r.employee_id as employeeId',
  'e.nip',
  'r.state',
  'r.body',
  'r.lacking',
  'r.siasn_id as siasnId',
  'r.reason',
  'r.attempts',
  'r.sent_at as sentAt',
  'r.settled_at as settledAt',
  'r.version',
  'r.created_at as createdAt',
  'r.updated_at as updatedAt',
] as const

const records = (db: Db, institutionId: string) =>
  db
    .selectFrom('siasn_records as r')
    .innerJoin('employees as e', (join) =>
      join.onRef('e.institution_id', '=', 'r.institution_id').onRef('e.id', '=', 'r.employee_id'),
    )
    .select(RECORD)
    .where('r.institution_id', '=', institutionId)
type StoredRecord = Awaited<ReturnType<ReturnType<typeof records>['executeTakeFirstOrThrow']>>
export type SiasnRecordRow = Omit<StoredRecord, 'body'> & { readonly body: SiasnBody }

export const listSiasnRecords = async (
  db: Db,
  institutionId: string,
  filter: { state?: RecordState; service?: SiasnService; handoverId?: string },
  page: PageRequest,
): Promise<Page<SiasnRecordRow>> =>
  pageOf(
    (await records(db, institutionId)
      .where('r.id', '>', page.after ?? FIRST_ID)
      .$if(filter.state !== undefined, (q) => q.where('r.state', '=', filter.state ?? 'ready'))
      .$if(filter.service !== undefined, (q) => q.where('r.service', '=', filter.service ?? 'skp22/save'))
      .$if(filter.handoverId !== undefined, (q) => q.where('r.handover_id', '=', filter.handoverId ?? ''))
      .orderBy('r.id')
      .limit(page.limit + 1)
      .execute()) as SiasnRecordRow[],
    page,
  )

export const findSiasnRecord = async (db: Db, institutionId: string, id: string): Promise<SiasnRecordRow | undefined> =>
  (await records(db, institutionId).where('r.id', '=', id).executeTakeFirst()) as SiasnRecordRow | undefined

export const findSiasnRecordForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<SiasnRecordRow | undefined> =>
  (await records(tx, institutionId).where('r.id', '=', id).forUpdate('r').executeTakeFirst()) as
    SiasnRecordRow | undefined

export interface RecordMove {
  readonly state: RecordState
  readonly siasnId: string | null
  readonly reason: string | null
}

export const moveSiasnRecord = (tx: Tx, institutionId: string, id: string, move: RecordMove, now: string) =>
  tx
    .updateTable('siasn_records')
    .set((eb) => ({
      state: move.state,
      reason: move.reason,
      version: eb('version', '+', 1),
      updated_at: now,
      ...(move.siasnId !== null && { siasn_id: move.siasnId }),
      ...(move.state === 'sent' && { sent_at: now, attempts: eb('attempts', '+', 1) }),
      ...((move.state === 'accepted' || move.state === 'rejected') && { settled_at: now }),
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()

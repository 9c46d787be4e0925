/** The audit trail: appended by the door in the transaction of the act, never changed. */
import { sql } from 'kysely'
import { DEFERRED, type Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Facts } from '../../domain/errors.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

export interface AuditEntry {
  readonly institutionId: string
  readonly id: string
  readonly at: string
  readonly actorId: string | null
  readonly action: string
  readonly resourceId: string | null
  readonly facts: Facts
  readonly requestId: string
}

export const appendAuditEntry = (tx: Tx, entry: AuditEntry) =>
  tx
    .insertInto('audit_entries')
    .values({
      institution_id: entry.institutionId,
      id: entry.id,
      at: entry.at,
      actor_id: entry.actorId,
      action: entry.action,
      resource_id: entry.resourceId,
      facts: JSON.stringify(entry.facts),
      request_id: entry.requestId,
    })
    .modifyEnd(sql.raw(DEFERRED))
    .execute()

export const listAuditEntries = async (
  db: Db,
  institutionId: string,
  filter: { action?: string },
  page: PageRequest,
) => {
  const rows = await db
    .selectFrom('audit_entries')
    .select([
      'id',
      'at',
      'actor_id as actorId',
      'action',
      'resource_id as resourceId',
      'facts',
      'request_id as requestId',
    ])
    .where('institution_id', '=', institutionId)
    .where('id', '>', page.after ?? FIRST_ID)
    .$if(filter.action !== undefined, (query) => query.where('action', '=', filter.action ?? ''))
    .orderBy('id')
    .limit(page.limit + 1)
    .execute()
  const entries = rows.map((row) => ({ ...row, facts: JSON.parse(row.facts) as Facts }))
  return pageOf(entries, page) satisfies Page<(typeof entries)[number]>
}

/** The audit trail, for auditors. */
import type { PageRequest } from '../../domain/pages.ts'
import { listAuditEntries as list } from '../../repositories/access/audit-entries.ts'
import type { Context } from '../context.ts'

export const listAuditEntries = (context: Context, filter: { action?: string }, page: PageRequest) =>
  list(context.db, context.actor.institutionId, filter, context.now, page)

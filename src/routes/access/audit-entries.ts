/** Routes of the audit trail. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, ref } from '../../schemas/common.ts'
import { AuditEntryPage } from '../../schemas/access/audit-entries.ts'
import * as auditEntries from '../../services/access/audit-entries.ts'

export const auditEntryRoutes = [
  endpoint({
    operationId: 'listAuditEntries',
    action: 'auditEntry.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/audit-entries',
    summary: 'List audit entries',
    description: 'Every write of the institution, one entry each, written in the transaction of the act.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({
      ...pageQuery,
      action: Type.Optional(Type.String({ maxLength: 60, pattern: '^[a-zA-Z]+\\.[a-zA-Z]+$' })),
    }),
    response: ref(AuditEntryPage),
    run: async (context, { query, page }) => toPage(await auditEntries.listAuditEntries(context, query, page), page),
  }),
]

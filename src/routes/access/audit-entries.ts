/** Routes of the audit trail. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, ref } from '../../schemas/common.ts'
import { AuditEntryPage, AuditVerification, SigningKey } from '../../schemas/access/audit-entries.ts'
import * as auditEntries from '../../services/access/audit-entries.ts'
import { getSigningKey, verifyAuditChain } from '../../services/access/audit-verifications.ts'

export const auditEntryRoutes = [
  endpoint({
    operationId: 'listAuditEntries',
    action: 'auditEntry.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/audit-entries',
    summary: 'List audit entries',
    description:
      "Every write and every read of somebody else's result, written in the transaction of the act. Acts of raters appear the day after.",
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
  endpoint({
    operationId: 'getSigningKey',
    action: 'signingKey.read',
    tag: 'access',
    method: 'GET',
    path: '/v1/signing-key',
    summary: 'Read the signing key',
    description:
      'The public key of this installation: what receipts and checkpoints of the audit chain are held against.',
    mode: 'read',
    status: 200,
    response: ref(SigningKey),
    run: (context) => getSigningKey(context),
  }),
  endpoint({
    operationId: 'getAuditVerification',
    action: 'auditChain.verify',
    tag: 'access',
    method: 'GET',
    path: '/v1/audit-verifications',
    summary: 'Verify the audit chain',
    description:
      'Recomputes a stretch of the chain and names every entry that was changed, removed, reordered or slipped in. Continue after `continueAfter` until it is null.',
    mode: 'snapshot',
    status: 200,
    query: closed({ after: Type.Optional(Type.Integer({ minimum: 0, maximum: 9_007_199_254_740_991 })) }),
    response: ref(AuditVerification),
    run: (context, { query }) => verifyAuditChain(context, query),
  }),
]

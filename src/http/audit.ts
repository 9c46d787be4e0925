/** What an act leaves behind: the entry in the audit trail, and the event. */
import type { FastifyRequest } from 'fastify'
import type { Tx } from '../db/transaction.ts'
import { ANONYMOUS_ACTIONS } from '../domain/policy.ts'
import { appendEntry } from '../services/access/audit-chain.ts'
import type { WitnessedContext } from '../services/context.ts'
import { raise } from '../services/exchange/events.ts'
import type { AnyEndpoint } from './contract.ts'

export const audit = async (
  tx: Tx,
  context: WitnessedContext,
  endpoint: AnyEndpoint,
  request: FastifyRequest,
): Promise<void> => {
  const anonymous = ANONYMOUS_ACTIONS.has(endpoint.action)
  const { through } = context.actor
  await appendEntry(tx, context.secret, context.actor.institutionId, {
    id: anonymous ? context.newRandomId() : context.newId(),
    // To the day alone where an instant would tell which rater it was.
    at: anonymous ? `${context.now.slice(0, 10)}T00:00:00.000Z` : context.now,
    actorId: anonymous ? null : context.actor.identityId,
    action: endpoint.action,
    resourceId: anonymous ? null : (context.audited.resourceId ?? null),
    facts: anonymous ? {} : { ...context.audited.facts, ...(through && { through }) },
    requestId: anonymous ? '' : request.id,
  })
  const { institutionId } = context.actor
  const { resourceId, facts = {} } = context.audited
  const act = { institutionId, act: endpoint.operationId, resourceId, facts, at: context.now }
  if (!anonymous) await raise(tx, context.newId, act)
}

/** Transactions that leave an entry in the audit trail. */
import type { FastifyRequest } from 'fastify'
import { inTransaction, type Tx } from '../db/transaction.ts'
import { ANONYMOUS_ACTIONS, type Actor } from '../domain/policy.ts'
import { appendEntry, keepEnd, loseEnd } from '../services/access/audit-chain.ts'
import type { ChainEnd } from '../services/access/chain-ends.ts'
import type { WitnessedContext } from '../services/context.ts'
import { raise } from '../services/exchange/events.ts'
import type { AnyEndpoint } from './contract.ts'
import type { Door } from './execute.ts'
import type { Answer } from './idempotency.ts'

/** Where the trail of an institution ends once the transaction is committed; null while nothing was appended. */
export interface Trail {
  end: ChainEnd | null
}

/** The entry of an act, and the event of it. */
export const audit = async (
  tx: Tx,
  context: WitnessedContext,
  endpoint: AnyEndpoint,
  request: FastifyRequest,
  trail: Trail,
): Promise<void> => {
  const anonymous = ANONYMOUS_ACTIONS.has(endpoint.action)
  const { through } = context.actor
  trail.end = await appendEntry(tx, context.secret, context.actor.institutionId, {
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

/** A transaction that may append to the trail; where the trail ends then is known once it is committed. */
export const recorded = async (
  door: Door,
  actor: Actor,
  work: (tx: Tx, trail: Trail) => Promise<Answer>,
): Promise<Answer> => {
  const trail: Trail = { end: null }
  const lose = (): void => {
    loseEnd(door.secret, actor.institutionId, trail.end)
    trail.end = null
  }
  try {
    const answer = await inTransaction(door.pools.app, actor, 'read write', (tx) => {
      lose()
      return work(tx, trail)
    })
    keepEnd(door.secret, actor.institutionId, trail.end)
    return answer
  } catch (error) {
    lose()
    throw error
  }
}

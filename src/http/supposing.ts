/** Writes begin as whoever came with the same token last time: whether it is still so is found out in their transaction. */
import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { isSameActor, mayAtAll, type Actor } from '../domain/policy.ts'
import { isActorChanged, type Named } from '../repositories/access/actors.ts'
import type { Answer } from './idempotency.ts'
import type { AnyEndpoint } from './contract.ts'
import type { Door } from './execute.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whom the token names, where `actor` is not looked up yet. */
    supposed: Named | null
  }
}

/** null: it is to be looked up first, since nobody is known, would be refused, or leaves a mark of the last use. */
export const suppose = async (
  { foresight, quota, named }: Door,
  { mode, action, upload }: AnyEndpoint,
  request: FastifyRequest,
): Promise<Actor | null> => {
  const as = mode === 'write' && !upload ? foresight.lastTime(request) : null
  if (as?.kind !== 'person' || !mayAtAll(as, action) || !quota.hasRoom(as.institutionId)) return null
  request.supposed = await named(request)
  return request.supposed && as
}

/** What `attempt` comes to for whoever it is: nobody who is another by now is told what it failed with. */
export const settled = async (
  { authenticate }: Door,
  { action }: AnyEndpoint,
  request: FastifyRequest,
  attempt: (actor: Actor) => Promise<Answer>,
): Promise<Answer> => {
  const { actor, supposed } = request
  if (!actor) throw new DomainError('token.missing')
  try {
    return await attempt(actor)
  } catch (error) {
    // A refusal is all that is known to have done nothing.
    const isRefused = isActorChanged(error) || error instanceof DomainError
    if (!supposed || !isRefused) throw error
    const found = await authenticate(request)
    if (!isActorChanged(error) && isSameActor(found, actor)) throw error
    request.supposed = null
    request.actor = found
    if (!mayAtAll(found, action)) throw new DomainError('access.denied', { action })
    return attempt(found)
  }
}

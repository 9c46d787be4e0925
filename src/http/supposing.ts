/** Writes begin as whoever came with the same token last time: whether it is still so is found out in their transaction. */
import type { FastifyRequest } from 'fastify'
import { DomainError, refuseUnless } from '../domain/errors.ts'
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

/** Whether `as` would come as far as the work itself. */
export const wouldBeAdmitted = (
  { quota }: Door,
  { action }: AnyEndpoint,
  request: FastifyRequest,
  as: Actor,
): boolean => mayAtAll(as, action) && quota.wouldAdmit(request, as.institutionId)

/** null: it is to be looked up first, since nobody is known, would be refused, or leaves a mark of the last use. */
export const suppose = async (door: Door, endpoint: AnyEndpoint, request: FastifyRequest): Promise<Actor | null> => {
  if (endpoint.mode !== 'write' || endpoint.upload) return null
  const as = door.foresight.lastTime(request)
  if (as?.kind !== 'person' || !wouldBeAdmitted(door, endpoint, request, as)) return null
  request.supposed = await door.named(request)
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
    const isChanged = isActorChanged(error)
    // A refusal is all that is known to have done nothing.
    if (!supposed || !(isChanged || error instanceof DomainError)) throw error
    const found = await authenticate(request)
    if (!isChanged && isSameActor(found, actor)) throw error
    request.supposed = null
    request.actor = found
    refuseUnless(mayAtAll(found, action), 'access.denied', { action })
    return attempt(found)
  }
}

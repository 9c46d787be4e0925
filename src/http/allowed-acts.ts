/** What the caller may do with the resource just read, so that a front end need not know the policy. */
import { stateTakes } from '../domain/acts.ts'
import { mayAtAll, mayThrough, type Actor, type Relation } from '../domain/policy.ts'
import type { AnyEndpoint } from './contract.ts'

/** Operations on the one resource that the path of a GET names; none for all other operations. */
export const actsOf = (route: AnyEndpoint, endpoints: readonly AnyEndpoint[]): readonly AnyEndpoint[] => {
  if (route.method !== 'GET' || !/^\/v1\/[a-z-]+\/:id$/.test(route.path)) return []
  return endpoints.filter(
    ({ method, path }) => method !== 'GET' && (path === route.path || path.startsWith(`${route.path}/`)),
  )
}

/**
 * By role, scope, the relations that were found on the way, and the state of the resource. Where no relation had to be
 * found, since a role sufficed, an act that needs one is named as well: asking may still refuse it.
 */
export const allowedActs = (
  actor: Actor,
  acts: readonly AnyEndpoint[],
  relations: ReadonlySet<Relation> | null,
  state: unknown,
): string[] =>
  acts
    .filter(({ action }) => (relations ? mayThrough(actor, action, relations) : mayAtAll(actor, action)))
    .filter(({ operationId }) => typeof state !== 'string' || stateTakes(operationId, state))
    .map(({ operationId }) => operationId)

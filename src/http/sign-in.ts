/** The two small writes of signing in: a person's first time, and when a client was last there. */
import { v7 } from 'uuid'
import type { Pools } from '../db/database.ts'
import { inTransaction, nobodyOf } from '../db/transaction.ts'
import type { Actor } from '../domain/policy.ts'
import type { IdentityProviderRow } from '../repositories/access/identity-providers.ts'
import type { KnownActor } from '../repositories/access/actors.ts'
import { provision, touch, type Claims } from '../services/access/sign-ins.ts'

const TOUCH_EVERY_MS = 60_000

export interface SignInDeps {
  readonly pools: Pools
  readonly secret: Buffer
  readonly clock: () => Date
}

/** Throws `access.personUnknown`. */
export const firstSignIn = async (
  { pools, secret, clock }: SignInDeps,
  provider: IdentityProviderRow,
  subject: string,
  claims: Claims,
  requestId: string,
): Promise<void> => {
  const { institutionId } = provider
  await inTransaction(pools.app, nobodyOf(institutionId), 'read write', (tx) => {
    const now = clock()
    const newId = (): string => v7({ msecs: now.getTime() })
    return provision({ tx, secret, now: now.toISOString(), newId, requestId }, provider, subject, claims)
  })
}

/** Nobody waits for it: `onError` hears when it did not work, and the next minute tries again. */
export const lastUse = (
  { pools, clock }: SignInDeps,
  onError: (error: unknown) => void,
): ((who: KnownActor) => Actor) => {
  const touched = new Map<string, number>()
  return (who) => {
    const { lastUsedAt } = who
    const now = clock().getTime()
    const last = Math.max(touched.get(who.identityId) ?? 0, lastUsedAt === null ? 0 : Date.parse(lastUsedAt))
    if (who.kind === 'client' && now - last >= TOUCH_EVERY_MS) {
      touched.set(who.identityId, now)
      void inTransaction(pools.app, nobodyOf(who.institutionId), 'read write', (tx) =>
        touch(tx, who.institutionId, who.identityId, new Date(now).toISOString()),
      ).catch(onError)
    }
    return who
  }
}

/** What every use case is given, and how it says whom the act concerns. */
import type { Db } from '../db/database.ts'
import type { Tx } from '../db/transaction.ts'
import type { Checkpoint } from '../domain/access/audit-chain.ts'
import { DomainError, refuseUnless, type Facts } from '../domain/errors.ts'
import { mayEverywhere, mayThrough, type Action, type Actor, type Relation } from '../domain/policy.ts'

export interface Context {
  readonly actor: Actor
  /** The action that the route declares. */
  readonly action: Action
  /** The transaction's clock, RFC 3339 in UTC; read once. */
  readonly now: string
  readonly language: 'id' | 'en'
  readonly db: Db
  /** UUIDv7, for everything but what belongs to a rater. */
  readonly newId: () => string
  /** UUIDv4: tells nothing about when it was made. */
  readonly newRandomId: () => string
  readonly secret: Buffer
  /** Names the folder of files that this process sees. */
  readonly spool: string
  /** The newest signed head of an institution's audit chain that is known from outside the database. */
  readonly anchored: (institutionId: string) => Checkpoint | null
  /** From If-Match; null where the route is unconditional. */
  readonly expectedVersion: number | null
  /** Whether the act has been authorised; the door checks it before it answers. */
  settled: boolean
  /** Those of the actor to what the act concerns; null where none had to be found. */
  relations: ReadonlySet<Relation> | null
}

/** All that reading and wording need: jobs have no actor. */
export interface ReadingContext extends Pick<Context, 'db' | 'language' | 'now'> {
  readonly actor: Pick<Actor, 'institutionId' | 'timezone'>
}

/** A read that leaves an entry in the audit trail when it recorded something, and none when it did not. */
export interface WitnessedContext extends Context {
  /** What the audit entry says beside actor, action and time: ids and states, never names or texts. */
  readonly audited: { resourceId?: string; facts?: Facts }
}

export interface WriteContext extends WitnessedContext {
  readonly tx: Tx
}

/**
 * Allows the route's action through a role, a scope, or one of the relations found. Not permitted and not readable is
 * `resource.notFound`; readable (`readAction`) but not permitted is `access.denied`.
 */
export const authorize = (
  context: Context,
  relations: ReadonlySet<Relation>,
  readAction: Action = context.action,
): void => {
  if (!context.settled) context.relations = relations
  context.settled = true
  if (mayThrough(context.actor, context.action, relations)) return
  throw new DomainError(mayThrough(context.actor, readAction, relations) ? 'access.denied' : 'resource.notFound')
}

/** For lists: whether everything of the institution may be shown, or only what the actor is tied to. */
export const mayListAll = (context: Context): boolean => {
  context.settled = true
  return mayEverywhere(context.actor, context.action)
}

export const found = <T>(value: T | undefined): T => {
  if (value === undefined) throw new DomainError('resource.notFound')
  return value
}

/** The row's version against If-Match. Throws `request.conditionFailed`. */
export const checkVersion = (context: Context, row: { readonly version: number }): void => {
  refuseUnless(context.expectedVersion === null || context.expectedVersion === row.version, 'request.conditionFailed', {
    found: row.version,
    expected: context.expectedVersion ?? 0,
  })
}

export const record = (context: WitnessedContext, resourceId: string, facts: Facts = {}): void => {
  Object.assign(context.audited, { resourceId, facts })
}

/** Who asks: the read of every request, shared by all who ask at the same time, or confirmed on the way to something else. */
import { sql, type RawBuilder } from 'kysely'
import { DEFERRED, type Db } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import { codes, instant, maybe, plain, whole, type Members } from '../../db/packed.ts'
import { shared } from '../../db/shared.ts'
import { sqlState, type Tx } from '../../db/transaction.ts'
import type { Actor, Role, Scope } from '../../domain/policy.ts'

export interface KnownActor extends Actor {
  /** To the minute; null for one that never asked for anything. */
  readonly lastUsedAt: string | null
}

interface Found extends Omit<KnownActor, 'through'> {
  readonly roles: Role[]
  readonly scopes: Scope[]
}

const MEMBERS: Members<Found> = {
  identityId: plain(),
  institutionId: plain(),
  timezone: plain(),
  kind: plain(),
  employeeId: maybe(plain()),
  scopes: codes(),
  roles: codes(),
  rateLimit: maybe(whole),
  lastUsedAt: maybe(instant),
}

/** Roles are read with every request and never cached, so that a revocation holds for the next one. */
const found = (where: RawBuilder<unknown>) => sql<Found>`
  select i.id as "identityId", i.institution_id as "institutionId", n.timezone, i.kind, i.employee_id as "employeeId", i.scopes,
    array(select role from role_grants g where g.institution_id = i.institution_id and g.identity_id = i.id
      and g.revoked_at is null order by role) as roles,
    i.rate_limit as "rateLimit", i.last_used_at as "lastUsedAt"
  from identities i join institutions n on n.id = i.institution_id
  where i.disabled_at is null and ${where}`

const foundBySubject = (issuer: string, subject: string) => found(sql`i.issuer = ${issuer} and i.subject = ${subject}`)

const bySubject = shared<Found, [issuer: string, subject: string]>(['text', 'text'], MEMBERS, (_db, issuer, subject) =>
  foundBySubject(issuer, subject),
)

/** undefined for a stranger. */
export const findActor = async (db: Db, issuer: string, subject: string): Promise<KnownActor | undefined> => {
  const [actor] = await bySubject(db, issuer, subject)
  return actor && { ...actor, through: null }
}

/** Whom the token of an issuer names. */
export interface Named {
  readonly issuer: string
  readonly subject: string
}

type Supposed = [
  issuer: string,
  subject: string,
  identityId: string,
  institutionId: string,
  timezone: string,
  kind: string,
  employeeId: string | null,
  scopes: readonly string[],
  roles: readonly string[],
  rateLimit: number | null,
]

const confirm = hot<never, Supposed>(
  10,
  (db, issuer, subject, id, institution, timezone, kind, employee, scopes, roles, rate) =>
    sql<never>`
    select confirm_actor(exists (select from (${foundBySubject(issuer, subject)}) f
      where f."identityId" = ${id}::uuid and f."institutionId" = ${institution}::uuid and f.timezone = ${timezone} and f.kind = ${kind}
        and f."employeeId" is not distinct from ${employee}::uuid and f.scopes = ${scopes}::text[] and f.roles = ${roles}::text[]
        and f."rateLimit" is not distinct from ${rate}::int)) ${sql.raw(DEFERRED)}`.compile(db),
)

const ACTOR_IS_CHANGED = 'KP002'

export const isActorChanged = (error: unknown): boolean => sqlState(error) === ACTOR_IS_CHANGED

/**
 * Travels with the next statement: that fails, and all after it and COMMIT, unless whom the token names is the same as
 * `actor` in all that `isSameActor` looks at (`isActorChanged`).
 */
export const confirmActor = async (tx: Tx, { issuer, subject }: Named, actor: Actor): Promise<void> => {
  const { identityId, institutionId, timezone, kind, employeeId, scopes, roles, rateLimit } = actor
  await confirm(tx, issuer, subject, identityId, institutionId, timezone, kind, employeeId, scopes, roles, rateLimit)
}

/** What a token of the service's own says of its bearer; `digest` is its SHA-256. */
export interface OwnBearer {
  readonly id: string
  readonly generation: number
  readonly through: { readonly id: string; readonly generation: number } | null
  readonly digest: string
}

type Claimed = [
  id: string,
  generation: number,
  digest: string,
  through: string | null,
  throughGeneration: number | null,
]

const byOwnToken = shared<Found, Claimed>(
  ['uuid', 'int', 'text', 'uuid', 'int'],
  MEMBERS,
  (_db, id, generation, digest, through, throughGeneration) =>
    found(sql`i.id = ${id} and i.token_generation = ${generation}
      and not exists (select from revoked_tokens r where r.institution_id = i.institution_id and r.digest = ${digest})
      and (${through} is null or exists (select from identities c where c.institution_id = i.institution_id and c.id = ${through}
        and c.token_generation = ${throughGeneration} and c.acts_for_persons and c.disabled_at is null))`),
)

/** Nobody when the token was taken back, or its generation is over: the bearer's, or that of the client acting for it. */
export const findOwnActor = async (db: Db, bearer: OwnBearer): Promise<KnownActor | undefined> => {
  const { id, generation, digest, through } = bearer
  const [actor] = await byOwnToken(db, id, generation, digest, through?.id ?? null, through?.generation ?? null)
  return actor && { ...actor, through: through?.id ?? null }
}

/** Who asks: the read of every request, for as many as ask at the same time. */
import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../db/database.ts'
import { hot } from '../../db/hot.ts'
import type { Actor } from '../../domain/policy.ts'

export interface KnownActor extends Actor {
  /** To the minute; null for one that never asked for anything. */
  readonly lastUsedAt: string | null
}

interface Found extends Omit<KnownActor, 'through'> {
  /** Which of those asked for it is, from 1. */
  readonly place: number
}

/** Roles are read with every request and never cached, so that a revocation holds for the next one. */
const found = (asked: RawBuilder<unknown>, where: RawBuilder<unknown>) => sql<Found>`
  select asked.place::int, i.id as "identityId", i.institution_id as "institutionId", n.timezone, i.kind, i.employee_id as "employeeId", i.scopes,
    array(select role from role_grants g where g.institution_id = i.institution_id and g.identity_id = i.id
      and g.revoked_at is null order by role) as roles,
    i.rate_limit as "rateLimit", i.last_used_at as "lastUsedAt"
  from ${asked} join identities i on ${where} and i.disabled_at is null
  join institutions n on n.id = i.institution_id`

export interface Signed {
  readonly issuer: string
  readonly subject: string
}

const bySubject = hot<Found, [issuers: readonly string[], subjects: readonly string[]]>(2, (db, issuers, subjects) =>
  found(
    sql`unnest(${issuers}::text[], ${subjects}::text[]) with ordinality as asked(issuer, subject, place)`,
    sql`i.issuer = asked.issuer and i.subject = asked.subject`,
  ).compile(db),
)

/** In the order of those asked for; undefined for strangers. */
export const findActors = async (db: Db, asked: readonly Signed[]): Promise<(KnownActor | undefined)[]> => {
  const rows = await bySubject(
    db,
    asked.map(({ issuer }) => issuer),
    asked.map(({ subject }) => subject),
  )
  return inOrder(rows, asked, () => null)
}

/** What a token of the service's own says of its bearer; `digest` is its SHA-256. */
export interface OwnBearer {
  readonly id: string
  readonly generation: number
  readonly through: { readonly id: string; readonly generation: number } | null
  readonly digest: string
}

type Columns = [
  ids: readonly string[],
  generations: readonly number[],
  digests: readonly string[],
  throughs: readonly (string | null)[],
  throughGenerations: readonly (number | null)[],
]

const byOwnToken = hot<Found, Columns>(5, (db, ids, generations, digests, throughs, throughGenerations) =>
  found(
    sql`unnest(${ids}::uuid[], ${generations}::int[], ${digests}::text[], ${throughs}::uuid[], ${throughGenerations}::int[])
      with ordinality as asked(id, generation, digest, through, through_generation, place)`,
    sql`i.id = asked.id and i.token_generation = asked.generation
      and not exists (select from revoked_tokens r where r.institution_id = i.institution_id and r.digest = asked.digest)
      and (asked.through is null or exists (select from identities c where c.institution_id = i.institution_id and c.id = asked.through
        and c.token_generation = asked.through_generation and c.acts_for_persons and c.disabled_at is null))`,
  ).compile(db),
)

/** Nobody when the token was taken back, or its generation is over: the bearer's, or that of the client acting for it. */
export const findOwnActors = async (db: Db, asked: readonly OwnBearer[]): Promise<(KnownActor | undefined)[]> => {
  const rows = await byOwnToken(
    db,
    asked.map(({ id }) => id),
    asked.map(({ generation }) => generation),
    asked.map(({ digest }) => digest),
    asked.map(({ through }) => through?.id ?? null),
    asked.map(({ through }) => through?.generation ?? null),
  )
  return inOrder(rows, asked, ({ through }) => through?.id ?? null)
}

const inOrder = <Asked>(
  rows: readonly Found[],
  asked: readonly Asked[],
  throughOf: (asked: Asked) => string | null,
): (KnownActor | undefined)[] => {
  const actors = new Array<KnownActor | undefined>(asked.length).fill(undefined)
  for (const { place, ...actor } of rows) {
    const one = asked[place - 1]
    if (one !== undefined) actors[place - 1] = { ...actor, through: throughOf(one) }
  }
  return actors
}

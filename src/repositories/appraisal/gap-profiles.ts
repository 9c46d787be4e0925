/** Gap profiles of a published cycle: written once with the publication. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { GapProfile, ProfileScope } from '../../domain/appraisal/unit-figures.ts'

/** One statement, whatever the number. */
export const insertGapProfiles = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  profiles: readonly GapProfile[],
): Promise<void> => {
  await sql`
    insert into gap_profiles (institution_id, cycle_id, scope, key, code, people, attained, required, gap, withheld)
    select ${institutionId}, ${cycleId}, x.scope, x.key, x.code, x.people, x.attained, x.required, x.gap, x.withheld
    from jsonb_to_recordset(${JSON.stringify(profiles)}::jsonb)
      as x(scope text, key text, code text, people integer, attained text, required text, gap text, withheld text)`.execute(
    tx,
  )
}

export type ProfileRow = Omit<GapProfile, 'scope' | 'key'>

export const listGapProfiles = (
  db: Db,
  institutionId: string,
  cycleId: string,
  scope: ProfileScope,
  key: string,
): Promise<ProfileRow[]> =>
  db
    .selectFrom('gap_profiles')
    .select(['code', 'people', 'attained', 'required', 'gap'])
    .select((eb) => eb.ref('withheld').$castTo<GapProfile['withheld']>().as('withheld'))
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .where('scope', '=', scope)
    .where('key', '=', key)
    .orderBy('code')
    .execute()

export interface HeatRow {
  readonly unitId: string
  readonly unitName: string
  readonly parentId: string | null
  /** One object per competency. */
  readonly cells: readonly ProfileRow[]
}

/** Every unit of a sub-tree that has somebody, from the top down; the cells are put together where they lie. */
export const listHeatRows = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  path: string,
): Promise<HeatRow[]> => {
  const { rows } = await sql<HeatRow>`
    select u.id as "unitId", u.name as "unitName", u.parent_id as "parentId", p.cells
    from units u
    join (
      select key, json_agg(json_build_object('code', code, 'people', people, 'attained', attained, 'required', required,
        'gap', gap, 'withheld', withheld) order by code) as cells
      from gap_profiles where institution_id = ${institutionId} and cycle_id = ${cycleId} and scope = 'unit' group by key) p
      on p.key = u.id::text
    where u.institution_id = ${institutionId} and u.path like ${path} || '%'
    order by u.path`.execute(db)
  return rows
}

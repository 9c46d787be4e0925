/** Unit figures of a published cycle: written once with the publication. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { UnitFigure } from '../../domain/appraisal/unit-figures.ts'
import { FIRST_ID, pageBy, type PageRequest } from '../../domain/pages.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'

/** One statement, whatever the number. */
export const insertUnitFigures = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  instrument: Instrument,
  figures: readonly UnitFigure[],
): Promise<void> => {
  await sql`
    insert into unit_figures (institution_id, cycle_id, unit_id, instrument, people, mean_total, predicates, withheld)
    select ${institutionId}, ${cycleId}, x."unitId", ${instrument}, x.people, x."meanTotal", x.predicates, x.withheld
    from jsonb_to_recordset(${JSON.stringify(figures)}::jsonb) as x("unitId" uuid, people integer, "meanTotal" text, predicates jsonb, withheld text)`.execute(
    tx,
  )
}

/** Of one unit, by instrument. */
export const findUnitFigures = (db: Db, institutionId: string, cycleId: string, unitId: string) =>
  db
    .selectFrom('unit_figures')
    .select((eb) => [
      eb.ref('instrument').$castTo<Instrument>().as('instrument'),
      'people',
      eb.ref('predicates').$castTo<Record<string, number>>().as('predicates'),
      eb.ref('withheld').$castTo<UnitFigure['withheld']>().as('withheld'),
    ])
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .where('unit_id', '=', unitId)
    .orderBy('instrument')
    .execute()

export const listUnitFigures = async (
  db: Db,
  institutionId: string,
  cycleId: string,
  instrument: Instrument,
  page: PageRequest,
) => {
  const rows = await db
    .selectFrom('unit_figures as f')
    .innerJoin('units as u', (join) =>
      join.onRef('u.institution_id', '=', 'f.institution_id').onRef('u.id', '=', 'f.unit_id'),
    )
    .select([
      'f.unit_id as unitId',
      'u.name as unitName',
      'f.instrument',
      'f.people',
      'f.mean_total as meanTotal',
      'f.withheld',
    ])
    .where('f.institution_id', '=', institutionId)
    .where('f.cycle_id', '=', cycleId)
    .where('f.instrument', '=', instrument)
    .where('f.unit_id', '>', page.after ?? FIRST_ID)
    .orderBy('f.unit_id')
    .limit(page.limit + 1)
    .execute()
  return pageBy(rows, page, ({ unitId }) => unitId)
}

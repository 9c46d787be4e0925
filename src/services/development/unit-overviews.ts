/** What the leader of a unit sees of it in one call each. Nothing here tells more of a few people than a publication does. */
import { pooledThreshold } from '../../domain/appraisal/cycles.ts'
import { rollUp } from '../../domain/appraisal/roll-ups.ts'
import { associationOf, satisfactionOf } from '../../domain/development/satisfaction.ts'
import type { Relation } from '../../domain/policy.ts'
import { isBelow } from '../../domain/organisation/units.ts'
import type { PageRequest } from '../../domain/pages.ts'
import { developmentText, labelOf, reasonOf } from '../../i18n/index.ts'
import { findCycle, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { listHeatRows } from '../../repositories/appraisal/gap-profiles.ts'
import { findUnitFigures } from '../../repositories/appraisal/unit-figures.ts'
import * as overviews from '../../repositories/development/unit-overviews.ts'
import { findUnit, type UnitRow } from '../../repositories/organisation/units.ts'
import { shownCount } from '../appraisal/cycles.ts'
import { authorize, found, record, type Context, type WitnessedContext } from '../context.ts'
import { myUnits, todayOf } from '../relations.ts'
import { analyseScope } from './gap-analyses.ts'

/** A unit that the actor leads, itself or from above, or that a role opens. */
export const ledUnit = async (context: Context, unitId: string): Promise<UnitRow> => {
  const unit = found(await findUnit(context.db, context.actor.institutionId, unitId))
  const relations = new Set<Relation>()
  if (!context.settled && (await myUnits(context)).some((path) => isBelow(unit.path, path)))
    relations.add('unit_leader')
  authorize(context, relations)
  return unit
}

const cycleOf = async (context: Context, cycleId: string): Promise<CycleRow> =>
  found(await findCycle(context.db, context.actor.institutionId, cycleId))

interface OfCycle {
  readonly cycleId: string
}

/** Which sub-trees are too small to be told apart: by the people appraised, not by those who answered. */
const withheldFor = async (context: Context, cycle: CycleRow, unitId: string) => {
  const counts = await overviews.countByPath(context.db, context.actor.institutionId, cycle.id)
  const people = counts.map((count) => ({ ...count, values: [] }))
  const unit = rollUp(people, pooledThreshold(cycle.thresholds)).find((row) => row.unitId === unitId)
  return unit ? unit.withheld : 'below_threshold'
}

export const getUnitProgress = async (context: Context, id: string, { cycleId }: OfCycle) => {
  const unit = await ledUnit(context, id)
  const cycle = await cycleOf(context, cycleId)
  const withheld = await withheldFor(context, cycle, id)
  const progress =
    withheld === null
      ? await overviews.progressBelow(context.db, context.actor.institutionId, cycleId, unit.path, todayOf(context))
      : null
  return {
    unitId: id,
    cycleId,
    state: cycle.state,
    appraisals: progress?.appraisals ?? null,
    confirmed: progress?.confirmed ?? null,
    groups: (progress?.groups ?? []).map((count) => shownCount(count, cycle.thresholds)),
    withheld,
    why: reasonOf(context.language, withheld),
  }
}

/** For whoever was found to lead the unit. */
export const predicatesIn = async (context: Context, id: string, cycleId: string) => {
  const figures = await findUnitFigures(context.db, context.actor.institutionId, cycleId, id)
  const { language } = context
  return {
    unitId: id,
    cycleId,
    items: figures.map(({ instrument, people, predicates, withheld }) => ({
      instrument,
      people,
      predicates: Object.entries(predicates)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([predicate, count]) => ({ predicate, label: labelOf(language, predicate), count })),
      withheld,
      why: reasonOf(language, withheld),
    })),
  }
}

export const getUnitPredicates = async (context: Context, id: string, { cycleId }: OfCycle) => {
  await ledUnit(context, id)
  await cycleOf(context, cycleId)
  return predicatesIn(context, id, cycleId)
}

export const getHeatMap = async (context: Context, id: string, { cycleId }: OfCycle) => {
  const unit = await ledUnit(context, id)
  await cycleOf(context, cycleId)
  const rows = await listHeatRows(context.db, context.actor.institutionId, cycleId, unit.path)
  return { unitId: id, cycleId, rows }
}

export const getUnitGapAnalysis = async (context: Context, id: string, { cycleId }: OfCycle) => {
  await ledUnit(context, id)
  return analyseScope(context, cycleId, 'unit', id)
}

/** By name, since whoever leads them may read their results anyway; each reading leaves a trace. */
export const listNeedingHelp = async (
  context: WitnessedContext,
  id: string,
  { cycleId }: OfCycle,
  page: PageRequest,
) => {
  const unit = await ledUnit(context, id)
  const { institutionId } = context.actor
  const cycle = await cycleOf(context, cycleId)
  if (cycle.state !== 'published') return { items: [], nextAfter: null }
  const { items, nextAfter } = await overviews.listNeedingHelp(context.db, institutionId, cycleId, unit.path, page)
  const { language } = context
  if (items.length > 0) record(context, id, { cycle: cycleId, shown: items.length })
  const worded = items.map((row) => ({
    ...row,
    predicateLabel: row.predicate && labelOf(language, row.predicate),
    jpmBandLabel: row.jpmBand && labelOf(language, row.jpmBand),
    gaps: row.gaps.map(({ code, attained, required, gap }) => ({ code, attained, required, gap })),
    words: developmentText(language, 'help.words'),
  }))
  return { items: worded, nextAfter }
}

export const getOpenObjections = async (context: Context, id: string) => {
  const unit = await ledUnit(context, id)
  const items = await overviews.countOpenObjections(
    context.db,
    context.actor.institutionId,
    unit.path,
    todayOf(context),
  )
  const open = items.reduce((total, { count }) => total + count, 0)
  return { unitId: id, open, items }
}

const periodOf = ({ elements, respondents, surveyId, ...row }: overviews.UnitPeriod) => ({
  ...row,
  satisfaction:
    surveyId === null || elements === null || respondents === null
      ? null
      : { surveyId, respondents, ...satisfactionOf(elements) },
})

/** Competency and satisfaction side by side over the published cycles, and how far they go together over units. */
export const getUnitSatisfaction = async (context: Context, id: string) => {
  const unit = await ledUnit(context, id)
  const rows = await overviews.listUnitPeriods(context.db, context.actor.institutionId, unit.path, 'competency')
  const periods = rows.map(periodOf)
  const newest = periods.at(-1)?.cycleId
  const pairs = periods.flatMap(({ cycleId, unitId, meanTotal, satisfaction }) =>
    cycleId === newest && meanTotal !== null && satisfaction
      ? [{ unitId, competency: meanTotal, index: satisfaction.index }]
      : [],
  )
  const association = associationOf(pairs)
  const { language } = context
  const reading = association.reason ?? 'association'
  return {
    unitId: id,
    periods: periods.map((period) => ({
      ...period,
      why: reasonOf(language, period.withheld),
    })),
    association: {
      ...association,
      words: developmentText(language, `satisfaction.${reading}`, { units: association.units }),
    },
    caution: developmentText(language, 'satisfaction.caution'),
  }
}

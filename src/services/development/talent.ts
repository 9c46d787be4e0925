/** Talent: the nine boxes of a cycle, and who could follow in a position. For HR; nobody is placed by a machine alone. */
import { standardFor } from '../../domain/competency/position-standards.ts'
import { placementOf, successorsOf, TALENT_TEMPLATE } from '../../domain/development/talent.ts'
import { refuseUnless } from '../../domain/errors.ts'
import { FIRST_ID, pageBy, type PageRequest } from '../../domain/pages.ts'
import { developmentText } from '../../i18n/index.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { listCandidates, listTalent } from '../../repositories/appraisal/published-results.ts'
import { allStandards } from '../../repositories/competency/position-standards.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { findPosition } from '../../repositories/organisation/positions.ts'
import { findUnit } from '../../repositories/organisation/units.ts'
import { found, record, type Context, type WitnessedContext } from '../context.ts'
import { todayOf } from '../relations.ts'

const checkPublished = async (context: Context, cycleId: string): Promise<void> => {
  const cycle = await findCycle(context.db, context.actor.institutionId, cycleId)
  refuseUnless(cycle?.state === 'published', 'talent.cycleUnknown')
}

/** Throws `talent.cycleUnknown`, `talent.unitUnknown`. */
export const listPlacements = async (
  context: WitnessedContext,
  cycleId: string,
  { unitId }: { unitId?: string },
  page: PageRequest,
) => {
  const { institutionId } = context.actor
  await checkPublished(context, cycleId)
  const unit = unitId === undefined ? null : await findUnit(context.db, institutionId, unitId)
  refuseUnless(unit !== undefined, 'talent.unitUnknown')
  const { talentRules } = found(await findInstitution(context.db, institutionId))
  const rows = await listTalent(
    context.db,
    institutionId,
    cycleId,
    unit?.path ?? '',
    page.after ?? FIRST_ID,
    page.limit + 1,
  )
  const { items, nextAfter } = pageBy(rows, page, ({ employeeId }) => employeeId)
  if (items.length > 0) record(context, cycleId, { shown: items.length })
  const placed = items.map((row) => {
    const placement = placementOf(row.predicate, row.jpm, talentRules ?? TALENT_TEMPLATE)
    const recommendations = placement.recommendations.map((code) => ({
      code,
      label: developmentText(context.language, `talent.${code}`),
    }))
    const why = placement.reason && developmentText(context.language, `talent.${placement.reason}`)
    return { ...row, ...placement, recommendations, why }
  })
  return { items: placed, nextAfter }
}

/** More than anybody would look at. */
const MOST_SUCCESSORS = 50

/** Throws `talent.cycleUnknown`, `talent.standardMissing`. */
export const findSuccessors = async (
  context: WitnessedContext,
  positionId: string,
  { cycleId }: { cycleId: string },
) => {
  const { institutionId } = context.actor
  const position = found(await findPosition(context.db, institutionId, positionId))
  await checkPublished(context, cycleId)
  const standard = standardFor(await allStandards(context.db, institutionId), positionId, position.class)
  refuseUnless(standard !== null, 'talent.standardMissing', { class: position.class })
  const candidates = await listCandidates(context.db, institutionId, cycleId, positionId, todayOf(context))
  const people = new Map(candidates.map((row) => [row.employeeId, row]))
  const measured = new Set(candidates.flatMap(({ attained }) => attained.map(({ code }) => code)))
  const required = Object.entries(standard.levels).map(([code, level]) => ({
    code,
    level,
    measured: measured.has(code),
  }))
  const comparable = required.filter((line) => line.measured).map(({ code, level }): [string, number] => [code, level])
  const successors = successorsOf(candidates, Object.fromEntries(comparable)).slice(0, MOST_SUCCESSORS)
  record(context, positionId, { cycle: cycleId, shown: successors.length })
  return {
    positionId,
    cycleId,
    required,
    compared: candidates.length,
    items: successors.map((successor) => {
      const { employeeName = '', unitName = '', positionTitle = '' } = people.get(successor.employeeId) ?? {}
      const facts = { match: successor.match, met: successor.met, of: successor.of }
      const words = developmentText(context.language, 'talent.successor', facts)
      return { ...successor, employeeName, unitName, positionTitle, words }
    }),
  }
}

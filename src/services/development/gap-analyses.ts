/** Gap analyses: of one employee from the sealed result, of units, classes and the institution from the publication. */
import { JPM_CODE, type ProfileScope } from '../../domain/appraisal/unit-figures.ts'
import { DomainError } from '../../domain/errors.ts'
import { rankGaps } from '../../domain/development/gaps.ts'
import type { PositionClass } from '../../domain/organisation/positions.ts'
import { jpmBand } from '../../domain/scoring/jpm.ts'
import { developmentText, labelOf, reasonOf } from '../../i18n/index.ts'
import { findCycle, findCycleBefore, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findForm } from '../../repositories/appraisal/forms.ts'
import { listGapProfiles, type ProfileRow } from '../../repositories/appraisal/gap-profiles.ts'
import { findPublished, type PublishedResult } from '../../repositories/appraisal/published-results.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { namesOf } from '../appraisal/results.ts'
import { authorize, found, record, type Context, type WitnessedContext } from '../context.ts'
import { relationsAlong } from '../relations.ts'

const named = async (context: Context, formId: string) => {
  const names = await namesOf(context, formId)
  return <T extends { readonly code: string }>(line: T) => ({ ...line, name: names[line.code] ?? line.code })
}

const ruleOf = ({ language }: Context): string => developmentText(language, 'gap.rule')

const wordedBand = ({ language }: Context, band: string | null) => ({
  band,
  bandLabel: band && labelOf(language, band),
})

const bandOf = async ({ db, actor }: Context, formId: string, figure: string | null): Promise<string | null> => {
  const policyId = (await findForm(db, actor.institutionId, formId))?.competencyPolicyId
  const policy = policyId == null ? undefined : await findScoringPolicy(db, actor.institutionId, policyId)
  return policy ? jpmBand(policy.document, figure) : null
}

const publishedCycle = async (context: Context, id: string): Promise<CycleRow> => {
  const cycle = found(await findCycle(context.db, context.actor.institutionId, id))
  if (cycle.state !== 'published') throw new DomainError('gapAnalysis.notPublished', { state: cycle.state })
  return cycle
}

/** Throws `gapAnalysis.notPublished`. */
export const analyseScope = async (context: Context, cycleId: string, scope: ProfileScope, key: string) => {
  const { institutionId } = context.actor
  const cycle = await publishedCycle(context, cycleId)
  const before = await findCycleBefore(context.db, institutionId, cycle)
  const profiles = (id: string): Promise<ProfileRow[]> => listGapProfiles(context.db, institutionId, id, scope, key)
  const [lines, earlier] = [await profiles(cycleId), before ? await profiles(before.id) : []]
  const jpm = lines.find(({ code }) => code === JPM_CODE)
  const figure = jpm?.attained ?? null
  const withName = await named(context, cycle.formId)
  return {
    cycleId,
    comparedCycleId: before?.id ?? null,
    jpm: figure,
    ...wordedBand(context, await bandOf(context, cycle.formId, figure)),
    people: jpm?.people ?? null,
    gaps: rankGaps(
      lines.filter(({ code }) => code !== JPM_CODE),
      earlier,
    ).map((line) => ({
      ...withName(line),
      why: reasonOf(context.language, line.withheld),
    })),
    rule: ruleOf(context),
  }
}

export const getGapAnalysis = (
  context: Context,
  cycleId: string,
  { positionClass }: { positionClass?: PositionClass },
) =>
  positionClass === undefined
    ? analyseScope(context, cycleId, 'institution', '*')
    : analyseScope(context, cycleId, 'positionClass', positionClass)

const gapsOf = (row: PublishedResult | undefined) =>
  (row?.gaps ?? []).map((gap) => ({ ...gap, required: String(gap.required) }))

/** Of the newest published cycle in which the employee has a result, or of the one named. */
export const getEmployeeGapAnalysis = async (
  context: WitnessedContext,
  employeeId: string,
  { cycleId }: { cycleId?: string },
) => {
  const { institutionId } = context.actor
  const row = found(
    await findPublished(context.db, institutionId, { employeeId, cycleId: cycleId ?? null, before: null }),
  )
  authorize(context, await relationsAlong(context, row))
  if (employeeId !== context.actor.employeeId) record(context, employeeId, { cycle: row.cycleId })
  const before = await findPublished(context.db, institutionId, { employeeId, cycleId: null, before: row.startsOn })
  const [lines, earlier] = [gapsOf(row), gapsOf(before)]
  const withName = await named(context, row.formId)
  // The priorities of the sealed result hold; ranking adds what changed.
  const changes = new Map(rankGaps(lines, earlier).map(({ code, change }) => [code, change]))
  return {
    employeeId,
    cycleId: row.cycleId,
    resultId: row.id,
    comparedCycleId: before?.cycleId ?? null,
    jpm: row.figure,
    ...wordedBand(context, row.predicate),
    gaps: lines.map((line) => ({ ...withName(line), change: changes.get(line.code) ?? null })),
    rule: ruleOf(context),
  }
}

/** Calibration: a talk over a set of results with the facts on the table, and changes that somebody signs. */
import { checkCalibratable, checkChangeSet, type RatingChange } from '../../domain/appraisal/calibrations.ts'
import { distributionWarnings, type OrganisationPredicate } from '../../domain/appraisal/distribution.ts'
import { elementsOf, type FormContent } from '../../domain/appraisal/forms.ts'
import { severities } from '../../domain/appraisal/severity.ts'
import { refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import { NOT_ASKED } from '../../domain/scoring/ratings.ts'
import { fill, labelOf, TEXTS } from '../../i18n/index.ts'
import { DISTRIBUTION } from '../../presets/distribution.ts'
import {
  findAppraisalForUpdate,
  saveBehaviourRating,
  type AppraisalRow,
} from '../../repositories/appraisal/appraisals.ts'
import * as calibrations from '../../repositories/appraisal/calibrations.ts'
import type { CalibrationRow, NewChange, Scope } from '../../repositories/appraisal/calibrations.ts'
import { findCycle, findCycleForUpdate } from '../../repositories/appraisal/cycles.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import { findUnit } from '../../repositories/organisation/units.ts'
import { keysOf } from '../access/keys.ts'
import { found, record, type Context, type WitnessedContext, type WriteContext } from '../context.ts'
import { sealNextEdition } from './editions.ts'

export const scopeOf = async (
  context: Context,
  { cycleId, unitId }: { cycleId: string; unitId: string | null },
): Promise<Scope> => {
  const unit = unitId === null ? null : await findUnit(context.db, context.actor.institutionId, unitId)
  refuseUnless(unit !== undefined, 'position.unitUnknown')
  return { cycleId, unitPath: unit?.path ?? null }
}

/** Mean of the behaviour items that a superior rated for one person; null where he or she could judge none. */
const meanOf = (ratings: readonly (number | null)[], items: readonly number[]): number | null => {
  const given = items
    .map((item) => ratings[item])
    .filter((value): value is number => typeof value === 'number' && value !== NOT_ASKED)
  return given.length === 0 ? null : given.reduce((sum, value) => sum + value, 0) / given.length
}

const severitiesOf = async (context: Context, scope: Scope, content: FormContent) => {
  const items = elementsOf(content, 'behaviour').flatMap((element) => element.items)
  const bySuperior = new Map<string, number[]>()
  for (const { supervisorId, ratings } of await calibrations.listSuperiorRatings(
    context.db,
    context.actor.institutionId,
    scope,
  )) {
    const mean = meanOf(ratings, items)
    if (mean !== null) bySuperior.set(supervisorId, [...(bySuperior.get(supervisorId) ?? []), mean])
  }
  return severities([...bySuperior].map(([supervisorId, means]) => ({ supervisorId, means })))
}

const warningsOf = (
  context: Context,
  counts: Readonly<Record<string, number>>,
  organisation: OrganisationPredicate | null,
) => {
  const { distribution } = TEXTS[context.language]
  const rules = organisation === null ? [] : DISTRIBUTION.patterns[organisation]
  return distributionWarnings(counts, rules).map((warning) => ({
    ...warning,
    predicates: [...warning.predicates],
    text: fill(distribution[warning.rule] ?? '', {
      predicates: warning.predicates.map((code) => labelOf(context.language, code)).join(' + '),
      found: warning.found,
      needed: warning.needed ?? '',
    }),
  }))
}

const viewOf = async (context: Context, row: CalibrationRow) => {
  const { institutionId } = context.actor
  const cycle = found(await findCycle(context.db, institutionId, row.cycleId))
  const content = found(await findFrozenContent(context.db, institutionId, cycle.formId))
  const scope = await scopeOf(context, row)
  const counts = await calibrations.countSessionPredicates(context.db, institutionId, scope, 'behaviour')
  return {
    ...row,
    distribution: Object.entries(counts).map(([predicate, count]) => ({ predicate, count })),
    warnings: warningsOf(context, counts, row.organisationPredicate),
    pattern: DISTRIBUTION.source,
    severities: await severitiesOf(context, scope, content),
  }
}

export type CalibrationView = Awaited<ReturnType<typeof viewOf>>

export const openCalibration = async (
  context: WriteContext,
  body: {
    cycleId: string
    unitId?: string | null
    title: string
    organisationPredicate?: OrganisationPredicate | null
  },
): Promise<CalibrationView> => {
  const { institutionId, identityId } = context.actor
  const cycle = await findCycle(context.tx, institutionId, body.cycleId)
  refuseUnless(cycle !== undefined, 'calibration.cycleUnknown')
  checkCalibratable(cycle.state)
  const { unitId = null, organisationPredicate = null } = body
  await scopeOf(context, { cycleId: cycle.id, unitId })
  const id = context.newId()
  const values = { ...body, id, unitId, organisationPredicate, openedBy: identityId }
  record(context, id, { cycle: cycle.id })
  return viewOf(context, await calibrations.insertCalibration(context.tx, institutionId, values, context.now))
}

export const getCalibration = async (context: WitnessedContext, id: string): Promise<CalibrationView> => {
  const row = found(await calibrations.findCalibration(context.db, context.actor.institutionId, id))
  record(context, id)
  return viewOf(context, row)
}

export const listCalibrations = (context: Context, filter: { cycleId?: string }, page: PageRequest) =>
  calibrations.listCalibrations(context.db, context.actor.institutionId, filter, page)

const apply = async (
  context: WriteContext,
  calibrationId: string,
  row: AppraisalRow,
  { behaviourRating, reason }: RatingChange,
): Promise<NewChange> => {
  const { institutionId, identityId } = context.actor
  const change = { kind: 'calibration', official: identityId, reason, origin: calibrationId } as const
  const sealed = await sealNextEdition(
    context,
    row,
    'behaviour',
    (facts) => ({ ...facts, official: facts.official && { ...facts.official, behaviourRating } }),
    change,
  )
  await saveBehaviourRating(context.tx, institutionId, row.id, behaviourRating, context.now)
  const previousRating = row.behaviourRating ?? behaviourRating
  const signed = [
    calibrationId,
    row.id,
    previousRating,
    behaviourRating,
    reason,
    identityId,
    context.now,
    sealed.resultSha256,
  ]
  return {
    id: context.newId(),
    calibrationId,
    appraisalId: row.id,
    previousRating,
    rating: behaviourRating,
    reason,
    signedBy: identityId,
    signature: keysOf(context.secret).sign(`kompeten-calibration/1\n${JSON.stringify(signed)}`),
    resultId: sealed.id,
  }
}

/** Checks all before it changes any: one that cannot be made, and none is. */
export const applyChangeSet = async (
  context: WriteContext,
  id: string,
  { changes }: { changes: readonly RatingChange[] },
): Promise<CalibrationView> => {
  const { institutionId } = context.actor
  const calibration = found(await calibrations.findCalibration(context.tx, institutionId, id))
  const cycle = found(await findCycleForUpdate(context.tx, institutionId, calibration.cycleId))
  checkCalibratable(cycle.state)
  const scope = await scopeOf(context, calibration)
  const rows = new Map<string, AppraisalRow>()
  for (const appraisalId of [...new Set(changes.map((change) => change.appraisalId))].sort()) {
    const row = await findAppraisalForUpdate(context.tx, institutionId, appraisalId)
    if (row?.cycleId === cycle.id && row.unitPath.startsWith(scope.unitPath ?? '')) rows.set(appraisalId, row)
  }
  const standing = [...rows].map(
    ([key, row]) => [key, { confirmed: row.confirmedAt !== null, behaviourRating: row.behaviourRating }] as const,
  )
  checkChangeSet(changes, new Map(standing))
  const applied: NewChange[] = []
  for (const change of changes) applied.push(await apply(context, id, found(rows.get(change.appraisalId)), change))
  await calibrations.insertCalibrationChanges(context.tx, institutionId, applied, context.now)
  record(context, id, { changes: applied.length })
  return viewOf(context, calibration)
}

export const listCalibrationChanges = async (context: WitnessedContext, id: string, page: PageRequest) => {
  const { institutionId } = context.actor
  found(await calibrations.findCalibration(context.db, institutionId, id))
  record(context, id)
  return calibrations.listCalibrationChanges(context.db, institutionId, id, page)
}

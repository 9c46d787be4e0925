/** Reports: what a published cycle says of a person or a unit, put together for people to look at. */
import { selfOther } from '../../domain/appraisal/disclosure.ts'
import { satisfactionOf } from '../../domain/development/satisfaction.ts'
import type { Report, ReportCompetency, ReportFigure } from '../../domain/development/reports.ts'
import { FIRST_ID } from '../../domain/pages.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { Breakdown } from '../../domain/scoring/breakdown.ts'
import { explain } from '../../i18n/explanation.ts'
import { developmentText, fill } from '../../i18n/index.ts'
import { words } from '../../i18n/report.ts'
import { findAppraisal, listOfCycle, type AppraisalRow } from '../../repositories/appraisal/appraisals.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import { findNewestResults, type ResultRow } from '../../repositories/appraisal/results.ts'
import { findElements } from '../../repositories/development/unit-overviews.ts'
import { findPlanOf, listItems } from '../../repositories/development/plans.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { objectionOf } from '../appraisal/disclosures.ts'
import { labelled } from '../appraisal/results.ts'
import { authorize, found, record, type Context, type ReadingContext, type WitnessedContext } from '../context.ts'
import { relationsAlong } from '../relations.ts'
import { whyText } from './plans.ts'
import { analyseScope } from './gap-analyses.ts'
import { ledUnit, predicatesIn } from './unit-overviews.ts'

/** What the reports of one cycle share, and what they are made with. */
const frame = async (context: ReadingContext, cycleId: string) => {
  const { institutionId } = context.actor
  const cycle = found(await findCycle(context.db, institutionId, cycleId))
  refuseUnless(cycle.state === 'published', 'report.notPublished', { state: cycle.state })
  const content = found(await findFrozenContent(context.db, institutionId, cycle.formId))
  const { name, sample, objectionDays } = found(await findInstitution(context.db, institutionId))
  const shared = {
    language: context.language,
    institution: name,
    sample,
    cycle: `${cycle.name} (${cycle.startsOn} – ${cycle.endsOn})`,
    scale: content.scale,
  }
  const names = Object.fromEntries(content.elements.map((element) => [element.code, element.name]))
  return { shared, names, objectionDays, period: cycle }
}
type Frame = Awaited<ReturnType<typeof frame>>

const competenciesOf = (row: ResultRow, { names, shared: { scale } }: Frame): ReportCompetency[] => {
  const compared = new Map(
    selfOther(row.competencies, row.facts.requiredLevels, scale).map((item) => [item.code, item]),
  )
  const gaps = new Map(row.gaps.map((gap) => [gap.code, gap]))
  return row.competencies.map(({ code, value }) => ({
    code,
    name: names[code] ?? code,
    attained: value,
    required: gaps.get(code) ? `${String(gaps.get(code)?.required)}.00` : null,
    self: compared.get(code)?.self ?? null,
    others: compared.get(code)?.others ?? null,
    gap: gaps.get(code)?.gap ?? null,
  }))
}

const figuresOf = (context: ReadingContext, row: ResultRow): ReportFigure[] => {
  const text = words(context.language)
  const instrument = text[row.instrument]
  const { predicateLabel } = labelled(context, row)
  const isJpm = row.instrument === 'competency'
  return [
    ...(row.total === null ? [] : [{ label: `${text.total} (${instrument})`, value: row.total }]),
    ...(row.figure === null || !isJpm ? [] : [{ label: text.jpm, value: `${row.figure}%` }]),
    ...(predicateLabel === null ? [] : [{ label: `${text.predicate} (${instrument})`, value: predicateLabel }]),
  ]
}

const planOf = async (context: ReadingContext, { employeeId, cycleId }: AppraisalRow): Promise<Report['plan']> => {
  const { institutionId } = context.actor
  const plan = await findPlanOf(context.db, institutionId, employeeId, cycleId)
  if (!plan) return []
  const text = words(context.language)
  const items = await listItems(context.db, institutionId, plan.id)
  return items.map(({ title, dueOn, hours, state, why }) => ({
    title,
    dueOn,
    hours,
    stateLabel: text[state],
    words: whyText(context.language, why),
  }))
}

const reportOn = async (context: ReadingContext, row: AppraisalRow, frameOf: Frame): Promise<Report> => {
  const { names, shared, objectionDays } = frameOf
  const text = words(context.language)
  const rows = await findNewestResults(context.db, context.actor.institutionId, row.id)
  const [first] = rows
  return {
    ...shared,
    title: text.individual,
    subject: row.frozen.employeeName,
    lines: [row.frozen.positionTitle, row.frozen.unitName],
    figures: rows.flatMap((result) => figuresOf(context, result)),
    competencies: rows.flatMap((result) => competenciesOf(result, frameOf)),
    explanation: rows.flatMap((result) => explain(JSON.parse(result.breakdown) as Breakdown, names, context.language)),
    plan: await planOf(context, row),
    objection: first ? (await objectionOf(context, first, objectionDays)).how : null,
    notes: [],
    seal: rows.map(({ resultSha256 }) => resultSha256).join(' ') || null,
  }
}

/** Throws `report.notPublished`; before it one's own does not exist. */
export const getIndividualReport = async (context: WitnessedContext, appraisalId: string): Promise<Report> => {
  const row = found(await findAppraisal(context.db, context.actor.institutionId, appraisalId))
  authorize(context, await relationsAlong(context, row))
  const isOwn = row.employeeId === context.actor.employeeId
  if (isOwn && row.cycleState !== 'published') throw new DomainError('resource.notFound')
  const frameOf = await frame(context, row.cycleId)
  if (!isOwn) record(context, appraisalId, { report: row.cycleId })
  return reportOn(context, row, frameOf)
}

const BATCH = 50

/** Of everybody in a published cycle, in the order of appraisals; read as they are written. */
export const allReports = async function* (context: ReadingContext, cycleId: string): AsyncGenerator<Report> {
  const frameOf = await frame(context, cycleId)
  for (let after = FIRST_ID; ;) {
    const batch = await listOfCycle(context.db, context.actor.institutionId, cycleId, after, BATCH)
    for (const row of batch) yield await reportOn(context, row, frameOf)
    const last = batch.at(-1)
    if (!last) return
    after = last.id
  }
}

export const getUnitReport = async (
  context: Context,
  unitId: string,
  { cycleId }: { cycleId: string },
): Promise<Report> => {
  const unit = await ledUnit(context, unitId)
  const { shared, period } = await frame(context, cycleId)
  const text = words(context.language)
  const analysis = await analyseScope(context, cycleId, 'unit', unitId)
  const predicates = await predicatesIn(context, unitId, cycleId)
  const elements = await findElements(context.db, context.actor.institutionId, unitId, period)
  const satisfaction = elements && satisfactionOf(elements)
  const withheld = analysis.gaps.find(({ why }) => why !== null)?.why ?? null
  return {
    ...shared,
    title: text.unit,
    subject: unit.name,
    lines: [],
    figures: [
      ...(analysis.people === null ? [] : [{ label: text.people, value: String(analysis.people) }]),
      ...(analysis.jpm === null ? [] : [{ label: text.jpm, value: `${analysis.jpm}% (${analysis.bandLabel ?? '-'})` }]),
      ...predicates.items.flatMap((item) =>
        item.predicates.map(({ label, count }) => ({
          label: `${label} (${text[item.instrument]})`,
          value: String(count),
        })),
      ),
      ...(satisfaction ? [{ label: text.satisfaction, value: `${satisfaction.index} (${satisfaction.grade})` }] : []),
    ],
    competencies: analysis.gaps.flatMap(({ code, name, attained, required, gap }) =>
      attained === null ? [] : [{ code, name, attained, required, gap, self: null, others: null }],
    ),
    explanation: [analysis.rule],
    plan: null,
    objection: null,
    notes: [
      ...(withheld === null ? [] : [fill(text.withheldUnit, { why: withheld })]),
      developmentText(context.language, 'satisfaction.caution'),
    ],
    seal: null,
  }
}

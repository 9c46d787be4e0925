/** Results, as the people concerned may read them, with the calculation in words. */
import { DomainError } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Breakdown } from '../../domain/scoring/breakdown.ts'
import { ordered } from '../../domain/scoring/follows-policy.ts'
import { verifyBreakdown, type Difference } from '../../domain/scoring/verify.ts'
import { labelOf, TEXTS } from '../../i18n/index.ts'
import { explain } from '../../i18n/explanation.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import * as results from '../../repositories/appraisal/results.ts'
import type { ResultFilter, ResultRow, ResultSummary } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { keysOf } from '../access/keys.ts'
import { authorize, found, mayListAll, record, type Context, type WitnessedContext } from '../context.ts'
import { myUnits, relationsAlong } from '../relations.ts'
import { receiptOf, verifyReceipt, type Receipt } from './receipts.ts'

/** A composite under a numeric policy proposes a value, not a label: shown as it is. */
export const labelled = (context: Pick<Context, 'language'>, row: ResultSummary) => ({
  ...row,
  predicateLabel: row.predicate && labelOf(context.language, row.predicate),
})

export type ResultSummaryView = ReturnType<typeof labelled>

export const listResults = async (
  context: WitnessedContext,
  filter: ResultFilter,
  page: PageRequest,
): Promise<Page<ResultSummaryView>> => {
  const { institutionId, employeeId } = context.actor
  const own = mayListAll(context) || employeeId === null ? null : { employeeId, led: await myUnits(context) }
  const { items, nextAfter } = await results.listResults(context.db, institutionId, filter, { employeeId, own }, page)
  const others = items.filter((row) => row.employeeId !== employeeId).length
  if (others > 0) record(context, filter.cycleId ?? institutionId, { shown: others })
  return { items: items.map((row) => labelled(context, row)), nextAfter }
}

/** Nobody sees a result of his or her own before publication; whoever sees another's leaves a trace. */
const readable = async (context: WitnessedContext, id: string): Promise<ResultRow> => {
  const row = found(await results.findResult(context.db, context.actor.institutionId, id))
  authorize(context, await relationsAlong(context, row))
  if (row.employeeId === context.actor.employeeId && row.cycleState !== 'published')
    throw new DomainError('resource.notFound')
  if (row.employeeId !== context.actor.employeeId) record(context, id)
  return row
}

export const namesOf = async (context: Context, formId: string): Promise<Record<string, string>> => {
  const content = await findFrozenContent(context.db, context.actor.institutionId, formId)
  return Object.fromEntries((content?.elements ?? []).map(({ code, name }) => [code, name]))
}

/** With names and words; the members of the resource Result. */
export const presentResult = (context: Context, row: ResultRow, names: Readonly<Record<string, string>>) => {
  const breakdown = JSON.parse(row.breakdown) as Breakdown
  const named = <T extends { readonly code: string }>(item: T) => ({ ...item, name: names[item.code] ?? item.code })
  return {
    ...labelled(context, row),
    competencies: row.competencies.map(named),
    gaps: row.gaps.map(named),
    withheld: [...breakdown.withheld],
    agreement: row.agreement,
    change: row.change,
    flags: breakdown.flags.map(({ code, detail }) => ({ code, detail: TEXTS[context.language].flags[code] ?? detail })),
    explanation: explain(breakdown, names, context.language),
  }
}

export const getResult = async (context: WitnessedContext, id: string) => {
  const row = await readable(context, id)
  return presentResult(context, row, await namesOf(context, row.formId))
}

export const getBreakdown = async (context: WitnessedContext, id: string): Promise<Breakdown> =>
  JSON.parse((await readable(context, id)).breakdown) as Breakdown

export interface Verification {
  readonly equal: boolean
  readonly steps: number
  readonly differences: Difference[]
}

const verdictOn = ({ steps }: Breakdown, differences: readonly Difference[]): Verification => ({
  equal: differences.length === 0,
  steps: steps.length,
  differences: differences.slice(0, 50).map((difference) => ({
    ...difference,
    found: difference.found.slice(0, 500),
    recomputed: difference.recomputed.slice(0, 500),
  })),
})

const differencesFromSealed = (given: Breakdown, sealed: Breakdown): Difference[] => {
  const text = (value: unknown): string => JSON.stringify(value ?? null)
  const members = (
    ['schema', 'audience', 'engine', 'policy', 'input', 'result', 'reason', 'withheld', 'flags'] as const
  )
    .filter((member) => text(ordered(given[member])) !== text(ordered(sealed[member])))
    .map((member) => ({ step: '-', member, found: text(given[member]), recomputed: text(sealed[member]) }))
  const steps = sealed.steps
    .map((step, index) => ({ step, other: given.steps[index] }))
    .filter(({ step, other }) => text(ordered(step)) !== text(ordered(other)))
    .map(({ step, other }) => ({ step: step.id, member: 'sealed', found: text(other), recomputed: text(step) }))
  const extra = given.steps
    .slice(sealed.steps.length)
    .map(({ id }) => ({ step: id, member: 'sealed', found: id, recomputed: '' }))
  return [...members, ...steps, ...extra]
}

/** Recomputes a breakdown from its leaves and, where a result is named, compares it with what was sealed. Stores nothing. */
export const verifyBreakdownOf = async (
  context: WitnessedContext,
  body: { breakdown: Breakdown; resultId?: string },
): Promise<Verification> => {
  const differences = verifyBreakdown(body.breakdown)
  if (body.resultId !== undefined) {
    const sealed = JSON.parse((await sealedFor(context, body.resultId)).breakdown) as Breakdown
    differences.push(...differencesFromSealed(body.breakdown, sealed))
  }
  return verdictOn(body.breakdown, differences)
}

/** The sealed result with its policy, signed: to be kept, and verified by anybody anywhere. */
export const getReceipt = async (context: WitnessedContext, id: string): Promise<Receipt> => {
  const row = await readable(context, id)
  const policy = found(await findScoringPolicy(context.db, context.actor.institutionId, row.policyId))
  return receiptOf(context.secret, row, policy.document, JSON.parse(row.breakdown) as Breakdown)
}

/** Needs nothing but the receipt itself and our public key. Stores nothing. */
export const verifyReceiptOf = (context: Context, { receipt }: { receipt: Receipt }): Promise<Verification> =>
  Promise.resolve(verdictOn(receipt.breakdown, verifyReceipt(receipt, keysOf(context.secret).publicKey)))

/** Verifying is for everyone; comparing with a sealed result is for those who may read that result. */
const sealedFor = async (context: WitnessedContext, id: string): Promise<ResultRow> => {
  const reading: WitnessedContext = { ...context, action: 'result.read', settled: false }
  return readable(reading, id)
}

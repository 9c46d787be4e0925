/** One's own published result: what it means, how sure it is, what others wrote, and until when it can be contested. */
import { precisionOf, selfOther } from '../../domain/appraisal/disclosure.ts'
import { objectionWindow } from '../../domain/appraisal/objections.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { PageRequest } from '../../domain/pages.ts'
import type { Breakdown } from '../../domain/scoring/breakdown.ts'
import { fill, TEXTS } from '../../i18n/index.ts'
import { findForm } from '../../repositories/appraisal/forms.ts'
import { findObjectionOf } from '../../repositories/appraisal/objections.ts'
import * as acknowledgements from '../../repositories/appraisal/result-acknowledgements.ts'
import * as results from '../../repositories/appraisal/results.ts'
import type { ResultRow } from '../../repositories/appraisal/results.ts'
import { listReleasedComments } from '../../repositories/feedback/comments.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import {
  authorize,
  found,
  mayListAll,
  record,
  type Context,
  type ReadingContext,
  type WriteContext,
} from '../context.ts'
import { todayOf } from '../relations.ts'
import { labelled, presentResult } from './results.ts'

export const listMyResults = async (context: Context, page: PageRequest) => {
  const { institutionId, employeeId } = context.actor
  mayListAll(context)
  if (employeeId === null) return { items: [], nextAfter: null }
  const viewer = { employeeId, own: null }
  const { items, nextAfter } = await results.listResults(context.db, institutionId, { employeeId }, viewer, page)
  return { items: items.map((row) => labelled(context, row)), nextAfter }
}

/** Somebody else's, or one's own before publication, does not exist. */
const ownResult = async (context: Context, id: string): Promise<ResultRow> => {
  const row = found(await results.findResult(context.db, context.actor.institutionId, id))
  authorize(context, new Set(row.employeeId === context.actor.employeeId ? (['self'] as const) : []))
  if (row.cycleState !== 'published') throw new DomainError('resource.notFound')
  return row
}

/** Until when, to whom and how; `open` while an objection would be taken now. */
export const objectionOf = async (context: ReadingContext, row: ResultRow, objectionDays: number) => {
  const { institutionId, timezone } = context.actor
  const window = objectionWindow(row.publishedAt ?? row.sealedAt, timezone, objectionDays)
  const filed = await findObjectionOf(context.db, institutionId, row.appraisalId, row.instrument)
  const { disclosure } = TEXTS[context.language]
  return {
    ...window,
    open: filed === undefined && todayOf(context) <= window.lastDay,
    objectionId: filed?.id ?? null,
    how: fill(disclosure.objection ?? '', { ...window, days: objectionDays }),
  }
}

const disclose = async (context: Context, row: ResultRow) => {
  const { institutionId } = context.actor
  const { disclosure, quadrants } = TEXTS[context.language]
  const { objectionDays } = found(await findInstitution(context.db, institutionId))
  const form = found(await findForm(context.db, institutionId, row.formId))
  const names = Object.fromEntries(form.content.elements.map(({ code, name }) => [code, name]))
  const mine = form.content.elements.filter(({ instrument }) => instrument === row.instrument).map(({ code }) => code)
  const comments = await listReleasedComments(context.db, institutionId, row.appraisalId)
  const precision = precisionOf(JSON.parse(row.breakdown) as Breakdown, row.released)
  const comparison = selfOther(row.competencies, row.facts.requiredLevels, form.content.scale)
  return {
    result: presentResult(context, row, names),
    comparison: comparison.map((item) => ({
      ...item,
      name: names[item.code] ?? item.code,
      meaning: quadrants[item.quadrant] ?? item.quadrant,
    })),
    precision: precision && { word: precision, meaning: disclosure[`precision.${precision}`] ?? precision },
    comments: comments
      .filter(({ element }) => mine.includes(element))
      .map(({ id, element, source, body }) => ({
        id,
        code: element,
        name: names[element] ?? element,
        source,
        text: body,
      })),
    objection: await objectionOf(context, row, objectionDays),
    acknowledgement:
      (await acknowledgements.findResultAcknowledgement(context.db, institutionId, row.appraisalId)) ?? null,
    receipt: `/v1/results/${row.id}/receipt`,
  }
}

export type Disclosure = Awaited<ReturnType<typeof disclose>>

export const getMyResult = async (context: Context, id: string): Promise<Disclosure> =>
  disclose(context, await ownResult(context, id))

/** Having seen it is not agreeing to it: the days to object run on. */
export const acknowledgeResult = async (
  context: WriteContext,
  id: string,
  { comment = null }: { comment?: string | null },
): Promise<Disclosure> => {
  const { institutionId } = context.actor
  const row = await ownResult(context, id)
  const added = await acknowledgements.insertResultAcknowledgement(
    context.tx,
    institutionId,
    { appraisalId: row.appraisalId, comment },
    context.now,
  )
  refuseUnless(added, 'result.alreadyAcknowledged')
  record(context, id)
  return disclose(context, row)
}

/** Draws raters for a cycle: when it opens, and again whenever HR has a reason. Nothing that exists is ever deleted. */
import { drawRaters, DRAW_ALGORITHM, type DrawSubject } from '../../domain/feedback/rater-draw.ts'
import { reportsOf } from '../../domain/appraisal/preflight.ts'
import { checkDrawable, type DrawRules } from '../../domain/appraisal/cycles.ts'
import type { PageRequest } from '../../domain/pages.ts'
import type { Tx } from '../../db/transaction.ts'
import { findCycle, findCycleForUpdate } from '../../repositories/appraisal/cycles.ts'
import { listSubjects } from '../../repositories/feedback/subjects.ts'
import * as draws from '../../repositories/feedback/rater-draws.ts'
import { listAskedRaters } from '../../repositories/feedback/rater-identities.ts'
import { insertFeedbackRequests } from '../../repositories/feedback/requests.ts'
import { supervisorsOn } from '../../repositories/organisation/reporting-lines.ts'
import { hmac } from '../access/keys.ts'
import { found, record, type Context, type WriteContext } from '../context.ts'

export interface Drawing {
  readonly tx: Tx
  readonly institutionId: string
  readonly now: string
  readonly newId: () => string
  readonly newRandomId: () => string
  readonly secret: Buffer
}

export interface DrawOrder {
  readonly cycleId: string
  readonly day: string
  readonly rules: DrawRules
  readonly reason: string
}

/** HR gives the seed and knows everybody: without a key that HR does not have, the draw would name the raters. */
const keyedSeed = (secret: Buffer, { cycleId, rules }: DrawOrder): string =>
  hmac(secret, `rater-draw/${cycleId}/${rules.seed}`).toString('hex')

/** Supervisors come from the frozen appraisals, colleagues from the organisation of the cycle's first day. */
export const drawForCycle = async (drawing: Drawing, order: DrawOrder) => {
  const { tx, institutionId, now } = drawing
  const subjects: DrawSubject[] = await listSubjects(tx, institutionId, order.cycleId)
  const reports = reportsOf(await supervisorsOn(tx, institutionId, order.day))
  const existing = await listAskedRaters(tx, institutionId, order.cycleId)
  const seed = keyedSeed(drawing.secret, order)
  const drawn = drawRaters(subjects, reports, { ...order.rules, seed }, existing)
  const requests = drawn.map((request) => ({
    ...request,
    id: drawing.newRandomId(),
    state: 'active' as const,
    nomineeId: null,
    reason: null,
  }))
  await insertFeedbackRequests(tx, institutionId, order.cycleId, requests)
  const { seed: given, ...parameters } = order.rules
  const row = {
    id: drawing.newId(),
    cycleId: order.cycleId,
    algorithm: DRAW_ALGORITHM,
    seed: given,
    reason: order.reason,
    parameters,
    added: drawn.length,
  }
  return draws.insertRaterDraw(tx, institutionId, row, now)
}

export const createRaterDraw = async (
  context: WriteContext,
  cycleId: string,
  body: { reason: string; seed?: string },
) => {
  const { institutionId } = context.actor
  const cycle = found(await findCycleForUpdate(context.tx, institutionId, cycleId))
  checkDrawable(cycle.state)
  const rules = { ...cycle.draw, seed: body.seed ?? context.newRandomId() }
  const drawing = { ...context, institutionId }
  const draw = await drawForCycle(drawing, { cycleId, day: cycle.startsOn, rules, reason: body.reason })
  record(context, cycleId, { draw: draw.id, added: draw.added })
  return draw
}

export const listRaterDraws = async (context: Context, cycleId: string, page: PageRequest) => {
  const { institutionId } = context.actor
  found(await findCycle(context.db, institutionId, cycleId))
  return draws.listRaterDraws(context.db, institutionId, cycleId, page)
}

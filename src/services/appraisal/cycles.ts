/** Cycles: drafted, opened, closed, scored, published; each step once and in order. */
import {
  checkCycle,
  checkThresholdChange,
  LEAST_THRESHOLD,
  nextCycleState,
  type AnonymityThresholds,
  type CycleState,
  type DrawRules,
  type Phases,
  type Population,
} from '../../domain/appraisal/cycles.ts'
import type { Finding } from '../../domain/appraisal/preflight.ts'
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { isInForce } from '../../domain/scoring/policies.ts'
import { fill, labelOf, TEXTS } from '../../i18n/index.ts'
import * as cycles from '../../repositories/appraisal/cycles.ts'
import type { CycleRow, CycleValues, GroupCount } from '../../repositories/appraisal/cycles.ts'
import { findForm } from '../../repositories/appraisal/forms.ts'
import { enqueueJob, findPendingJob, type JobKind, type JobRow } from '../../repositories/appraisal/jobs.ts'
import { todayOf } from '../relations.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { gather, judge } from './preflight.ts'
import { checkConfirmed } from './publication.ts'
import { policiesOfForm } from './scoring.ts'

export interface CreateCycle {
  readonly name: string
  readonly formId: string
  readonly startsOn: string
  readonly endsOn: string
  readonly phases: Phases
  readonly population: Partial<Population>
  readonly draw?: Partial<DrawRules>
  readonly thresholds?: Partial<AnonymityThresholds>
  readonly requiresBriefing?: boolean
}
export type UpdateCycle = Partial<CreateCycle>

const DRAW = { peers: 5, subordinates: 5, maxRequestsPerRater: 12 } as const
const THRESHOLDS: AnonymityThresholds = { peer: LEAST_THRESHOLD, subordinate: LEAST_THRESHOLD }
const EVERYONE: Population = { unitIds: [], positionClasses: [], employeeIds: [] }

/** The seed never leaves with the cycle: whoever knows it can tell who was drawn. */
const viewOf = ({ draw, ...row }: CycleRow) => {
  const { peers, subordinates, maxRequestsPerRater } = draw
  return { ...row, draw: { peers, subordinates, maxRequestsPerRater } }
}

const checkValues = async (context: WriteContext, values: CycleValues): Promise<void> => {
  checkCycle({ from: values.startsOn, to: values.endsOn }, values.phases, values.population)
  const form = await findForm(context.tx, context.actor.institutionId, values.formId)
  if (!form) throw new DomainError('cycle.formUnknown')
  for (const { document, code } of await policiesOfForm(context.tx, context.actor.institutionId, form))
    refuseUnless(isInForce(document, values.startsOn), 'cycle.policyNotInForce', { policy: code, on: values.startsOn })
}

export const createCycle = async (context: WriteContext, body: CreateCycle) => {
  const values: CycleValues = {
    ...body,
    population: { ...EVERYONE, ...body.population },
    draw: { ...DRAW, seed: context.newRandomId(), ...body.draw },
    thresholds: { ...THRESHOLDS, ...body.thresholds },
    requiresBriefing: body.requiresBriefing ?? false,
  }
  await checkValues(context, values)
  const id = context.newId()
  record(context, id)
  return viewOf(await cycles.insertCycle(context.tx, context.actor.institutionId, id, values, context.now))
}

export const listCycles = async (
  context: Context,
  filter: { state?: CycleState },
  page: PageRequest,
): Promise<Page<ReturnType<typeof viewOf>>> => {
  const { items, nextAfter } = await cycles.listCycles(context.db, context.actor.institutionId, filter, page)
  return { items: items.map(viewOf), nextAfter }
}

export const getCycle = async (context: Context, id: string) =>
  viewOf(found(await cycles.findCycle(context.db, context.actor.institutionId, id)))

export const updateCycle = async (context: WriteContext, id: string, change: UpdateCycle) => {
  const { institutionId } = context.actor
  const row = found(await cycles.findCycleForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  if (change.thresholds) checkThresholdChange(row.state, row.thresholds)
  nextCycleState(row.state, 'edit')
  const values: CycleValues = {
    ...row,
    ...change,
    population: change.population ? { ...EVERYONE, ...change.population } : row.population,
    draw: { ...row.draw, ...change.draw },
    thresholds: { ...row.thresholds, ...change.thresholds },
  }
  await checkValues(context, values)
  record(context, id)
  return viewOf(await cycles.updateCycle(context.tx, institutionId, id, values, context.now))
}

const MAX_FINDINGS = 1_000

const worded = (context: Context, { code, blocking, employeeId, facts }: Finding) => {
  const [what = '', remedy = ''] = TEXTS[context.language].findings[code] ?? []
  return { code, blocking, employeeId, what: fill(what, facts), remedy: fill(remedy, facts) }
}

export const getPreflight = async (context: Context, id: string) => {
  const { institutionId } = context.actor
  const cycle = found(await cycles.findCycle(context.db, institutionId, id))
  const ground = await gather(context.db, institutionId, cycle)
  const findings = judge(cycle, ground)
  return {
    cycleId: id,
    ready: !findings.some(({ blocking }) => blocking),
    people: ground.candidates.length,
    findings: findings.slice(0, MAX_FINDINGS).map((finding) => worded(context, finding)),
    truncated: findings.length > MAX_FINDINGS,
  }
}

/** Asking again while the work is under way gives the job that does it. */
const startJob = async (context: WriteContext, cycleId: string, kind: JobKind): Promise<JobRow> => {
  const { institutionId, identityId } = context.actor
  const pending = await findPendingJob(context.tx, institutionId, kind, cycleId)
  if (pending) return pending
  const job = { id: context.newId(), kind, cycleId, requestedBy: identityId }
  record(context, cycleId, { job: job.id })
  return enqueueJob(context.tx, institutionId, job, context.now)
}

export const requestOpening = async (context: WriteContext, id: string): Promise<JobRow> => {
  const { institutionId } = context.actor
  const cycle = found(await cycles.findCycleForUpdate(context.tx, institutionId, id))
  nextCycleState(cycle.state, 'open')
  const blocking = judge(cycle, await gather(context.tx, institutionId, cycle)).filter((finding) => finding.blocking)
  if (blocking.length > 0)
    throw new DomainError(
      'cycle.notReady',
      { blocking: blocking.length },
      blocking.slice(0, 50).map(({ code, employeeId, facts }) => ({
        pointer: `/employees/${employeeId ?? '-'}`,
        code,
        facts,
      })),
    )
  return startJob(context, id, 'cycle.open')
}

/** Waits for submissions under way, then takes no more: nothing acknowledged is lost, nothing late gets in. */
export const closeCycle = async (context: WriteContext, id: string) => {
  const { institutionId } = context.actor
  const cycle = found(await cycles.findCycleForUpdate(context.tx, institutionId, id))
  const state = nextCycleState(cycle.state, 'close')
  record(context, id, { state })
  return viewOf(await cycles.moveCycle(context.tx, institutionId, id, state, context.now))
}

export const requestScoring = async (context: WriteContext, id: string): Promise<JobRow> => {
  const cycle = found(await cycles.findCycleForUpdate(context.tx, context.actor.institutionId, id))
  nextCycleState(cycle.state, 'score')
  return startJob(context, id, 'cycle.score')
}

/** Where a superior has to confirm, everyone must have; the release audit and the release itself are a job. */
export const requestPublication = async (context: WriteContext, id: string): Promise<JobRow> => {
  const { institutionId } = context.actor
  const cycle = found(await cycles.findCycleForUpdate(context.tx, institutionId, id))
  nextCycleState(cycle.state, 'publish')
  await checkConfirmed(context.tx, institutionId, cycle)
  return startJob(context, id, 'cycle.publish')
}

/** How many of a few answered would tell who did: a small group has no count. */
export const shownCount = (count: GroupCount, thresholds: AnonymityThresholds) => {
  const least = count.group === 'peer' || count.group === 'subordinate' ? thresholds[count.group] : 1
  return count.asked >= least ? count : { ...count, submitted: null, declined: null }
}

export const getProgress = async (context: Context, id: string) => {
  const { institutionId } = context.actor
  const cycle = found(await cycles.findCycle(context.db, institutionId, id))
  const counts = await cycles.countAppraisals(context.db, institutionId, id)
  return {
    cycleId: id,
    state: cycle.state,
    ...counts,
    groups: (await cycles.countRequests(context.db, institutionId, id, todayOf(context))).map((count) =>
      shownCount(count, cycle.thresholds),
    ),
  }
}

export const getDistribution = async (context: Context, id: string) => {
  const { institutionId } = context.actor
  found(await cycles.findCycle(context.db, institutionId, id))
  const items = await cycles.countPredicates(context.db, institutionId, id)
  return {
    cycleId: id,
    items: items.map((item) => ({ ...item, label: item.predicate && labelOf(context.language, item.predicate) })),
  }
}

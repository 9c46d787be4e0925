/** Opens a cycle: freezes what later changes of master data must not touch, and draws the raters. */
import { nextCycleState } from '../../domain/appraisal/cycles.ts'
import { positionTypeOf, reportsOf } from '../../domain/appraisal/preflight.ts'
import { standardFor } from '../../domain/competency/position-standards.ts'
import { DomainError, type Facts } from '../../domain/errors.ts'
import { insertAppraisals, type NewAppraisal } from '../../repositories/appraisal/appraisals.ts'
import { findCycleForUpdate, moveCycle } from '../../repositories/appraisal/cycles.ts'
import type { CandidateRow } from '../../repositories/appraisal/populations.ts'
import { drawForCycle } from '../feedback/rater-draws.ts'
import type { JobContext } from '../job-context.ts'
import { gather, judge, type Groundwork } from './preflight.ts'

const freeze = (
  candidate: CandidateRow,
  ground: Groundwork,
  type: NewAppraisal['positionType'],
  id: string,
): NewAppraisal => {
  const supervisorId = ground.supervisors.get(candidate.employeeId)
  if (!supervisorId) throw new DomainError('cycle.notReady', { blocking: 1 })
  const standard = standardFor(ground.standards, candidate.positionId, candidate.positionClass)
  const required = Object.entries(standard?.levels ?? {}).filter(([code]) => ground.competencyCodes.includes(code))
  return {
    id,
    employeeId: candidate.employeeId,
    supervisorId,
    superiorId: ground.supervisors.get(supervisorId) ?? null,
    unitId: candidate.unitId,
    unitPath: candidate.unitPath,
    positionId: candidate.positionId,
    positionClass: candidate.positionClass,
    positionType: type,
    frozen: {
      employeeName: candidate.name,
      nip: candidate.nip,
      unitName: candidate.unitName,
      positionTitle: candidate.positionTitle,
    },
    requiredLevels: Object.fromEntries(required),
  }
}

/** All or nothing, in one transaction. Throws `cycle.stateForbids`, or `cycle.notReady` when the pre-flight blocks. */
export const openCycle = async (context: JobContext, cycleId: string): Promise<Facts> => {
  const { institutionId, tx, now } = context
  const cycle = await findCycleForUpdate(tx, institutionId, cycleId)
  if (!cycle) throw new DomainError('resource.notFound')
  const state = nextCycleState(cycle.state, 'open')
  const ground = await gather(tx, institutionId, cycle)
  const blocking = judge(cycle, ground).filter((finding) => finding.blocking).length
  if (blocking > 0) throw new DomainError('cycle.notReady', { blocking })
  const reports = reportsOf(ground.supervisors)
  const appraisals = ground.candidates.map((candidate) =>
    freeze(candidate, ground, positionTypeOf(candidate.employeeId, reports), context.newId()),
  )
  await context.progress(0, appraisals.length)
  await insertAppraisals(tx, institutionId, cycleId, appraisals, now)
  const draw = await drawForCycle(context, { cycleId, day: cycle.startsOn, rules: cycle.draw, reason: 'opening' })
  await moveCycle(tx, institutionId, cycleId, state, now)
  await context.progress(appraisals.length, appraisals.length)
  return { appraisals: appraisals.length, requests: draw.added }
}

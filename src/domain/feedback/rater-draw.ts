/**
 * Proposes raters from the organisation by a seeded draw: the same seed and the same people give the same raters. The
 * service keys the seed that HR gives, since whoever knows all of it can tell who was drawn.
 */
import type { RaterGroup } from '../scoring/policies.ts'
import { shuffled } from '../seeded.ts'

/** Recorded with every draw; a change of the procedure is a new name. */
export const DRAW_ALGORITHM = 'hmac-sha256-sfc32-fisher-yates/2'

export interface DrawSubject {
  readonly appraisalId: string
  readonly employeeId: string
  readonly supervisorId: string
}

export interface DrawnRequest {
  readonly appraisalId: string
  readonly raterId: string
  readonly group: RaterGroup
  readonly origin: 'relation' | 'draw'
}

export interface DrawParameters {
  readonly seed: string
  readonly peers: number
  readonly subordinates: number
  readonly maxRequestsPerRater: number
}

/**
 * Self and supervisor for everyone, then peers and subordinates by lot. Subjects are served in an order that is itself
 * drawn, so that the workload cap favours nobody. `existing` requests are kept and counted: a repeated draw only adds.
 */
export const drawRaters = (
  subjects: readonly DrawSubject[],
  reports: ReadonlyMap<string, readonly string[]>,
  parameters: DrawParameters,
  existing: readonly { readonly appraisalId: string; readonly raterId: string; readonly group: RaterGroup }[],
): DrawnRequest[] => {
  const taken = new Set(existing.map(({ appraisalId, raterId }) => `${appraisalId}/${raterId}`))
  const workload = new Map<string, number>()
  const have = new Map<string, number>()
  const drawn: DrawnRequest[] = []
  const count = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1)
  for (const request of existing) {
    count(workload, request.raterId)
    count(have, `${request.appraisalId}/${request.group}`)
  }
  const ask = (appraisalId: string, raterId: string, group: RaterGroup, origin: DrawnRequest['origin']): void => {
    if (taken.has(`${appraisalId}/${raterId}`)) return
    taken.add(`${appraisalId}/${raterId}`)
    count(workload, raterId)
    drawn.push({ appraisalId, raterId, group, origin })
  }
  const byLot = (
    subject: DrawSubject,
    group: 'peer' | 'subordinate',
    wanted: number,
    pool: readonly string[],
  ): void => {
    const candidates = pool.filter((id) => id !== subject.employeeId && id !== subject.supervisorId)
    let missing = wanted - (have.get(`${subject.appraisalId}/${group}`) ?? 0)
    for (const raterId of shuffled(candidates, `${parameters.seed}/${subject.employeeId}/${group}`)) {
      if (missing <= 0) return
      if ((workload.get(raterId) ?? 0) >= parameters.maxRequestsPerRater) continue
      if (taken.has(`${subject.appraisalId}/${raterId}`)) continue
      ask(subject.appraisalId, raterId, group, 'draw')
      missing--
    }
  }
  for (const { appraisalId, employeeId, supervisorId } of subjects) {
    ask(appraisalId, employeeId, 'self', 'relation')
    ask(appraisalId, supervisorId, 'supervisor', 'relation')
  }
  const byId = new Map(subjects.map((subject) => [subject.employeeId, subject]))
  for (const employeeId of shuffled([...byId.keys()], `${parameters.seed}/order`)) {
    const subject = byId.get(employeeId)
    if (!subject) continue
    byLot(subject, 'subordinate', parameters.subordinates, reports.get(employeeId) ?? [])
    byLot(subject, 'peer', parameters.peers, reports.get(subject.supervisorId) ?? [])
  }
  return drawn
}

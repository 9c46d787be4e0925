/**
 * Proposes raters from the organisation by a seeded draw: the same seed and the same people give the same raters. The
 * service keys the seed that HR gives, since whoever knows all of it can tell who was drawn.
 */
import type { RaterGroup } from '../scoring/policies.ts'

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

/** FNV-1a over UTF-16 code units, 32 bits, with a salt so that four different words come from one text. */
const fnv1a = (text: string, salt: number): number => {
  let hash = (0x811c9dc5 ^ salt) >>> 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return hash
}

/** sfc32 (Doty-Humphrey, PractRand): 32-bit outputs, the first 12 discarded. */
const generator = (text: string): (() => number) => {
  let [a, b, c, counter] = [fnv1a(text, 1), fnv1a(text, 2), fnv1a(text, 3), 1]
  const next = (): number => {
    const out = (a + b + counter) >>> 0
    counter = (counter + 1) >>> 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) >>> 0
    c = ((c << 21) | (c >>> 11)) >>> 0
    c = (c + out) >>> 0
    return out
  }
  for (let i = 0; i < 12; i++) next()
  return next
}

/** Fisher–Yates with rejection, so that every order is equally likely. */
const shuffled = (people: readonly string[], text: string): string[] => {
  const [result, next] = [[...people].sort(), generator(text)]
  for (let i = result.length - 1; i > 0; i--) {
    const limit = Math.floor(0x1_0000_0000 / (i + 1)) * (i + 1)
    let value = next()
    while (value >= limit) value = next()
    const j = value % (i + 1)
    ;[result[i], result[j]] = [result[j] as string, result[i] as string]
  }
  return result
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

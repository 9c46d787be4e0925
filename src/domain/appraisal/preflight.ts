/** What would go wrong if the cycle opened now, person by person, and how to mend it. */
import { findAllSupervisorCycles } from '../organisation/assignments.ts'
import { standardFor, type Standard } from '../competency/position-standards.ts'
import type { PositionType } from '../scoring/policies.ts'

export const FINDING_CODES = [
  'population.nobody',
  'form.notPublished',
  'policy.notInForce',
  'supervisor.missing',
  'supervisor.circular',
  'unit.inactive',
  'standard.missing',
  'standard.incomplete',
  'standard.unconfirmed',
  'appraisal.overlaps',
  'raters.tooFewPeers',
  'raters.tooFewSubordinates',
] as const
export type FindingCode = (typeof FINDING_CODES)[number]

/** Warnings do not keep the cycle from opening: a small group is then left out of the score, as the policy says. */
const WARNINGS: ReadonlySet<FindingCode> = new Set(['raters.tooFewPeers', 'raters.tooFewSubordinates'])

export interface Finding {
  readonly code: FindingCode
  readonly blocking: boolean
  readonly employeeId: string | null
  /** Facts for the wording: who, which unit, which competency. */
  readonly facts: Readonly<Record<string, string | number>>
}

export interface Candidate {
  readonly employeeId: string
  readonly name: string
  readonly unitName: string
  readonly unitActive: boolean
  readonly positionId: string
  readonly positionClass: string
  readonly supervisorId: string | null
  readonly overlappingCycle: string | null
}

export interface PreflightInput {
  readonly formPublished: boolean
  readonly policiesInForce: boolean
  readonly candidates: readonly Candidate[]
  /** Supervisor of everyone in the institution on the cycle's first day. */
  readonly supervisors: ReadonlyMap<string, string | null>
  readonly standards: readonly Standard[]
  /** Codes of the competency instrument; none when the form has no such part. */
  readonly competencyCodes: readonly string[]
  /** Fewest raters per group that count, by position type. */
  readonly minimums: Readonly<Record<PositionType, { readonly peer: number; readonly subordinate: number }>>
}

export const finding = (
  code: FindingCode,
  employeeId: string | null = null,
  facts: Finding['facts'] = {},
): Finding => ({ code, blocking: !WARNINGS.has(code), employeeId, facts })

const standardFindings = (candidate: Candidate, input: PreflightInput): Finding[] => {
  if (input.competencyCodes.length === 0) return []
  const { employeeId, name, positionClass } = candidate
  const standard = standardFor(input.standards, candidate.positionId, positionClass)
  if (!standard) return [finding('standard.missing', employeeId, { name, class: positionClass })]
  const missing = input.competencyCodes.find((code) => standard.levels[code] === undefined)
  const findings: Finding[] = []
  if (missing !== undefined)
    findings.push(finding('standard.incomplete', employeeId, { name, class: positionClass, competency: missing }))
  if (!standard.confirmed) findings.push(finding('standard.unconfirmed', employeeId, { name, class: positionClass }))
  return findings
}

/** Everyone's direct reports. */
export const reportsOf = (supervisors: ReadonlyMap<string, string | null>): ReadonlyMap<string, readonly string[]> => {
  const reports = new Map<string, string[]>()
  for (const [employeeId, supervisorId] of supervisors) {
    if (supervisorId === null) continue
    const known = reports.get(supervisorId)
    if (known) known.push(employeeId)
    else reports.set(supervisorId, [employeeId])
  }
  return reports
}

export const positionTypeOf = (employeeId: string, reports: ReadonlyMap<string, readonly string[]>): PositionType =>
  (reports.get(employeeId)?.length ?? 0) > 0 ? 'leader' : 'non_leader'

const raterFindings = (
  { employeeId, name, supervisorId }: Candidate,
  input: PreflightInput,
  reports: ReadonlyMap<string, readonly string[]>,
): Finding[] => {
  const type = positionTypeOf(employeeId, reports)
  const peers = supervisorId === null ? 0 : (reports.get(supervisorId)?.length ?? 1) - 1
  const subordinates = reports.get(employeeId)?.length ?? 0
  const { peer, subordinate } = input.minimums[type]
  const findings: Finding[] = []
  if (peers < peer) findings.push(finding('raters.tooFewPeers', employeeId, { name, found: peers, needed: peer }))
  if (subordinates < subordinate)
    findings.push(finding('raters.tooFewSubordinates', employeeId, { name, found: subordinates, needed: subordinate }))
  return findings
}

/** Findings in the order of the candidates, blocking or warning; empty means the cycle may open. */
export const preflight = (input: PreflightInput): Finding[] => {
  const findings: Finding[] = []
  if (!input.formPublished) findings.push(finding('form.notPublished'))
  if (!input.policiesInForce) findings.push(finding('policy.notInForce'))
  if (input.candidates.length === 0) findings.push(finding('population.nobody'))
  const circular = findAllSupervisorCycles(input.supervisors)
  const reports = reportsOf(input.supervisors)
  for (const candidate of input.candidates) {
    const { employeeId, name, unitName } = candidate
    if (candidate.supervisorId === null)
      findings.push(finding('supervisor.missing', employeeId, { name, unit: unitName }))
    if (circular.has(employeeId)) findings.push(finding('supervisor.circular', employeeId, { name }))
    if (!candidate.unitActive) findings.push(finding('unit.inactive', employeeId, { name, unit: unitName }))
    if (candidate.overlappingCycle !== null)
      findings.push(finding('appraisal.overlaps', employeeId, { name, cycle: candidate.overlappingCycle }))
    findings.push(...standardFindings(candidate, input), ...raterFindings(candidate, input, reports))
  }
  return findings
}

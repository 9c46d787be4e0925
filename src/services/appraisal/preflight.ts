/** Gathers what the pre-flight of a cycle judges, for the endpoint and for the opening alike. */
import type { Db } from '../../db/database.ts'
import { preflight, type Finding } from '../../domain/appraisal/preflight.ts'
import { isInForce, POSITION_TYPES, type PositionType, type ScoringPolicy } from '../../domain/scoring/policies.ts'
import type { CycleRow } from '../../repositories/appraisal/cycles.ts'
import { findForm, type FormRow } from '../../repositories/appraisal/forms.ts'
import { findCandidates, type CandidateRow } from '../../repositories/appraisal/populations.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { allStandards } from '../../repositories/competency/position-standards.ts'
import type { Standard } from '../../domain/competency/position-standards.ts'
import { supervisorsOn } from '../../repositories/organisation/reporting-lines.ts'

export interface Groundwork {
  readonly form: FormRow | undefined
  readonly policies: readonly ScoringPolicy[]
  readonly candidates: readonly CandidateRow[]
  readonly supervisors: ReadonlyMap<string, string | null>
  readonly standards: readonly Standard[]
  readonly competencyCodes: readonly string[]
}

/** The organisation counts as it stands on the first day of the cycle. */
export const gather = async (db: Db, institutionId: string, cycle: CycleRow): Promise<Groundwork> => {
  const form = await findForm(db, institutionId, cycle.formId)
  const ids = [form?.behaviourPolicyId, form?.competencyPolicyId].filter((id) => typeof id === 'string')
  const policies: ScoringPolicy[] = []
  for (const id of ids) {
    const policy = await findScoringPolicy(db, institutionId, id)
    if (policy) policies.push(policy.document)
  }
  return {
    form,
    policies,
    candidates: await findCandidates(db, institutionId, cycle.id, cycle.population, {
      from: cycle.startsOn,
      to: cycle.endsOn,
    }),
    supervisors: await supervisorsOn(db, institutionId, cycle.startsOn),
    standards: await allStandards(db, institutionId),
    competencyCodes: (form?.content.elements ?? [])
      .filter(({ instrument }) => instrument === 'competency')
      .map(({ code }) => code),
  }
}

const minimumsOf = (
  policies: readonly ScoringPolicy[],
): Record<PositionType, { peer: number; subordinate: number }> => {
  const least = (type: PositionType, group: 'peer' | 'subordinate'): number =>
    Math.max(0, ...policies.map((policy) => Number(policy.behaviour.groups_by_position[type][group]?.min_n ?? 0)))
  return Object.fromEntries(
    POSITION_TYPES.map((type) => [type, { peer: least(type, 'peer'), subordinate: least(type, 'subordinate') }]),
  ) as Record<PositionType, { peer: number; subordinate: number }>
}

export const judge = (cycle: CycleRow, ground: Groundwork): Finding[] =>
  preflight({
    formPublished: ground.form?.state === 'published',
    policiesInForce: ground.policies.length > 0 && ground.policies.every((policy) => isInForce(policy, cycle.startsOn)),
    candidates: ground.candidates.map((candidate) => ({
      ...candidate,
      supervisorId: ground.supervisors.get(candidate.employeeId) ?? null,
    })),
    supervisors: ground.supervisors,
    standards: ground.standards,
    competencyCodes: ground.competencyCodes,
    minimums: minimumsOf(ground.policies),
  })

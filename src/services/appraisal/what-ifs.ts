/** What other weights, thresholds or ratings would change: calculated from what is stored, and stored nowhere. */
import { checkChangeSet, type RatingChange } from '../../domain/appraisal/calibrations.ts'
import type { AnonymityThresholds } from '../../domain/appraisal/cycles.ts'
import { followProposal } from '../../domain/appraisal/objections.ts'
import { frameOf } from '../../domain/appraisal/forms.ts'
import { refuseUnless } from '../../domain/errors.ts'
import { checkPolicy } from '../../domain/scoring/policy-rules.ts'
import type { Instrument, PositionType, RaterGroup, ScoringPolicy } from '../../domain/scoring/policies.ts'
import { scorerOf, type Score, type ScoringFacts } from '../../domain/scoring/score.ts'
import type { SubmittedResponse } from '../../domain/scoring/ratings.ts'
import { listSessionIds } from '../../repositories/appraisal/calibrations.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import { loadNewestFacts, type NewestFacts } from '../../repositories/appraisal/results.ts'
import { findScoringPolicy } from '../../repositories/appraisal/scoring-policies.ts'
import { loadSubmitted } from '../../repositories/feedback/responses.ts'
import { found, record, type WitnessedContext } from '../context.ts'
import { scopeOf } from './calibrations.ts'

/** As many as one request can calculate twice without keeping others waiting. */
const MOST_PEOPLE = 500

type Weights = Readonly<Partial<Record<PositionType, Readonly<Partial<Record<RaterGroup, string>>>>>>

export interface WhatIf {
  readonly unitId?: string | null
  readonly instrument?: Instrument
  readonly weights?: Weights
  readonly thresholds?: Partial<AnonymityThresholds>
  readonly changes?: readonly RatingChange[]
}

/** Throws `scoringPolicy.invalid` for weights that no policy could have. */
const reweighted = (policy: ScoringPolicy, weights: Weights): ScoringPolicy => {
  const { groups_by_position: groups } = policy.behaviour
  const table = (type: PositionType) =>
    Object.fromEntries(
      Object.entries(groups[type]).map(([group, rule]) => [
        group,
        { ...rule, weight: weights[type]?.[group as RaterGroup] ?? rule.weight },
      ]),
    )
  const changed = {
    ...policy,
    behaviour: {
      ...policy.behaviour,
      groups_by_position: { leader: table('leader'), non_leader: table('non_leader') },
    },
  }
  checkPolicy(changed)
  return changed
}

type Calculate = (facts: ScoringFacts, responses: readonly SubmittedResponse[]) => Score

const withChanges = (
  { facts }: NewestFacts,
  { thresholds }: WhatIf,
  change: RatingChange | undefined,
): ScoringFacts => ({
  ...facts,
  thresholds: { ...facts.thresholds, ...thresholds },
  official: facts.official && change ? { ...facts.official, behaviourRating: change.behaviourRating } : facts.official,
})

const count = (outcomes: readonly (string | null)[]) => {
  const counts = new Map<string | null, number>()
  for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts].map(([predicate, people]) => ({ predicate, people })).sort((a, b) => b.people - a.people)
}

/** The predicate where an official has decided, else what the figures propose. */
const outcomeOf = ({ predicate, proposal }: Pick<Score, 'predicate' | 'proposal'>): string | null =>
  predicate ?? proposal

/** The calculation to try; undefined where nobody has a result yet. */
const calculationOf = async (
  context: WitnessedContext,
  formId: string,
  policyId: string | undefined,
  { instrument = 'behaviour', weights }: WhatIf,
): Promise<Calculate | undefined> => {
  const { institutionId } = context.actor
  if (policyId === undefined) return undefined
  const content = found(await findFrozenContent(context.db, institutionId, formId))
  const { document } = found(await findScoringPolicy(context.db, institutionId, policyId))
  const policy = weights ? reweighted(document, weights) : document
  const score = scorerOf(frameOf(content, instrument, 'subject'), policy)
  return (facts, responses) => score({ ...facts, responses })
}

/** A superior who followed the proposal follows the one that the trial makes, unless the trial itself names a rating. */
const outcomeAfter = (
  calculate: Calculate,
  row: NewestFacts,
  given: readonly SubmittedResponse[],
  whatIf: WhatIf,
): Score => {
  const change = whatIf.changes?.find(({ appraisalId }) => appraisalId === row.appraisalId)
  const facts = withChanges(row, whatIf, change)
  const trial = calculate(facts, given)
  const settled = change ? facts : followProposal(facts, row.proposal, trial.proposal)
  return settled === facts ? trial : calculate(settled, given)
}

export const simulateScoring = async (context: WitnessedContext, cycleId: string, whatIf: WhatIf) => {
  const { institutionId } = context.actor
  const { instrument = 'behaviour', changes = [] } = whatIf
  const cycle = found(await findCycle(context.db, institutionId, cycleId))
  const scope = await scopeOf(context, { cycleId, unitId: whatIf.unitId ?? null })
  const ids = await listSessionIds(context.db, institutionId, scope, MOST_PEOPLE + 1)
  refuseUnless(ids.length <= MOST_PEOPLE, 'whatIf.tooLarge', { most: MOST_PEOPLE })
  const newest = await loadNewestFacts(context.db, institutionId, ids, instrument)
  checkChangeSet(changes, new Map(newest.map(({ appraisalId, facts }) => [appraisalId, standing(facts)])))
  const calculate = await calculationOf(context, cycle.formId, newest[0]?.policyId, whatIf)
  const responses = await loadSubmitted(context.db, institutionId, ids)
  const pairs = newest.flatMap((before) =>
    calculate
      ? [{ before, after: outcomeAfter(calculate, before, responses.get(before.appraisalId) ?? [], whatIf) }]
      : [],
  )
  record(context, cycleId, { simulated: pairs.length })
  return {
    cycleId,
    instrument,
    people: pairs.length,
    before: count(pairs.map(({ before }) => outcomeOf(before))),
    after: count(pairs.map(({ after }) => outcomeOf(after))),
    movedOutcomes: pairs.filter(({ before, after }) => outcomeOf(before) !== outcomeOf(after)).length,
    movedTotals: pairs.filter(({ before, after }) => before.total !== after.composite.total).length,
  }
}

const standing = ({ official }: ScoringFacts) => ({
  confirmed: official !== null,
  behaviourRating: official?.behaviourRating ?? null,
})

/** Checks a breakdown against itself: every step recomputed from literals alone, nothing trusted but the given leaves. */
import type { Breakdown, Step } from './breakdown.ts'
import { evaluate, type StepDraft, type Values } from './evaluate.ts'

export interface Difference {
  readonly step: string
  readonly member: string
  readonly found: string
  readonly recomputed: string
}

const MAX_DIFFERENCES = 50

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const recomputeStep = (step: Exclude<Step, { op: 'given' }>, values: Values): Difference[] => {
  const claimed = step as unknown as Record<string, unknown>
  const { value: _value, exact: _exact, ...draft } = claimed
  try {
    const again = evaluate(draft as unknown as StepDraft, values)
    return (['exact', 'value'] as const)
      .filter((member) => written(again[member] ?? '') !== written(claimed[member] ?? ''))
      .map((member) => ({
        step: step.id,
        member,
        found: written(claimed[member] ?? ''),
        recomputed: written(again[member] ?? ''),
      }))
  } catch (error) {
    return [{ step: step.id, member: 'value', found: written(step.value), recomputed: `impossible: ${String(error)}` }]
  }
}

/**
 * Differences in the order of the steps, at most 50; empty when the breakdown is sound. Later steps are recomputed from
 * recomputed values, so one changed figure shows everywhere it matters. Never throws for a schema-valid breakdown.
 */
export const verifyBreakdown = (breakdown: Pick<Breakdown, 'steps' | 'result'>): Difference[] => {
  const values: Values = new Map()
  const seen = new Set<string>()
  const differences: Difference[] = []
  for (const step of breakdown.steps) {
    if (seen.has(step.id))
      differences.push({ step: step.id, member: 'id', found: step.id, recomputed: 'a step of its own' })
    seen.add(step.id)
    if (step.op === 'given') values.set(step.id, step.value)
    else differences.push(...recomputeStep(step, values))
  }
  if (breakdown.result !== null && !seen.has(breakdown.result))
    differences.push({ step: breakdown.result, member: 'result', found: breakdown.result, recomputed: 'a step' })
  return differences.slice(0, MAX_DIFFERENCES)
}

/** Editions of a result: each is sealed for ever, and a later one says why it took the place of the one before. */
import type { Step } from '../scoring/breakdown.ts'

export const CHANGE_KINDS = ['confirmation', 'calibration', 'objection'] as const

/** One step that is not what it was; null where a step is there in one of the two alone. */
export interface StepDifference {
  readonly step: string
  readonly before: string | null
  readonly after: string | null
}

export interface ResultChange {
  readonly kind: (typeof CHANGE_KINDS)[number]
  /** Identity of the official who is answerable for the change. */
  readonly official: string
  readonly reason: string
  /** The calibration or objection that led to it. */
  readonly origin: string | null
  readonly differences: readonly StepDifference[]
}

const written = (step: Step): string => (typeof step.value === 'string' ? step.value : JSON.stringify(step.value))

/** Step by step in the order of the later calculation, then what fell away. */
export const differencesBetween = (before: readonly Step[], after: readonly Step[]): StepDifference[] => {
  const [old, now] = [before, after].map((steps) => new Map(steps.map((step) => [step.id, written(step)])))
  const changed = after.flatMap((step) => {
    const [was, is] = [old?.get(step.id) ?? null, written(step)]
    return was === is ? [] : [{ step: step.id, before: was, after: is }]
  })
  const gone = before.filter(({ id }) => now?.has(id) !== true)
  return [...changed, ...gone.map((step) => ({ step: step.id, before: written(step), after: null }))]
}

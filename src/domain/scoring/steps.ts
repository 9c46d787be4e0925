/** Collects the steps of one calculation. */
import type { Step } from './breakdown.ts'
import { evaluate, type StepDraft, type Values } from './evaluate.ts'

/** Every derived step passes through `evaluate`, so that engine and verifier cannot disagree. */
export class StepList {
  readonly steps: Step[]
  readonly values: Values
  constructor(steps: Step[] = [], values: Values = new Map()) {
    this.steps = steps
    this.values = values
  }
  given(step: Omit<Extract<Step, { op: 'given' }>, 'op'>): void {
    this.values.set(step.id, step.value)
    this.steps.push({ op: 'given', ...step })
  }
  /** The draft becomes the step. */
  derive(draft: StepDraft): string {
    const { value } = Object.assign(draft, evaluate(draft, this.values))
    this.steps.push(draft as Step)
    return typeof value === 'string' ? value : ''
  }
}

/** A calculation without its numbers: made once for all whose steps are the same, run for each of them. */
import type { GivenStep, Operand, Step } from './breakdown.ts'
import { bandAt, exactOf, lookUp, renormalise, UnresolvedOperand, type StepDraft } from './evaluate.ts'
import { figureOf, numberOf, roundedFigure, textOf, type Figure, type Value } from './figures.ts'
import { quickOf, type Find, type Place } from './quick.ts'
import { format, isLiteral, parse, rational, round, roundedWhole, type Rational } from './rational.ts'

/** What came out for one person, by place. */
export interface Run {
  readonly values: Value[]
  /** Before rounding: a fraction, or what stands over the denominator that the step has for all. */
  readonly exacts: (Rational | number)[]
}

interface Instruction<Person> {
  readonly run: (run: Run, person: Person) => void
  readonly show: (run: Run) => Step
}

type Numeric = Exclude<StepDraft, { op: 'renormalise' | 'band' | 'lookup' }>
type Word = Extract<StepDraft, { op: 'band' | 'lookup' }>

const NOTHING = (): void => undefined

const MOST_REMEMBERED = 1_000

/** A step is told by its number, and many people have the same: they share it. */
const remembering = (make: (n: number) => Step): ((n: number) => Step) => {
  const known = new Map<number, Step>()
  return (n) => {
    const step = known.get(n)
    if (step) return step
    const made = make(n)
    if (known.size < MOST_REMEMBERED) known.set(n, made)
    return made
  }
}

/** Steps in their order. Every operand is a literal or names a step before it: `UnresolvedOperand` otherwise. */
export class Plan<Person> {
  readonly #instructions: Instruction<Person>[] = []
  readonly #places = new Map<string, Place>()
  readonly #constants = new Map<string, string>()

  /** A leaf that is the same for all. */
  given(step: Omit<GivenStep, 'op'>): void {
    this.#constants.set(step.id, step.value)
    const shown = { op: 'given', ...step } as const
    this.#instructions.push({ run: NOTHING, show: () => shown })
  }

  /** A leaf of each person: a whole number, in units of the last of so many places. */
  measured(step: Omit<GivenStep, 'op' | 'value'>, decimals: number, measure: (person: Person) => number): void {
    const at = this.#add(step.id, decimals)
    const shown = remembering((n) => ({ op: 'given', ...step, value: figureOf(n, decimals).text }))
    this.#instructions.push({
      run: ({ values }, person) => {
        values[at] = figureOf(measure(person), decimals)
      },
      show: ({ values }) => shown((values[at] as Figure).n),
    })
  }

  derive(draft: StepDraft): void {
    if (draft.op === 'renormalise') {
      const value = renormalise(draft)
      for (const [key, weight] of Object.entries(value)) this.#constants.set(`${draft.id}.${key}`, weight)
      const shown = { ...draft, value }
      this.#instructions.push({ run: NOTHING, show: () => shown })
    } else if (draft.op === 'band' || draft.op === 'lookup') this.#word(draft)
    else this.#number(draft)
  }

  run(person: Person): Run {
    const size = this.#places.size
    const run: Run = { values: new Array<Value>(size), exacts: new Array<Rational | number>(size) }
    for (const instruction of this.#instructions) instruction.run(run, person)
    return run
  }

  /** The whole way, as a stranger recomputes it. */
  steps(run: Run): Step[] {
    return this.#instructions.map(({ show }) => show(run))
  }

  /** What a step comes to. */
  text({ values }: Run, id: Operand): string {
    return this.#constant(id) ?? textOf(values[this.#placeOf(id).at] ?? '')
  }

  #add(id: string, decimals: number | null): number {
    const at = this.#places.size
    this.#places.set(id, { at, decimals })
    return at
  }

  #placeOf(id: string): Place {
    const place = this.#places.get(id)
    if (!place) throw new UnresolvedOperand(id)
    return place
  }

  #constant(operand: Operand): string | undefined {
    const known = this.#constants.get(operand)
    if (known !== undefined || this.#places.has(operand)) return known
    return isLiteral(operand) ? operand : undefined
  }

  readonly #find: Find = (operand) => {
    const constant = this.#constant(operand)
    return constant === undefined ? this.#placeOf(operand) : parse(constant)
  }

  #numbersOf({ values }: Run): (operand: Operand) => Rational {
    return (operand) => {
      const found = this.#find(operand)
      return 'at' in found ? numberOf(values[found.at] ?? '') : found
    }
  }

  #word(draft: Word): void {
    const operands = draft.op === 'band' ? [draft.of] : draft.keys
    const wordOf = ([first = '', second = '']: readonly string[]): string =>
      draft.op === 'band' ? bandAt(draft.bands, parse(first), draft.facts) : lookUp(draft, first, second)
    const at = this.#add(draft.id, null)
    this.#instructions.push({
      run: (run) => {
        run.values[at] = wordOf(operands.map((operand) => this.text(run, operand)))
      },
      show: ({ values }) => ({ ...draft, value: textOf(values[at] ?? '') }),
    })
  }

  #number(draft: Numeric): void {
    const quick = quickOf(draft, this.#find)
    const decimals = draft.round ? Number(draft.round[0]) : null
    const at = this.#add(draft.id, decimals)
    const inFractions = (run: Run): void => {
      const exact = exactOf(draft, this.#numbersOf(run))
      if (!exact) throw new UnresolvedOperand(draft.id)
      run.exacts[at] = exact
      run.values[at] = decimals === null ? exact : roundedFigure(exact, decimals)
    }
    const shown = remembering((n) => {
      const exact = rational(n, quick?.denominator)
      return { ...draft, exact: format(exact), value: round(exact, decimals ?? 0) }
    })
    const inWholes = (run: Run): boolean => {
      if (!quick || decimals === null) return false
      const n = quick.of(run.values)
      const whole = roundedWhole(n, quick.denominator, decimals)
      if (Number.isNaN(whole)) return false
      run.exacts[at] = n
      run.values[at] = figureOf(whole, decimals)
      return true
    }
    this.#instructions.push({
      run: (run) => {
        if (!inWholes(run)) inFractions(run)
      },
      show: ({ values, exacts }) => {
        const exact = exacts[at] ?? NaN
        if (typeof exact === 'number') return shown(exact)
        return { ...draft, exact: format(exact), value: textOf(values[at] ?? '') }
      },
    })
  }
}

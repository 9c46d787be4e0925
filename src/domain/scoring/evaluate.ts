/** Recomputes one step from literals and earlier values: what the verifier checks with, and the arithmetic of the engine. */
import type {
  BandStep,
  FoldStep,
  LookupStep,
  Operand,
  PiecewiseStep,
  RenormaliseStep,
  Step,
  WeightedSumStep,
} from './breakdown.ts'
import type { Band } from './policies.ts'
import {
  add,
  compare,
  divide,
  format,
  fromInteger,
  isLiteral,
  maximum,
  minimum,
  multiply,
  parse,
  round,
  subtract,
  sum,
  type Rational,
} from './rational.ts'

/** Values of the steps so far, by id; a renormalise step `w` gives `w.<key>`. */
export type Values = Map<string, string>

export class UnresolvedOperand extends Error {}

/** What an operand stands for. */
type NumberOf = (operand: Operand) => Rational

const textOf = (operand: string, values: Values): string => {
  const value = values.get(operand)
  if (value !== undefined) return value
  if (isLiteral(operand)) return operand
  throw new UnresolvedOperand(operand)
}

const numberIn =
  (values: Values): NumberOf =>
  (operand) => {
    const text = textOf(operand, values)
    if (!isLiteral(text)) throw new UnresolvedOperand(operand)
    return parse(text)
  }

const weightedSum = ({ terms }: Pick<WeightedSumStep, 'terms'>, numberOf: NumberOf): Rational =>
  sum(terms.map(([weight, of]) => multiply(numberOf(weight), numberOf(of))))

const fold = (step: Pick<FoldStep, 'op' | 'of'>, numberOf: NumberOf): Rational => {
  const [first, ...rest] = step.of.map(numberOf)
  if (!first) throw new UnresolvedOperand('of')
  if (step.op === 'mean') return divide(sum([first, ...rest]), fromInteger(step.of.length))
  return rest.reduce(step.op === 'min' ? minimum : maximum, first)
}

/** Between two anchors on the straight line; outside them the nearest anchor's value. */
const piecewise = (step: Pick<PiecewiseStep, 'of' | 'anchors'>, numberOf: NumberOf): Rational => {
  const at = numberOf(step.of)
  const anchors = step.anchors.map(([x, y]) => [parse(x), parse(y)] as const)
  const after = anchors.findIndex(([x]) => compare(at, x) <= 0)
  const upper = anchors[after === -1 ? anchors.length - 1 : after]
  const lower = anchors[after - 1]
  if (!upper) throw new UnresolvedOperand('anchors')
  if (after <= 0 || !lower) return upper[1]
  const share = divide(subtract(at, lower[0]), subtract(upper[0], lower[0]))
  return add(lower[1], multiply(share, subtract(upper[1], lower[1])))
}

/** The highest band whose minimum is reached, whose maximum is not passed and whose facts hold. Throws `UnresolvedOperand`. */
export const bandAt = (bands: readonly Band[], at: Rational, facts: BandStep['facts']): string => {
  const fits = (candidate: Band): boolean =>
    compare(at, parse(candidate.min)) >= 0 &&
    (candidate.max === undefined || compare(at, parse(candidate.max)) <= 0) &&
    (candidate.requires ?? []).every((fact) => facts[fact] === true)
  const best = bands
    .filter(fits)
    .reduce<Band | undefined>((a, b) => (a && compare(parse(a.min), parse(b.min)) >= 0 ? a : b), undefined)
  if (!best) throw new UnresolvedOperand('bands')
  return best.code
}

export const lookUp = ({ table }: Pick<LookupStep, 'table'>, row: string, column: string): string => {
  const cell = table[row]?.[column]
  if (cell === undefined) throw new UnresolvedOperand('table')
  return cell
}

export const renormalise = (step: Pick<RenormaliseStep, 'of'>): Record<string, string> => {
  const total = sum(Object.values(step.of).map(parse))
  return Object.fromEntries(Object.entries(step.of).map(([key, weight]) => [key, format(divide(parse(weight), total))]))
}

type Unevaluated<S> = S extends Step ? Omit<S, 'value' | 'exact'> : never
export type StepDraft = Unevaluated<Exclude<Step, { op: 'given' }>>

/** What a step comes to before it is rounded; null for one that is no number. Throws as `evaluate`. */
export const exactOf = (step: StepDraft, numberOf: NumberOf): Rational | null => {
  if (step.op === 'weighted_sum') return weightedSum(step, numberOf)
  if (step.op === 'piecewise_linear') return piecewise(step, numberOf)
  if (step.op === 'mean' || step.op === 'min' || step.op === 'max') return fold(step, numberOf)
  return null
}

const valueOf = (step: StepDraft, values: Values): string | Record<string, string> => {
  if (step.op === 'renormalise') return renormalise(step)
  if (step.op === 'band') return bandAt(step.bands, numberIn(values)(step.of), step.facts)
  const [row, column] = (step as LookupStep).keys
  return lookUp(step as LookupStep, textOf(row, values), textOf(column, values))
}

export interface Evaluated {
  readonly exact?: string
  readonly value: string | Readonly<Record<string, string>>
}

/**
 * What completes a step, `exact` and `value`, and records the value.
 * Throws UnresolvedOperand (an operand names nothing) or RangeError (a division by zero, a malformed number).
 */
export const evaluate = (draft: StepDraft, values: Values): Evaluated => {
  const exact = exactOf(draft, numberIn(values))
  if (exact !== null) {
    const rounding = 'round' in draft ? draft.round : null
    const value = rounding ? round(exact, Number(rounding[0]), rounding[1]) : format(exact)
    values.set(draft.id, value)
    return { exact: format(exact), value }
  }
  const value = valueOf(draft, values)
  if (typeof value === 'string') values.set(draft.id, value)
  else for (const [key, weight] of Object.entries(value)) values.set(`${draft.id}.${key}`, weight)
  return { value }
}

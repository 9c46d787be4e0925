/** Steps over figures in whole numbers: the same exact result as the fractions of `evaluate`, without making any. */
import type { Operand } from './breakdown.ts'
import type { StepDraft } from './evaluate.ts'
import type { Figure, Value } from './figures.ts'
import { add, gcd, multiply, rational, type Rational } from './rational.ts'

const { isSafeInteger: isSafe } = Number

/** Where a value lies, and of how many places it is a figure; null for what is none. */
export interface Place {
  readonly at: number
  readonly decimals: number | null
}

/** A fraction of whole numbers: what `of` gives over `denominator`; NaN where a number would not be exact. */
export interface Quick {
  readonly of: (values: readonly Value[]) => number
  readonly denominator: number
}

/** An operand that is the same for all, or where it lies. */
export type Find = (operand: Operand) => Rational | Place

const isPlace = (found: Rational | Place): found is Place => 'at' in found

const figureAt = (values: readonly Value[], at: number): number => (values[at] as Figure).n

const leastCommon = (denominators: readonly number[]): number => denominators.reduce((a, b) => (a / gcd(a, b)) * b, 1)

/** Fractions over one denominator; null where numbers would not hold them. */
const overOne = (fractions: readonly Rational[]): { wholes: number[]; denominator: number } | null => {
  const denominator = leastCommon(fractions.map(({ d }) => Number(d)))
  const wholes = fractions.map(({ n, d }) => Number(n) * (denominator / Number(d)))
  return isSafe(denominator) && wholes.every(isSafe) ? { wholes, denominator } : null
}

type Term = readonly [weight: Rational, place: Place & { readonly decimals: number }]

const sumOf = (terms: readonly Term[], constant: Rational): Quick | null => {
  const shares = terms.map(([weight, { decimals }]) => multiply(weight, rational(1, 10 ** decimals)))
  const common = overOne([constant, ...shares])
  if (!common) return null
  const [first = 0, ...factors] = common.wholes
  const places = terms.map(([, { at }]) => at)
  const of = (values: readonly Value[]): number => {
    let sum = first
    for (let index = 0; index < places.length; index++) {
      const product = (factors[index] ?? NaN) * figureAt(values, places[index] ?? -1)
      sum += product
      if (!isSafe(product) || !isSafe(sum)) return NaN
    }
    return sum
  }
  return { of, denominator: common.denominator }
}

const quickSum = (terms: readonly (readonly [Operand, Operand])[], find: Find): Quick | null => {
  const measured: Term[] = []
  let constant = rational(0)
  for (const [weight, operand] of terms) {
    const [share, found] = [find(weight), find(operand)]
    if (isPlace(share)) return null
    if (!isPlace(found)) constant = add(constant, multiply(share, found))
    else if (found.decimals === null) return null
    else measured.push([share, { at: found.at, decimals: found.decimals }])
  }
  return sumOf(measured, constant)
}

const quickExtreme = (choose: 'min' | 'max', operands: readonly Operand[], find: Find): Quick | null => {
  const each = operands.map((operand) => quickSum([['1', operand]], find))
  const quick = each.filter((one) => one !== null)
  if (quick.length < each.length) return null
  const denominator = leastCommon(quick.map((one) => one.denominator))
  const lifts = quick.map((one) => denominator / one.denominator)
  const better = choose === 'min' ? Math.min : Math.max
  const of = (values: readonly Value[]): number => {
    let best = choose === 'min' ? Infinity : -Infinity
    // NaN wins over every number.
    for (let index = 0; index < quick.length; index++)
      best = better(best, (quick[index]?.of(values) ?? NaN) * (lifts[index] ?? NaN))
    return isSafe(best) ? best : NaN
  }
  return isSafe(denominator) ? { of, denominator } : null
}

/** null for what cannot be done so; `evaluate` can. */
export const quickOf = (draft: StepDraft, find: Find): Quick | null => {
  if (draft.op === 'weighted_sum') return quickSum(draft.terms, find)
  if (draft.op === 'min' || draft.op === 'max') return quickExtreme(draft.op, draft.of, find)
  if (draft.op !== 'mean' || draft.of.length === 0) return null
  const share = `1/${String(draft.of.length)}`
  return quickSum(
    draft.of.map((of) => [share, of] as const),
    find,
  )
}

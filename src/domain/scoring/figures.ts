/** Values of a calculation while it runs: figures as whole numbers of their last place, exact numbers, and words. */
import { decimalText, format, parse, round, type Rational } from './rational.ts'

/** A number of so many places: `n` counts units of the last; NaN where a number would not hold it, and the text counts. */
export interface Figure {
  readonly n: number
  readonly text: string
}

export type Value = Figure | Rational | string

/** Figures are few, and two people with 3.63 share one. By places, then by `n`: percents with two places are below. */
const FIGURES: (Figure | undefined)[][] = []
const MOST_FIGURES = 12_501

export const figureOf = (n: number, decimals: number): Figure => {
  if (n < 0 || n >= MOST_FIGURES) return { n, text: decimalText(n, decimals) }
  const known = (FIGURES[decimals] ??= new Array<undefined>(MOST_FIGURES))
  return (known[n] ??= { n, text: decimalText(n, decimals) })
}

export const roundedFigure = (exact: Rational, decimals: number): Figure => {
  const text = round(exact, decimals)
  const n = Number(text.replace('.', ''))
  return Number.isSafeInteger(n) ? figureOf(n, decimals) : { n: NaN, text }
}

export const textOf = (value: Value): string => {
  if (typeof value === 'string') return value
  return 'text' in value ? value.text : format(value)
}

/** Throws RangeError for a word that is no number. */
export const numberOf = (value: Value): Rational =>
  typeof value === 'string' || 'text' in value ? parse(textOf(value)) : value

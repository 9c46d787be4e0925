/**
 * What changed between two cycles for those who were trained, beside those who were not. Diagnostics in doubles, written
 * with four decimals; they never enter a score and are no verdict on one person (scoring.md §1.12).
 */

export interface PrePost {
  readonly pre: number
  readonly post: number
}

/** People that each group needs at least. Fewer would show persons, and prove nothing. */
export const LEAST_PEOPLE = 5

export const READINGS = ['higher', 'lower', 'indistinguishable', 'changeOnly', 'notReported'] as const
export type Reading = (typeof READINGS)[number]

export interface Interval {
  readonly value: string
  /** Bounds of the 95 % interval. */
  readonly low: string
  readonly high: string
}

export interface Change extends Interval {
  readonly people: number
  readonly before: string
  readonly after: string
}

export interface Effect {
  readonly trained: Change | null
  readonly comparison: Change | null
  /** Mean change of the trained minus that of the others, in points of the scale. */
  readonly difference: Interval | null
  /** The same in standard deviations of change, corrected for small samples. */
  readonly hedgesG: Interval | null
  readonly reading: Reading
  /** Why something is not reported; null where everything is. */
  readonly reason: string | null
}

/** Student's t for 95 %, two-sided, by degrees of freedom 1 to 30 (printed tables since Fisher 1925). */
const T_TABLE = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const
const T_BEYOND = [
  [120, 1.98],
  [60, 2.0],
  [40, 2.021],
] as const
const NORMAL = 1.96

/** The value of the next smaller number of degrees in the table: an interval may be too wide, never too narrow. */
export const tQuantile = (df: number): number =>
  T_TABLE[df - 1] ?? T_BEYOND.find(([least]) => df >= least)?.[1] ?? T_TABLE[29]

const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length

/** With n − 1. */
const variance = (values: readonly number[]): number => {
  const middle = mean(values)
  return values.reduce((total, value) => total + (value - middle) ** 2, 0) / (values.length - 1)
}

const written = (value: number): string => {
  const text = value.toFixed(4)
  return text === '-0.0000' ? '0.0000' : text
}

const interval = (value: number, margin: number): Interval => ({
  value: written(value),
  low: written(value - margin),
  high: written(value + margin),
})

const changesOf = (people: readonly PrePost[]): number[] => people.map(({ pre, post }) => post - pre)

/** The mean change of one group, with the interval of the paired t test. Needs two people. */
export const changeOf = (people: readonly PrePost[]): Change => {
  const changes = changesOf(people)
  const margin = tQuantile(people.length - 1) * Math.sqrt(variance(changes) / people.length)
  return {
    people: people.length,
    before: written(mean(people.map(({ pre }) => pre))),
    after: written(mean(people.map(({ post }) => post))),
    ...interval(mean(changes), margin),
  }
}

export interface Sample {
  readonly n: number
  readonly mean: number
  readonly variance: number
}

const sampleOf = (values: readonly number[]): Sample => ({
  n: values.length,
  mean: mean(values),
  variance: variance(values),
})

const pooled = (a: Sample, b: Sample): number => ((a.n - 1) * a.variance + (b.n - 1) * b.variance) / (a.n + b.n - 2)

/**
 * Standardised mean difference of two independent samples with the correction for small ones and its standard error
 * (Hedges 1981; Borenstein, Hedges, Higgins & Rothstein 2009, formulas 4.18 to 4.24). Null without any variance.
 */
export const hedgesG = (a: Sample, b: Sample): { g: number; error: number } | null => {
  const within = pooled(a, b)
  if (within === 0) return null
  const d = (a.mean - b.mean) / Math.sqrt(within)
  const correction = 1 - 3 / (4 * (a.n + b.n - 2) - 1)
  const varianceOfD = (a.n + b.n) / (a.n * b.n) + d ** 2 / (2 * (a.n + b.n))
  return { g: correction * d, error: correction * Math.sqrt(varianceOfD) }
}

const differenceOf = (a: Sample, b: Sample): Interval => {
  const margin = tQuantile(a.n + b.n - 2) * Math.sqrt(pooled(a, b) * (1 / a.n + 1 / b.n))
  return interval(a.mean - b.mean, margin)
}

const readingOf = ({ low, high }: Interval): Reading => {
  if (Number(low) > 0) return 'higher'
  return Number(high) < 0 ? 'lower' : 'indistinguishable'
}

const NOTHING = { trained: null, comparison: null, difference: null, hedgesG: null }

/** Without enough others it is a change and not an effect: those with low scores tend to rise by themselves. */
export const effectOf = (trained: readonly PrePost[], others: readonly PrePost[], least = LEAST_PEOPLE): Effect => {
  if (trained.length < least) return { ...NOTHING, reading: 'notReported', reason: 'insufficient_trained' }
  const changed = changeOf(trained)
  if (others.length < least)
    return { ...NOTHING, trained: changed, reading: 'changeOnly', reason: 'insufficient_comparison' }
  const [a, b] = [sampleOf(changesOf(trained)), sampleOf(changesOf(others))]
  const difference = differenceOf(a, b)
  const standardised = hedgesG(a, b)
  return {
    trained: changed,
    comparison: changeOf(others),
    difference,
    hedgesG: standardised && interval(standardised.g, NORMAL * standardised.error),
    reading: standardised ? readingOf(difference) : 'notReported',
    reason: standardised ? null : 'zero_variance',
  }
}

export interface ReliableChange {
  /** Null where there is no error of measurement to compare with. */
  readonly index: string | null
  /** Whether the change is larger than the error of measurement explains (|index| > 1.96). */
  readonly reading: 'larger' | 'smaller' | 'withinError' | 'notReported'
}

/**
 * (post − pre) / (s √2 √(1 − r)), Jacobson & Truax 1991. `deviation` is that of the scores before, `reliability` of 0 to 1.
 */
export const reliableChange = ({ pre, post }: PrePost, deviation: number, reliability: number): ReliableChange => {
  const error = deviation * Math.SQRT2 * Math.sqrt(1 - reliability)
  if (error === 0) return { index: null, reading: 'notReported' }
  const index = (post - pre) / error
  const reading = Math.abs(index) <= NORMAL ? 'withinError' : index > 0 ? 'larger' : 'smaller'
  return { index: written(index), reading }
}

/** Of the scores before, over everybody compared. Zero with fewer than two. */
export const deviationBefore = (people: readonly PrePost[]): number =>
  people.length < 2 ? 0 : Math.sqrt(variance(people.map(({ pre }) => pre)))

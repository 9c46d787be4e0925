/**
 * How lenient or severe a superior rates, shrunken towards the middle (scoring.md §1.8): advisory, for the talk in a
 * calibration, and never an input of any score. Only superiors, who are known as raters, and only with enough ratings.
 */
export interface SuperiorRatings {
  readonly supervisorId: string
  /** Mean rating that the superior gave to each person, in the order of appraisal ids. */
  readonly means: readonly number[]
}

export interface Severity {
  readonly supervisorId: string
  readonly people: number
  /** Scale points above (lenient) or below (severe) the mean of all, 2 decimals; null below the minimum. */
  readonly raw: string | null
  readonly shrunken: string | null
}

/** Below this many people a difference says nothing about a superior. */
export const LEAST_PEOPLE = 5

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

interface Components {
  readonly between: number
  readonly within: number
}

/** One-way ANOVA estimator with k0 for unequal sizes; a negative variance between superiors is none. */
const components = (groups: readonly (readonly number[])[]): Components => {
  const all = groups.flat()
  const [grand, n, g] = [mean(all), all.length, groups.length]
  if (g < 2 || n <= g) return { between: 0, within: 0 }
  const squares = groups.map((values) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0))
  const within = squares.reduce((sum, value) => sum + value, 0) / (n - g)
  const msb = groups.reduce((sum, values) => sum + values.length * (mean(values) - grand) ** 2, 0) / (g - 1)
  const k0 = (n - groups.reduce((sum, values) => sum + values.length ** 2, 0) / n) / (g - 1)
  return { between: Math.max(0, (msb - within) / k0), within }
}

/** A diagnostic, hence doubles in a fixed order. Weight s²between / (s²between + s²within / n). */
export const severities = (superiors: readonly SuperiorRatings[]): Severity[] => {
  const sorted = [...superiors].sort((a, b) => (a.supervisorId < b.supervisorId ? -1 : 1))
  const enough = sorted.filter(({ means }) => means.length >= LEAST_PEOPLE)
  const { between, within } = components(enough.map(({ means }) => means))
  const grand = mean(enough.flatMap(({ means }) => means))
  return sorted.map(({ supervisorId, means }) => {
    const people = means.length
    if (people < LEAST_PEOPLE) return { supervisorId, people, raw: null, shrunken: null }
    const raw = mean(means) - grand
    const weight = between === 0 ? 0 : between / (between + within / people)
    // Adding zero makes -0 a 0.
    return { supervisorId, people, raw: (raw + 0).toFixed(2), shrunken: (raw * weight + 0).toFixed(2) }
  })
}

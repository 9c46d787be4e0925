/** Measuring beside a floor: A B A B, medians, and a ratio that says how close to the floor we are. */
import { availableParallelism, cpus, totalmem } from 'node:os'

export interface Cpu {
  readonly node: number
  readonly postgresql: number
}

export interface Measured {
  readonly name: string
  /** What it is held against. */
  readonly floor: string
  /** The median of all rounds; above `target` (or below, where `atMost`) it is met. */
  readonly ratio: number
  readonly target: number
  readonly atMost?: true
  readonly met: boolean
  readonly ours: string
  readonly theirs: string
  /** Where several ratios count, the worst of them is `ratio`. */
  readonly ratios?: { readonly rate: number; readonly cpu: number }
  /** Microseconds for one answer. */
  readonly cpu?: { readonly ours: Cpu; readonly theirs: Cpu }
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1] ?? NaN, sorted[sorted.length >> 1] ?? NaN]
  return (low + high) / 2
}

/**
 * The nth round of one beside the nth of the other, and of these ratios the median: what the machine does meanwhile is done to
 * both. A round that only one of them has is left out.
 */
export const pairwise = (above: readonly number[], below: readonly number[]): number =>
  median(below.slice(0, above.length).map((value, round) => (above[round] ?? NaN) / value))

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN

/** Median, and the least and the most. */
export const spread = (values: readonly number[], unit: string): string =>
  `${median(values).toFixed(0)} ${unit} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`

export const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

export const judge = (measured: Omit<Measured, 'met'>): Measured => ({
  ...measured,
  met: measured.atMost ? measured.ratio <= measured.target : measured.ratio >= measured.target,
})

/** `value` against a limit that is its own floor. */
export const atMost = (name: string, value: number, limit: number, unit: string, digits = 1): Measured =>
  judge({
    name,
    floor: 'a limit of its own',
    ratio: value / limit,
    target: 1,
    atMost: true,
    ours: `${value.toFixed(digits)} ${unit}`,
    theirs: `${String(limit)} ${unit}`,
  })

/** `ours` against `theirs`, at most so many times as much. */
export const atMostTimes = (
  { name, floor, target }: Pick<Measured, 'name' | 'floor' | 'target'>,
  [ours, theirs]: readonly [readonly number[], readonly number[]],
  written: (value: number) => string,
): Measured =>
  judge({
    name,
    floor,
    ratio: pairwise(ours, theirs),
    target,
    atMost: true,
    ours: written(median(ours)),
    theirs: written(median(theirs)),
  })

export const machine = () => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model ?? '',
  memoryGiB: Math.round(totalmem() / 1_024 ** 3),
  node: process.version,
})

export const lineOf = ({ name, floor, ratio, target, atMost, met, ours, theirs }: Measured): string =>
  `${met ? 'met   ' : 'MISSED'} ${name}: ${ratio.toFixed(2)} (${atMost ? 'at most' : 'at least'} ${String(target)}); ${ours} against ${theirs}, ${floor}`

/** Gaps side by side: which come first and by what rule, and what became of them since the cycle before. */
import { compare, fromInteger, parse, round, subtract } from '../scoring/rational.ts'

export interface GapLine {
  readonly code: string
  readonly attained: string | null
  readonly required: string | null
  /** Attained minus required, 2 decimals; null where it is withheld. */
  readonly gap: string | null
}

export type RankedGap<T extends GapLine> = T & {
  /** 1 for the first; null for what needs nothing. */
  readonly priority: number | null
  /** Attained now minus attained then; null where there is nothing to compare with. */
  readonly change: string | null
}

/** As many as the policies of the presets give a priority. */
export const MOST_PRIORITIES = 3

const isBelow = (gap: string | null): gap is string => gap !== null && compare(parse(gap), fromInteger(0)) < 0

const difference = (now: string | null, then: string | null | undefined): string | null =>
  now === null || then == null ? null : round(subtract(parse(now), parse(then)), 2)

/** The largest gap first, then the higher requirement, then the code: the rule of the scoring policies, for means too. */
export const rankGaps = <T extends GapLine>(lines: readonly T[], before: readonly GapLine[]): RankedGap<T>[] => {
  const urgent = lines
    .filter(({ gap }) => isBelow(gap))
    .sort(
      (a, b) =>
        compare(parse(a.gap ?? '0'), parse(b.gap ?? '0')) ||
        compare(parse(b.required ?? '0'), parse(a.required ?? '0')) ||
        (a.code < b.code ? -1 : 1),
    )
    .slice(0, MOST_PRIORITIES)
    .map(({ code }) => code)
  const then = new Map(before.map(({ code, attained }) => [code, attained]))
  return lines.map((line) => ({
    ...line,
    priority: urgent.includes(line.code) ? urgent.indexOf(line.code) + 1 : null,
    change: difference(line.attained, then.get(line.code)),
  }))
}

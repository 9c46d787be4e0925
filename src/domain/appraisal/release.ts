/**
 * The release audit (scoring.md §1.13): from the documents that are about to be released, and nothing else, asks what a
 * reader could solve. It knows neither the engine nor its rules, so that it can contradict them.
 */
import type { Breakdown, Step } from '../scoring/breakdown.ts'
import type { CompetencyScore } from '../scoring/composite.ts'
import type { RaterGroup } from '../scoring/policies.ts'
import {
  add,
  divide,
  fromInteger,
  isLiteral,
  isZero,
  multiply,
  parse,
  subtract,
  type Rational,
} from '../scoring/rational.ts'
import { verifyBreakdown } from '../scoring/verify.ts'

export interface ReleasedDocument {
  readonly breakdown: Breakdown
  readonly competencies: readonly CompetencyScore[]
}

/** Raters who answered, by group: counted from the answers, not taken from the documents. */
export type RaterCounts = Readonly<Partial<Record<RaterGroup, number>>>

export const VIOLATIONS = ['unexplained', 'solvable'] as const
export interface Violation {
  /** unexplained: a figure that does not follow from what is shown · solvable: a union of too few raters can be computed. */
  readonly code: (typeof VIOLATIONS)[number]
  /** The step, or the groups of the union. */
  readonly what: string
  readonly raters: number
}

/** A released figure as a combination of unknowns, one unknown per competency and group. */
type Row = ReadonlyMap<string, Rational>

const IDENTIFIED: ReadonlySet<string> = new Set<RaterGroup>(['self', 'supervisor'])

const scaled = (row: Row, factor: Rational): Row =>
  new Map([...row].map(([cell, value]) => [cell, multiply(value, factor)]))

const plus = (a: Row, b: Row): Row => {
  const sum = new Map(a)
  for (const [cell, value] of b) {
    const total = add(sum.get(cell) ?? fromInteger(0), value)
    if (isZero(total)) sum.delete(cell)
    else sum.set(cell, total)
  }
  return sum
}

const NOTHING: Row = new Map()

/** What each step tells: a monotone or linear function of released figures tells no more than those do. */
const rowOf = (step: Step, rows: ReadonlyMap<string, Row>, values: ReadonlyMap<string, string>): Row => {
  if (step.op === 'given') return step.kind === 'group_mean' ? new Map([[step.id, fromInteger(1)]]) : NOTHING
  if (step.op === 'weighted_sum')
    return step.terms.reduce((sum, [weight, of]) => {
      const factor = values.get(weight) ?? weight
      return plus(sum, scaled(rows.get(of) ?? NOTHING, isLiteral(factor) ? parse(factor) : fromInteger(1)))
    }, NOTHING)
  if (step.op === 'mean') {
    const share = divide(fromInteger(1), fromInteger(step.of.length))
    return step.of.reduce((sum, of) => plus(sum, scaled(rows.get(of) ?? NOTHING, share)), NOTHING)
  }
  if (step.op === 'piecewise_linear') return rows.get(step.of) ?? NOTHING
  return NOTHING
}

const rowsOf = ({ breakdown, competencies }: ReleasedDocument): Row[] => {
  const [rows, values] = [new Map<string, Row>(), new Map<string, string>()]
  for (const step of breakdown.steps) {
    rows.set(step.id, rowOf(step, rows, values))
    if (step.op === 'renormalise')
      for (const [key, value] of Object.entries(step.value)) values.set(`${step.id}.${key}`, value)
  }
  const shown = competencies.flatMap(({ code, groups }) => Object.keys(groups).map((group) => `${code}.${group}`))
  return [...rows.values(), ...shown.map((cell): Row => new Map([[cell, fromInteger(1)]]))]
}

const groupOf = (cell: string): string => cell.slice(cell.lastIndexOf('.') + 1)

/** Rank over the columns that `keeps` lets through, by elimination in exact arithmetic. */
const rankOf = (rows: readonly Row[], keeps: (cell: string) => boolean): number => {
  const basis: { pivot: string; row: Row }[] = []
  for (const row of rows) {
    let rest: Row = new Map([...row].filter(([cell]) => keeps(cell)))
    for (const { pivot, row: known } of basis) {
      const factor = rest.get(pivot)
      if (factor) rest = plus(rest, scaled(known, subtract(fromInteger(0), factor)))
    }
    const [first] = rest
    if (!first) continue
    basis.push({ pivot: first[0], row: scaled(rest, divide(fromInteger(1), first[1])) })
  }
  return basis.length
}

/** Every union of unidentified groups with fewer raters than the threshold, smallest first. */
const smallUnions = (counts: RaterCounts, threshold: number): { groups: string[]; raters: number }[] => {
  const groups = Object.entries(counts).filter(([group, n]) => !IDENTIFIED.has(group) && n > 0)
  const unions = groups.reduce<{ groups: string[]; raters: number }[]>(
    (known, [group, n]) => [
      ...known,
      ...known.map((union) => ({ groups: [...union.groups, group], raters: union.raters + n })),
    ],
    [{ groups: [], raters: 0 }],
  )
  return unions.filter(({ raters }) => raters > 0 && raters < threshold).sort((a, b) => a.raters - b.raters)
}

/** Unions whose figures can be computed from the rows, the supervisor's and one's own taken as known to the reader. */
export const solvableUnions = (rows: readonly Row[], counts: RaterCounts, threshold: number): Violation[] => {
  const hidden = rows
    .map((row): Row => new Map([...row].filter(([cell]) => !IDENTIFIED.has(groupOf(cell)))))
    .filter((row) => row.size > 0)
  return smallUnions(counts, threshold).flatMap(({ groups, raters }) => {
    const inside = (cell: string): boolean => groups.includes(groupOf(cell))
    if (!hidden.some((row) => [...row.keys()].some(inside))) return []
    const solved = rankOf(hidden, () => true) - rankOf(hidden, (cell) => !inside(cell))
    return solved > 0 ? [{ code: 'solvable' as const, what: groups.join(' + '), raters }] : []
  })
}

/** All documents of one appraisal together: both instruments, and every edition that stays readable. */
export const auditRelease = (
  documents: readonly ReleasedDocument[],
  counts: RaterCounts,
  threshold: number,
): Violation[] => {
  const unexplained = documents.flatMap(({ breakdown }) =>
    verifyBreakdown(breakdown).map(({ step }) => ({ code: 'unexplained' as const, what: step, raters: 0 })),
  )
  return [...unexplained, ...solvableUnions(documents.flatMap(rowsOf), counts, threshold)]
}

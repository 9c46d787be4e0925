/** What a publication tells of units, position classes and the whole institution. */
import type { Gap } from '../scoring/jpm.ts'
import { rollUp, type RolledPerson, type RollUp, type Withheld } from './roll-ups.ts'

export interface PersonTotal {
  readonly unitPath: string
  /** Released total, 2 decimals. */
  readonly total: string
  readonly predicate: string | null
}

export interface UnitFigure {
  readonly unitId: string
  readonly people: number | null
  readonly meanTotal: string | null
  /** People by predicate; empty where it is withheld. */
  readonly predicates: Readonly<Record<string, number>>
  readonly withheld: Withheld | null
}

export const unitFigures = (people: readonly PersonTotal[], threshold: number): UnitFigure[] => {
  const persons = people.map(({ unitPath, total, predicate }): RolledPerson => ({
    unitPath,
    values: [total],
    ...(predicate !== null && { label: predicate }),
  }))
  return rollUp(persons, threshold).map(({ unitId, people: count, means, counts, withheld }) => ({
    unitId,
    people: count,
    meanTotal: means[0] ?? null,
    predicates: counts,
    withheld,
  }))
}

export interface PersonGaps {
  readonly unitPath: string
  readonly positionClass: string
  readonly gaps: readonly Gap[]
  /** Job Person Match. */
  readonly figure: string | null
}

export const PROFILE_SCOPES = ['unit', 'positionClass', 'institution'] as const
export type ProfileScope = (typeof PROFILE_SCOPES)[number]

/** The code under which the mean Job Person Match stands beside those of competencies. */
export const JPM_CODE = 'JPM'

export interface GapProfile {
  readonly scope: ProfileScope
  /** Id of the unit, the class, or `*` for the institution. */
  readonly key: string
  readonly code: string
  readonly people: number | null
  readonly attained: string | null
  readonly required: string | null
  readonly gap: string | null
  readonly withheld: Withheld | null
}

const WHOLE = '*'

const profile = (scope: ProfileScope, code: string, { unitId, people, means, withheld }: RollUp): GapProfile => {
  const [attained = null, required = null, gap = null] = means
  return { scope, key: unitId, code, people, attained, required, gap, withheld }
}

interface Figures {
  readonly person: PersonGaps
  readonly values: readonly string[]
}

/** By code, everybody who has a figure for it: attained, required, gap. */
const byCode = (people: readonly PersonGaps[]): Map<string, Figures[]> => {
  const codes = new Map<string, Figures[]>()
  const put = (code: string, figures: Figures): void => {
    const known = codes.get(code)
    if (known) known.push(figures)
    else codes.set(code, [figures])
  }
  for (const person of people) {
    for (const { code, attained, required, gap } of person.gaps)
      put(code, { person, values: [attained, String(required), gap] })
    if (person.figure !== null) put(JPM_CODE, { person, values: [person.figure] })
  }
  return codes
}

/** Classes are rolled up as units directly below the institution are, so that none of them follows from the others. */
export const gapProfiles = (people: readonly PersonGaps[], threshold: number): GapProfile[] =>
  [...byCode(people)].flatMap(([code, figures]) => {
    const units = figures.map(({ person: { unitPath }, values }) => ({ unitPath, values }))
    const classes = figures.map(({ person: { positionClass }, values }) => ({
      unitPath: `${WHOLE}/${positionClass}/`,
      values,
    }))
    return [
      ...rollUp(units, threshold).map((row) => profile('unit', code, row)),
      ...rollUp(classes, threshold).map((row) =>
        profile(row.unitId === WHOLE ? 'institution' : 'positionClass', code, row),
      ),
    ]
  })

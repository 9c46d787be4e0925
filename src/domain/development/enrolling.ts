/** Who gets a seat: those with the largest gap first, ties by a seed, each with the reason that is kept. */
import { compare, parse } from '../scoring/rational.ts'
import { shuffled } from '../seeded.ts'

export interface Need {
  readonly employeeId: string
  readonly competency: string
  /** Attained minus required; below zero. */
  readonly gap: string
  readonly attained: string
  readonly required: number
}

export interface Chosen extends Need {
  /** 1 for the largest gap. */
  readonly rank: number
  /** Whether the seed decided between this one and the next who got no seat or a later one. */
  readonly tied: boolean
}

/** The largest gap of each person in one of the competencies that the training addresses. */
const largest = (needs: readonly Need[]): Need[] => {
  const byPerson = new Map<string, Need>()
  for (const need of needs) {
    const known = byPerson.get(need.employeeId)
    const order = known ? compare(parse(need.gap), parse(known.gap)) : -1
    if (!known || order < 0 || (order === 0 && need.competency < known.competency)) byPerson.set(need.employeeId, need)
  }
  return [...byPerson.values()]
}

/** At most `seats` of them. The same needs and seed choose the same people. */
export const chooseByNeed = (needs: readonly Need[], seats: number, seed: string): Chosen[] => {
  const people = largest(needs.filter(({ gap }) => compare(parse(gap), parse('0')) < 0))
  const lot = new Map(
    shuffled(
      people.map(({ employeeId }) => employeeId),
      seed,
    ).map((id, place) => [id, place]),
  )
  const ordered = people.sort(
    (a, b) => compare(parse(a.gap), parse(b.gap)) || (lot.get(a.employeeId) ?? 0) - (lot.get(b.employeeId) ?? 0),
  )
  const gapAt = (index: number): string | undefined => ordered[index]?.gap
  return ordered
    .map((need, index) => ({
      ...need,
      rank: index + 1,
      tied: need.gap === gapAt(index - 1) || need.gap === gapAt(index + 1),
    }))
    .slice(0, Math.max(0, seats))
}

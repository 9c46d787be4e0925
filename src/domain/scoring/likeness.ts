/** Who takes the same steps: all that decides which steps there are, as one key. */
import { isEligible, type Group } from './composite.ts'
import type { Element } from './ratings.ts'
import type { Person } from './score.ts'

/** Standards of positions and thresholds are shared by many: the text of each is made once. */
const texts = new WeakMap<object, string>()

const textOf = (facts: object): string => {
  const known = texts.get(facts)
  if (known !== undefined) return known
  const text = JSON.stringify(facts)
  texts.set(facts, text)
  return text
}

const isWhole = ({ tally, group }: Group, elements: readonly Element[]): boolean => {
  for (const { groups, items } of elements) {
    if (!groups.includes(group)) continue
    for (const item of items) if (tally.counts[item] !== tally.n) return false
  }
  return true
}

/** Of each item whether enough answered it, somebody, or nobody. */
const answersOf = ({ tally, least }: Group, elements: readonly Element[]): string =>
  elements
    .flatMap(({ items }) => items)
    .map((item) => {
      const count = tally.counts[item] ?? 0
      return count >= least ? '2' : count > 0 ? '1' : '0'
    })
    .join('')

/** "=" where all answered all, as most do. */
const groupText = (candidate: Group, elements: readonly Element[]): string => {
  if (!isEligible(candidate)) return '-'
  return isWhole(candidate, elements) ? '=' : answersOf(candidate, elements)
}

/** Of one policy, one form and one reader. */
export const likeness = (
  person: Person,
  elements: readonly Element[],
  groups: readonly Group[],
  uncovered: number,
): string => {
  const { positionType, requiredLevels, thresholds, contested, official } = person
  let key = `${positionType}|${uncovered > 0 ? 'some left out' : ''}|${contested.join()}`
  for (const candidate of groups) key += `|${groupText(candidate, elements)}`
  return `${key}|${textOf(thresholds)}|${textOf(requiredLevels)}|${official ? JSON.stringify(official) : ''}`
}

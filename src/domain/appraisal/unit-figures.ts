/** Roll-ups over the unit tree, with what must be withheld so that no difference of two of them shows too few people. */
import { isBelow, pathOf } from '../organisation/units.ts'
import { add, divide, fromInteger, parse, round, type Rational } from '../scoring/rational.ts'

export const WITHHELD = ['below_threshold', 'complementary'] as const
export type Withheld = (typeof WITHHELD)[number]

export interface PersonTotal {
  /** Ids from the top down to the person's own unit, as the units table spells them. */
  readonly unitPath: string
  /** Released total, 2 decimals. */
  readonly total: string
}

export interface UnitFigure {
  readonly unitId: string
  readonly people: number | null
  readonly meanTotal: string | null
  readonly withheld: Withheld | null
}

interface Node {
  readonly unitId: string
  readonly path: string
  people: number
  sum: Rational
  withheld: Withheld | null
}

/** Every unit above somebody, with all below it, the deepest first. */
const subTrees = (people: readonly PersonTotal[]): Node[] => {
  const nodes = new Map<string, Node>()
  for (const { unitPath, total } of people) {
    let path = ''
    for (const unitId of unitPath.split('/').filter((id) => id !== '')) {
      path = pathOf(path, unitId)
      const node = nodes.get(path) ?? { unitId, path, people: 0, sum: fromInteger(0), withheld: null }
      node.people += 1
      node.sum = add(node.sum, parse(total))
      nodes.set(path, node)
    }
  }
  return [...nodes.values()].sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1))
}

/** Released nodes below, none of them below another. */
const highestReleased = (node: Node, done: readonly Node[]): Node[] => {
  const below = done.filter(({ path, withheld }) => withheld === null && isBelow(path, node.path))
  return below.filter((other) => !below.some((above) => above !== other && isBelow(other.path, above.path)))
}

/** A sub-tree that is withheld uncovers those below it: again, until what remains is nobody or enough. */
const hideRemainder = (node: Node, done: readonly Node[], threshold: number): void => {
  for (;;) {
    const covering = highestReleased(node, done)
    const rest = node.people - covering.reduce((total, { people }) => total + people, 0)
    if (rest === 0 || rest >= threshold) return
    const [smallest] = covering.sort((a, b) => a.people - b.people || (a.path < b.path ? -1 : 1))
    if (!smallest) return
    smallest.withheld = 'complementary'
  }
}

/**
 * Sub-trees are nested, so all that can be solved from their sums is made of the parts of each that no released
 * sub-tree below covers. Each such part must be empty or have at least `threshold` people; where it has not, the smallest
 * released sub-tree below is withheld too and hides it. Units without anybody have no figure.
 */
export const unitFigures = (people: readonly PersonTotal[], threshold: number): UnitFigure[] => {
  const done: Node[] = []
  for (const node of subTrees(people)) {
    if (node.people < threshold) node.withheld = 'below_threshold'
    else hideRemainder(node, done, threshold)
    done.push(node)
  }
  return done.map(figureOf)
}

const figureOf = ({ unitId, people, sum, withheld }: Node): UnitFigure =>
  withheld === null
    ? { unitId, people, meanTotal: round(divide(sum, fromInteger(people)), 2), withheld }
    : { unitId, people: null, meanTotal: null, withheld }

/** Roll-ups over the unit tree, with what must be withheld so that no difference of two of them shows too few people. */
import { isBelow, pathOf } from '../organisation/units.ts'
import { add, divide, fromInteger, parse, round, type Rational } from '../scoring/rational.ts'

export const WITHHELD = ['below_threshold', 'complementary'] as const
export type Withheld = (typeof WITHHELD)[number]

export interface RolledPerson {
  /** Ids from the top down to the person's own unit, as the units table spells them. */
  readonly unitPath: string
  /** Figures to be averaged, as many for everybody. */
  readonly values: readonly string[]
  /** Something to be counted: a predicate. */
  readonly label?: string
}

export interface RollUp {
  readonly unitId: string
  readonly withheld: Withheld | null
  /** Null, and the others empty, where it is withheld. */
  readonly people: number | null
  /** 2 decimals, in the order of the values. */
  readonly means: readonly string[]
  readonly counts: Readonly<Record<string, number>>
}

interface Node {
  readonly unitId: string
  readonly path: string
  people: number
  readonly sums: Rational[]
  readonly counts: Record<string, number>
  withheld: Withheld | null
}

const newNode = (unitId: string, path: string): Node => ({
  unitId,
  path,
  people: 0,
  sums: [],
  counts: {},
  withheld: null,
})

const addTo = (node: Node, values: readonly Rational[], label: string | undefined): void => {
  node.people += 1
  values.forEach((value, index) => {
    node.sums[index] = add(node.sums[index] ?? fromInteger(0), value)
  })
  if (label !== undefined) node.counts[label] = (node.counts[label] ?? 0) + 1
}

/** Every unit above somebody, with all below it, the deepest first. */
const subTrees = (people: readonly RolledPerson[]): Node[] => {
  const nodes = new Map<string, Node>()
  for (const { unitPath, values, label } of people) {
    const parsed = values.map(parse)
    let path = ''
    for (const unitId of unitPath.split('/').filter((id) => id !== '')) {
      path = pathOf(path, unitId)
      const node = nodes.get(path) ?? newNode(unitId, path)
      addTo(node, parsed, label)
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
export const rollUp = (people: readonly RolledPerson[], threshold: number): RollUp[] => {
  const done: Node[] = []
  for (const node of subTrees(people)) {
    if (node.people < threshold) node.withheld = 'below_threshold'
    else hideRemainder(node, done, threshold)
    done.push(node)
  }
  return done.map(shown)
}

const shown = ({ unitId, people, sums, counts, withheld }: Node): RollUp =>
  withheld === null
    ? { unitId, withheld, people, counts, means: sums.map((sum) => round(divide(sum, fromInteger(people)), 2)) }
    : { unitId, withheld, people: null, counts: {}, means: [] }

/** Roll-ups over the unit tree, with what must be withheld so that no difference of two of them shows too few people. */
import { pathOf } from '../organisation/units.ts'
import { add, divide, fromInteger, multiply, parse, round, type Rational } from '../scoring/rational.ts'

export const WITHHELD = ['below_threshold', 'complementary'] as const
export type Withheld = (typeof WITHHELD)[number]

export interface RolledPerson {
  /** Ids from the top down to the person's own unit, as the units table spells them. */
  readonly unitPath: string
  /** Figures to be averaged, as many for everybody. */
  readonly values: readonly string[]
  /** Something to be counted: a predicate. */
  readonly label?: string
  /** So many who are alike; one unless said otherwise. */
  readonly people?: number
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
  /** Directly below it. */
  readonly below: Node[]
  people: number
  readonly sums: Rational[]
  readonly counts: Record<string, number>
  withheld: Withheld | null
}

const newNode = (unitId: string, path: string): Node => ({
  unitId,
  path,
  below: [],
  people: 0,
  sums: [],
  counts: {},
  withheld: null,
})

const addTo = (node: Node, values: readonly Rational[], label: string | undefined, people: number): void => {
  node.people += people
  values.forEach((value, index) => {
    node.sums[index] = add(node.sums[index] ?? fromInteger(0), value)
  })
  if (label !== undefined) node.counts[label] = (node.counts[label] ?? 0) + people
}

/** Every unit above somebody, with all below it, the deepest first. */
const subTrees = (people: readonly RolledPerson[]): Node[] => {
  const nodes = new Map<string, Node>()
  for (const { unitPath, values, label, people: alike = 1 } of people) {
    const totals = values.map((value) => multiply(parse(value), fromInteger(alike)))
    let above: Node | undefined
    for (const unitId of unitPath.split('/').filter((id) => id !== '')) {
      const path = pathOf(above?.path ?? '', unitId)
      const known = nodes.get(path)
      const node = known ?? newNode(unitId, path)
      addTo(node, totals, label, alike)
      if (!known) {
        nodes.set(path, node)
        above?.below.push(node)
      }
      above = node
    }
  }
  return [...nodes.values()].sort((a, b) => b.path.length - a.path.length || (a.path < b.path ? -1 : 1))
}

/** Released nodes below, none of them below another. */
const highestReleased = ({ below }: Node): Node[] =>
  below.flatMap((node) => (node.withheld === null ? [node] : highestReleased(node)))

/** A sub-tree that is withheld uncovers those below it: again, until what remains is nobody or enough. */
const hideRemainder = (node: Node, threshold: number): void => {
  for (;;) {
    const covering = highestReleased(node)
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
  const nodes = subTrees(people)
  for (const node of nodes)
    if (node.people < threshold) node.withheld = 'below_threshold'
    else hideRemainder(node, threshold)
  return nodes.map(shown)
}

const shown = ({ unitId, people, sums, counts, withheld }: Node): RollUp =>
  withheld === null
    ? { unitId, withheld, people, counts, means: sums.map((sum) => round(divide(sum, fromInteger(people)), 2)) }
    : { unitId, withheld, people: null, counts: {}, means: [] }

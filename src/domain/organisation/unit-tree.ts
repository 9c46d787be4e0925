/** Places many units at once, in whatever order they are named: paths, and those that hang nowhere or in a circle. */
import type { Facts } from '../errors.ts'
import { pathOf } from './units.ts'

export interface KnownUnit {
  readonly id: string
  readonly code: string
  readonly siasnId: string | null
  readonly parentId: string | null
}

export interface NamedUnit {
  readonly line: number
  readonly id: string
  readonly code: string
  readonly siasnId: string | null
  /** By code or SIASN id; null for a root, undefined leaves it where it is. */
  readonly parent: string | null | undefined
}

export interface Placed {
  readonly id: string
  readonly code: string
  readonly parentId: string | null
  readonly path: string
}

export interface TreeFault {
  readonly line: number
  readonly code: 'import.unitOrphaned' | 'import.unitCircle'
  readonly facts: Facts
}

interface Node {
  readonly id: string
  readonly code: string
  /** Code of the parent, or a name that nobody bears. */
  readonly parent: string | null
  readonly line: number | null
}

const SHOWN = 8

const nodesOf = (known: readonly KnownUnit[], named: readonly NamedUnit[]): Map<string, Node> => {
  const codeOf = new Map(known.map(({ id, code }) => [id, code]))
  const nodes = new Map<string, Node>(
    known.map(({ id, code, parentId }) => [code, { id, code, parent: codeOf.get(parentId ?? '') ?? null, line: null }]),
  )
  const bySiasn = new Map(
    [...known, ...named].flatMap(({ siasnId, code }) => (siasnId === null ? [] : [[siasnId, code]])),
  )
  const codes = new Set([...nodes.keys(), ...named.map(({ code }) => code)])
  for (const { line, id, code, parent } of named) {
    const before = nodes.get(code)
    const wanted = parent == null || codes.has(parent) ? parent : (bySiasn.get(parent) ?? parent)
    nodes.set(code, {
      id: before?.id ?? id,
      code,
      parent: wanted === undefined ? (before?.parent ?? null) : wanted,
      line,
    })
  }
  return nodes
}

/** From a unit upward, until a root, a name that nobody bears, or a unit met before. */
const lineAbove = (nodes: ReadonlyMap<string, Node>, start: Node): { above: Node[]; end: string | null } => {
  const above = [start]
  for (let at = start; at.parent !== null;) {
    const next = nodes.get(at.parent)
    if (!next || above.includes(next)) return { above, end: at.parent }
    above.push(next)
    at = next
  }
  return { above, end: null }
}

/**
 * Every unit with its path, as it is once the named ones are in. A named unit whose line upward ends at an unknown name
 * or comes back to itself is a fault, and so is everything named below it; the path is told.
 */
export const placeUnits = (
  known: readonly KnownUnit[],
  named: readonly NamedUnit[],
): { placed: Placed[]; faults: TreeFault[] } => {
  const nodes = nodesOf(known, named)
  const placed: Placed[] = []
  const faults: TreeFault[] = []
  for (const node of nodes.values()) {
    const { above, end } = lineAbove(nodes, node)
    if (end === null) {
      const path = above.reduceRight<string | null>((prefix, { id }) => pathOf(prefix, id), null) ?? ''
      const parentId = above[1]?.id ?? null
      placed.push({ id: node.id, code: node.code, parentId, path })
    } else if (node.line !== null) {
      const told = [...above.slice(0, SHOWN).map(({ code }) => code), end].join(' → ')
      const code = nodes.has(end) ? 'import.unitCircle' : 'import.unitOrphaned'
      faults.push({ line: node.line, code, facts: { path: told } })
    }
  }
  return { placed, faults }
}

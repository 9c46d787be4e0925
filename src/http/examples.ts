/** Examples of the contract, made from those of its members, so that an example cannot fall behind its shape. */
import type { TSchema } from 'typebox'

export type Components = ReadonlyMap<string, TSchema>

interface Shape {
  readonly $ref?: string
  readonly type?: string
  readonly examples?: readonly unknown[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, Shape>>
}

const UNKNOWN = Symbol('no example')

const objectOf = (properties: Readonly<Record<string, Shape>>, components: Components): unknown => {
  const members = Object.entries(properties).map(([name, shape]) => [name, find(shape, components)] as const)
  return members.some(([, value]) => value === UNKNOWN) ? UNKNOWN : Object.fromEntries(members)
}

const listOf = (item: Shape, length: number, components: Components): unknown => {
  const value = find(item, components)
  return value === UNKNOWN ? UNKNOWN : Array.from({ length }, () => value)
}

const find = (shape: Shape, components: Components): unknown => {
  if (shape.examples) return shape.examples[0]
  if (shape.enum) return shape.enum[0]
  if (shape.const !== undefined) return shape.const
  if (shape.$ref) return find(components.get(shape.$ref.replace('#', '')) ?? {}, components)
  if (shape.anyOf)
    return shape.anyOf.map((variant) => find(variant, components)).find((value) => value !== UNKNOWN) ?? null
  if (shape.type === 'object') return objectOf(shape.properties ?? {}, components)
  if (shape.type === 'array' && shape.items) return listOf(shape.items, Math.max(1, shape.minItems ?? 1), components)
  return shape.type === 'boolean' ? true : UNKNOWN
}

/** Throws when a member somewhere below says neither what it may be nor what it looks like. */
export const exampleOf = (schema: TSchema, components: Components): unknown => {
  const example = find(schema, components)
  if (example === UNKNOWN) throw new Error(`no example: ${JSON.stringify(schema).slice(0, 200)}`)
  return example
}

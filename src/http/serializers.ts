/** Response serializers, built when an operation first answers: building all of them at start takes seconds. */
import { SerializerSelector, type SerializerFactory } from '@fastify/fast-json-stringify-compiler'

type Build = ReturnType<SerializerFactory>

const build = SerializerSelector()

const PRIMITIVES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean'])

type Components = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The one of two that is not null, where it is of a primitive type; else null. */
const onlyPrimitive = (variants: unknown): Record<string, unknown> | null => {
  if (!Array.isArray(variants) || variants.length !== 2) return null
  const [one, other] = variants as [unknown, unknown]
  const isNullable = isObject(other) && other.type === 'null'
  return isNullable && isObject(one) && PRIMITIVES.has(one.type) ? one : null
}

/**
 * The same schema with "or null" as a type: of a choice, the library validates each value against each variant, which
 * costs more than writing it.
 */
export const writable = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(writable)
  if (!isObject(schema)) return schema
  const primitive = onlyPrimitive(schema.anyOf)
  if (primitive) return { type: [primitive.type, 'null'] }
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, writable(value)]))
}

/** Names of the components that a schema refers to, and those refer to in turn. */
const namesIn = (schema: unknown, components: Components, names = new Set<string>()): Set<string> => {
  if (!isObject(schema)) return names
  for (const value of Object.values(schema)) namesIn(value, components, names)
  const name = typeof schema.$ref === 'string' ? (schema.$ref.split('#')[0] ?? '') : ''
  if (name in components && !names.has(name)) namesIn(components[name], components, names.add(name))
  return names
}

/** The library copies every component that it is given for each serializer: it gets those that it needs. */
export const lazySerializers: SerializerFactory = (components, options) => {
  const all = (components ?? {}) as Components
  return (route) => {
    let serialize: ReturnType<Build> | undefined
    const compile = (): ReturnType<Build> => {
      const needed = [...namesIn(route.schema, all)].map((name) => [name, writable(all[name])] as const)
      return build(Object.fromEntries(needed), options)({ ...route, schema: writable(route.schema) })
    }
    return (value: unknown) => (serialize ??= compile())(value)
  }
}

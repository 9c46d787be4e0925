/** What a client of an older contract would trip over in a newer one. Growth is no break: clients ignore what they do not know. */

type Schema = Readonly<Record<string, unknown>>

interface Media {
  readonly schema?: Schema
}
interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema?: Schema
}
interface Body {
  readonly $ref?: string
  readonly required?: boolean
  readonly content?: Readonly<Record<string, Media>>
}
interface Operation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
}
export interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>
    readonly responses: Readonly<Record<string, Body>>
  }
}

type Direction = 'request' | 'response'

const resolve = (contract: Contract, schema: Schema): Schema =>
  typeof schema.$ref === 'string' ? (contract.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema

const textOf = (value: unknown): string => JSON.stringify(value ?? null)
const namesOf = (value: unknown): string[] => Object.keys(value ?? {})

/** Compares two contracts; breaks are sentences, in the order of the older one. */
export const breaksBetween = (old: Contract, now: Contract): string[] => {
  const breaks: string[] = []
  const compare = (
    where: string,
    before: Schema,
    after: Schema,
    direction: Direction,
    seen: readonly string[],
  ): void => {
    if (typeof before.$ref === 'string' && seen.includes(before.$ref)) return
    const path = typeof before.$ref === 'string' ? [...seen, before.$ref] : seen
    const [a, b] = [resolve(old, before), resolve(now, after)]
    if (textOf(a.type) !== textOf(b.type)) breaks.push(`${where}: type ${textOf(a.type)} became ${textOf(b.type)}`)
    compareEnums(where, a, b, direction)
    const [properties, later] = [a.properties ?? {}, b.properties ?? {}] as Record<string, Schema>[]
    for (const name of namesOf(properties)) {
      const member = later?.[name]
      if (member) compare(`${where}.${name}`, properties?.[name] ?? {}, member, direction, path)
      else breaks.push(`${where}.${name}: is gone`)
    }
    compareRequired(where, a, b, direction)
    if (a.items && b.items) compare(`${where}[]`, a.items as Schema, b.items as Schema, direction, path)
    const [variants, others] = [(a.anyOf ?? []) as Schema[], (b.anyOf ?? []) as Schema[]]
    if (direction === 'request' && others.length < variants.length) breaks.push(`${where}: a variant is gone`)
    for (const [index, variant] of variants.entries()) {
      const other = others[index]
      if (other) compare(where, variant, other, direction, path)
    }
  }
  const compareEnums = (where: string, a: Schema, b: Schema, direction: Direction): void => {
    if (!Array.isArray(a.enum) || !Array.isArray(b.enum)) return
    const later = b.enum as unknown[]
    // A value that the service no longer takes breaks; one that it no longer sends does not.
    if (direction === 'request')
      for (const value of a.enum as unknown[])
        if (!later.includes(value)) breaks.push(`${where}: ${textOf(value)} is no longer taken`)
  }
  const compareRequired = (where: string, a: Schema, b: Schema, direction: Direction): void => {
    const [before, after] = [(a.required ?? []) as string[], (b.required ?? []) as string[]]
    if (direction === 'request')
      for (const name of after) if (!before.includes(name)) breaks.push(`${where}.${name}: is now required`)
    if (direction === 'response')
      for (const name of before) if (!after.includes(name)) breaks.push(`${where}.${name}: may now be absent`)
  }
  const compareBodies = (where: string, before: Body, after: Body, direction: Direction): void => {
    for (const [type, { schema }] of Object.entries(before.content ?? {})) {
      const other = after.content?.[type]
      if (!other) breaks.push(`${where}: ${type} is gone`)
      else if (schema && other.schema) compare(where, schema, other.schema, direction, [])
    }
  }
  const compareParameters = (where: string, before: Operation, after: Operation): void => {
    const later = after.parameters ?? []
    for (const parameter of before.parameters ?? []) {
      const same = later.find(({ name, in: place }) => name === parameter.name && place === parameter.in)
      if (!same) breaks.push(`${where}: parameter ${parameter.name} is gone`)
      else if (parameter.schema && same.schema)
        compare(`${where}?${parameter.name}`, parameter.schema, same.schema, 'request', [])
    }
    for (const { name, required } of later)
      if (required && !before.parameters?.some((parameter) => parameter.name === name && parameter.required))
        breaks.push(`${where}: parameter ${name} is now required`)
  }
  for (const [path, operations] of Object.entries(old.paths))
    for (const [method, before] of Object.entries(operations)) {
      const [where, after] = [`${method.toUpperCase()} ${path}`, now.paths[path]?.[method]]
      if (!after) {
        breaks.push(`${where}: is gone`)
        continue
      }
      if (before.operationId !== after.operationId) breaks.push(`${where}: operationId became ${after.operationId}`)
      compareParameters(where, before, after)
      if (before.requestBody && after.requestBody)
        compareBodies(`${where} body`, before.requestBody, after.requestBody, 'request')
      if (!before.requestBody?.required && after.requestBody?.required) breaks.push(`${where}: a body is now required`)
      for (const [status, response] of Object.entries(before.responses)) {
        const other = after.responses[status]
        const isSuccess = status.startsWith('2')
        if (!other && isSuccess) breaks.push(`${where}: ${status} is gone`)
        else if (other) compareBodies(`${where} ${status}`, response, other, 'response')
      }
    }
  return breaks
}

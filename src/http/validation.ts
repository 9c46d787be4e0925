/** Validates what a route declares: bodies strictly, query and path from their text form, every fault with its pointer. */
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'
import { DomainError, type Facts, type FieldError } from '../domain/errors.ts'
import type { ShapeCode } from '../i18n/index.ts'

const MAX_ERRORS = 50
// The library stops at 8 of its own accord; what it tells twice is counted once.
Settings.Set({ maxErrors: MAX_ERRORS * 2 })

interface Issue {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
}

const pointersOf = (issue: Issue): string[] => {
  const { requiredProperties, additionalProperties } = issue.params as Record<string, string[] | undefined>
  const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
  const named = requiredProperties ?? additionalProperties
  return named?.map((name) => `${issue.instancePath}/${escape(name)}`) ?? [issue.instancePath]
}

/** Keywords of the schema as the codes that clients see; `SHAPE_CODES` are those that have words. */
const CODES: Record<string, ShapeCode> = {
  required: 'required',
  additionalProperties: 'unknownMember',
  type: 'type',
  enum: 'notAllowed',
  const: 'notAllowed',
  anyOf: 'noVariant',
  oneOf: 'noVariant',
  pattern: 'format',
  format: 'format',
  minLength: 'tooShort',
  maxLength: 'tooLong',
  minimum: 'tooSmall',
  maximum: 'tooLarge',
  minItems: 'tooFew',
  maxItems: 'tooMany',
  minProperties: 'tooFew',
  maxProperties: 'tooMany',
  uniqueItems: 'repeated',
  propertyNames: 'unknownMember',
}

const factsOf = ({ params }: Issue): Facts => {
  const { limit, type, allowedValues } = params as {
    limit?: number
    type?: string | string[]
    allowedValues?: unknown[]
  }
  return {
    ...(typeof limit === 'number' && { limit }),
    ...(type !== undefined && { type: [type].flat().join(' | ') }),
    ...(allowedValues && { allowed: allowedValues.slice(0, 20).join(', ') }),
  }
}

const fieldErrors = (issues: readonly Issue[], prefix: string): FieldError[] =>
  issues
    // The engine tells an unknown member twice; the second telling carries its name.
    .filter(({ keyword }) => keyword !== 'boolean')
    .flatMap((issue) =>
      pointersOf(issue).map((pointer) => ({
        pointer: `${prefix}${pointer}`,
        code: CODES[issue.keyword] ?? 'format',
        facts: factsOf(issue),
      })),
    )
    .slice(0, MAX_ERRORS)

export type Check = (value: unknown) => void

/** Throws `request.invalid` with every fault found, at most 50. */
export const checker = (schema: TSchema, prefix: string): Check => {
  // Compiled with the first request: doing it for every operation at start would delay the start.
  let validator: Validator | undefined
  return (value) => {
    validator ??= Compile(schema)
    if (validator.Check(value)) return
    const errors = fieldErrors(validator.Errors(value), prefix)
    throw new DomainError('request.invalid', { faults: errors.length }, errors)
  }
}

type Properties = Record<string, { type?: string }>

const read = (type: string | undefined, text: unknown): unknown => {
  if (typeof text !== 'string') return text
  if (type === 'integer' && /^(0|[1-9]\d{0,8})$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

type Texts = Record<string, unknown>

/** Text of a query or path to the types declared: integers and booleans alone, in their one canonical spelling. */
export const coercion = (schema: TSchema): ((given: Texts) => Texts) => {
  const { properties } = schema as unknown as { properties: Properties }
  const typed = Object.entries(properties).filter(([, { type }]) => type === 'integer' || type === 'boolean')
  return (given) => {
    const found = typed.filter(([name]) => Object.hasOwn(given, name))
    if (found.length === 0) return given
    const taken = { ...given }
    for (const [name, { type }] of found) taken[name] = read(type, given[name])
    return taken
  }
}

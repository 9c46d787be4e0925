/** Shapes that everything shares, described once. */
import Type, { type Static, type TSchema } from 'typebox'

/** A named component: `$id` is its name in the contract. */
export const component = <T extends TSchema>(name: string, description: string, schema: T): T => ({
  ...schema,
  $id: name,
  title: name,
  description,
})

/** `$ref` in the contract, the full type in code. */
export const ref = <T extends TSchema>(schema: T) => {
  const { $id } = schema as unknown as { $id: string }
  return Type.Unsafe<Static<T>>({ $ref: `${$id}#` })
}

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const oneOf = <const T extends readonly string[]>(values: T, description?: string) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...(description === undefined ? {} : { description }) })

/** Two of a kind; written without tuples, which OpenAPI 3.1 and its tools spell differently. */
export const pair = <A, B = A>(item: TSchema) =>
  Type.Unsafe<[A, B]>({ type: 'array', items: item, minItems: 2, maxItems: 2 })

export const closed = <T extends Parameters<typeof Type.Object>[0]>(properties: T, options: object = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })

const UUID = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
export const Id = Type.String({ format: 'uuid', pattern: UUID, examples: ['01980a5e-7c1b-7000-8000-000000000001'] })
export const Instant = Type.String({ format: 'date-time', examples: ['2026-03-02T01:15:00.000Z'] })
/** Real calendar days of 1900 to 2199. */
export const Day = Type.String({
  format: 'date',
  pattern: '^(19|20|21)\\d{2}-\\d{2}-\\d{2}$',
  examples: ['2026-03-02'],
})
export const Version = Type.Integer({ minimum: 1, maximum: 2_147_483_647, examples: [1] })
/** A score: always a string, so that no client turns it into a double. */
export const Decimal = Type.String({ pattern: '^-?\\d{1,6}(\\.\\d{1,6})?$', maxLength: 16, examples: ['3.91'] })
/** At least one visible character. */
export const text = (maxLength: number, example: string) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', examples: [example] })
export const Code = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  examples: ['KEC-AMPLAS'],
})
export const Reason = text(1_000, 'Beban kerja rater sudah penuh')
/** Text that the service writes. */
export const word = (example: string, description?: string) =>
  Type.String({ examples: [example], ...(description === undefined ? {} : { description }) })
/** A whole number that the service counts. */
export const whole = (example: number, description?: string) =>
  Type.Integer({ examples: [example], ...(description === undefined ? {} : { description }) })
/** Named facts of a refusal or an act. */
export const facts = (example: Record<string, string | number | boolean>) =>
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), { examples: [example] })

export const Flag = (description: string) => Type.Boolean({ description })

export const PathId = closed({ id: Id })

export const Problem = component(
  'Problem',
  'An error as of RFC 9457. Branch on `code`; `title` and `detail` are for people and follow Accept-Language.',
  closed({
    type: Type.String({ examples: ['urn:kompeten:problem:form.weightsNotHundred'] }),
    title: word('Jumlah bobot bukan 100'),
    status: Type.Integer({ minimum: 400, maximum: 599, examples: [422] }),
    detail: word('Bobot behaviour berjumlah 99.99, seharusnya 100.00.'),
    instance: word('/v1/forms'),
    code: Type.String({ examples: ['form.weightsNotHundred'] }),
    errors: Type.Array(
      closed({
        pointer: word('/elements/0/weight'),
        code: word('format'),
        detail: word('Penulisannya tidak sesuai ketentuan.'),
      }),
      {
        maxItems: 50,
      },
    ),
    facts: facts({ instrument: 'behaviour', found: '99.99', needed: '100.00' }),
    requestId: word('0b9f3c1e-5d2a-4c56-9f0e-7a41c2d8e6b3'),
  }),
)
export type Problem = Static<typeof Problem>

/** Query members of every list. */
export const pageQuery = {
  cursor: Type.Optional(
    Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9_-]+$', description: 'From `next` of the page before.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Items per page, 50 unless given.' })),
}

export const pageOf = <T extends TSchema>(name: string, item: T) =>
  component(
    `${name}Page`,
    `A page of ${name}; \`next\` is the cursor of the following page, null on the last.`,
    closed({ items: Type.Array(ref(item), { maxItems: 200 }), next: nullable(word('q0Zr2c1mY2l3bGFzdC1pZA')) }),
  )

/** A declaration as an operation of the contract. */
import Type, { type TSchema } from 'typebox'
import type { AnyEndpoint } from './contract.ts'
import { POLICY } from '../domain/policy.ts'
import { FILE_TYPES } from '../domain/exchange/kinds.ts'
import { problemResponses } from './problem-responses.ts'

const headersOf = (route: AnyEndpoint): TSchema | undefined => {
  const members = {
    ...(route.conditional
      ? { 'if-match': Type.String({ description: 'ETag of the version seen.', examples: ['"1"'] }) }
      : {}),
    ...(route.method === 'POST'
      ? {
          'idempotency-key': Type.Optional(
            Type.String({ maxLength: 257, description: 'Repeat a POST safely within 24 hours.' }),
          ),
        }
      : {}),
  }
  return Object.keys(members).length === 0 ? undefined : Type.Object(members)
}

const header = (description: string, example: string) => ({ type: 'string', description, examples: [example] })

const hasVersion = ({ response }: AnyEndpoint, components: ReadonlyMap<string, TSchema>): boolean => {
  const { $ref = '' } = (response ?? {}) as { $ref?: string }
  return 'version' in ((components.get($ref.replace('#', '')) as { properties?: object } | undefined)?.properties ?? {})
}

/** What a success says beside its body. */
const successHeaders = (
  route: AnyEndpoint,
  components: ReadonlyMap<string, TSchema>,
  acts: readonly AnyEndpoint[],
): object => ({
  ...(route.status !== 202 && hasVersion(route, components)
    ? { ETag: header('For If-Match and If-None-Match.', '"1"') }
    : {}),
  ...(acts.length > 0
    ? { 'Allowed-Operations': header('What the caller may do with it now, by operation.', acts[0]?.operationId ?? '') }
    : {}),
  ...(route.produces ? { ETag: header('Digest of the file, where it is kept.', '"9f86d081"') } : {}),
  ...(route.produces
    ? { 'Content-Disposition': header('The name of the file.', 'attachment; filename="kompeten-units.csv"') }
    : {}),
  ...(route.location ? { Location: header('Where to read it.', '/v1/jobs/01980a5e-7c1b-7000-8000-000000000001') } : {}),
  ...(route.paged || route.produces
    ? { Link: header('The following page, absent on the last.', '</v1/units?cursor=q0Zr2c>; rel="next"') }
    : {}),
  ...(route.method === 'POST'
    ? { 'Idempotency-Replayed': header('`true` when this is the stored answer of an earlier request.', 'true') }
    : {}),
  ...(route.deprecation
    ? {
        Deprecation: header('Since when, RFC 9745.', '@1767225600'),
        Sunset: header('When it ends, RFC 8594.', 'Fri, 31 Dec 2027 00:00:00 GMT'),
      }
    : {}),
})

const binary = (types: readonly string[]) =>
  Object.fromEntries(
    types.map((type) => [
      type,
      { schema: { type: 'string', format: 'binary', examples: ['code;name\nSEKSI-UMUM;Seksi Umum'] } },
    ]),
  )

/** Of parameters whose name says it all, for those who read them without the path. */
const NAMED: Readonly<Record<string, string>> = {
  id: 'Of the resource.',
  presetId: 'Of the preset, as listed.',
  kind: 'Of lines.',
  code: 'The one with this code.',
  state: 'Those in this state.',
  active: 'Those that are, or are not.',
  on: 'As of this day; today unless given.',
  after: 'The place to go on from.',
  action: 'Entries of this act.',
  instrument: 'Of one of the two.',
  unknownColumns: 'What becomes of columns that are not known.',
  parentId: 'Those below it.',
}

/** Parameters as the contract shows them. A filter has no example: the page would fill it in, and whoever tries an operation out would find nothing. */
export const described = (schema: TSchema): TSchema => {
  const { properties, required = [] } = schema as unknown as {
    properties: Record<string, { description?: string; examples?: unknown }>
    required?: readonly string[]
  }
  const entries = Object.entries(properties).map(([name, { examples, ...property }]) => {
    const description = property.description ?? NAMED[name] ?? 'Those that belong to it.'
    return [name, { ...property, description, ...(required.includes(name) && examples !== undefined && { examples }) }]
  })
  return { ...schema, properties: Object.fromEntries(entries) as object }
}

const scopeOf = ({ action }: AnyEndpoint): object[] => {
  const { scope } = POLICY[action] as { scope?: string }
  return scope === undefined ? [] : [{ oauth: [scope] }]
}

/** What @fastify/swagger turns into the operation; nothing here validates. */
export const schemaOf = (
  route: AnyEndpoint,
  components: ReadonlyMap<string, TSchema>,
  acts: readonly AnyEndpoint[],
): object => ({
  operationId: route.operationId,
  summary: route.summary,
  description: route.description,
  ...(route.deprecation ? { deprecated: true } : {}),
  tags: [route.tag],
  // A machine needs the scope; a person a role, or a tie to whom it concerns.
  security: [{ bearer: [] }, ...scopeOf(route)],
  ...(route.params ? { params: described(route.params) } : {}),
  ...(route.query ? { querystring: described(route.query) } : {}),
  ...(route.body ? { body: route.body } : {}),
  ...(route.upload ? { body: { content: binary(Object.values(FILE_TYPES)) } } : {}),
  ...(headersOf(route) ? { headers: headersOf(route) } : {}),
  response: {
    [route.status]: {
      ...(route.produces ? { content: binary(route.produces) } : (route.response ?? { type: 'null' })),
      description: route.summary,
      headers: successHeaders(route, components, acts),
    },
    ...problemResponses(route),
  },
})

/** The contract, generated from the declarations, and the page that shows it, served without any foreign address. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { DomainError, ERROR_KINDS, type ErrorCode } from '../domain/errors.ts'
import { SCOPES } from '../domain/policy.ts'
import { TEXTS } from '../i18n/index.ts'
import type { Problem } from '../schemas/common.ts'
import { exampleOf, type Components } from './examples.ts'
import { problemBody, statusOf } from './problems.ts'

/** Scopes of an area, as the sign-in of the page names them. */
const SCOPE_TEXTS = Object.fromEntries(
  SCOPES.map((scope) => {
    const [area = '', verb = ''] = scope.split(':')
    return [scope, `${verb === 'read' ? 'Read' : 'Change'} what belongs to ${area}`]
  }),
)

export const API_VERSION = '0.2.0'

const DESCRIPTION = `Competency-based performance appraisal and 360° feedback for Indonesia's civil service.

Errors are \`application/problem+json\` with a stable \`code\`; \`Accept-Language: en\` gives English texts.
Lists use cursors, every mutable resource has an \`ETag\`, every POST takes an \`Idempotency-Key\`. Scores are decimal strings.
Enumerations may grow: ignore values you do not know.

Guides: [Indonesia](/docs/guides/id/start), [English](/docs/guides/en/start). To try operations out, press Authorize: paste a token, or give id and secret of an API client.`

interface Media {
  readonly schema?: { readonly $ref?: string }
  example?: unknown
}
interface Content {
  readonly $ref?: string
  headers?: Record<string, object>
  readonly content?: Record<string, Media | undefined>
}
interface Operation {
  readonly requestBody?: Content
  readonly responses: Record<string, Content>
}
interface Document {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { responses?: Record<string, Content>; headers?: Record<string, object> }
}

const PROBLEM = 'application/problem+json'

/** The first refusal of the status whose words need no facts. */
const problemExample = (status: number): Problem | undefined => {
  const codes = Object.keys(ERROR_KINDS) as ErrorCode[]
  const code = codes.find((known) => statusOf(known) === status && !TEXTS.id.problems[known][1].includes('{'))
  return code && problemBody(new DomainError(code), 'id', { instance: '/v1/units', requestId: '0b9f3c1e' })
}

/** Each refusal stands once among the components; operations refer to it. */
const shareProblems = (document: Document, operation: Operation): void => {
  for (const [status, response] of Object.entries(operation.responses)) {
    const problem = response.content?.[PROBLEM]
    if (!problem) continue
    const shared = (document.components.responses ??= {})
    if (!shared[`Problem${status}`]) {
      problem.example = problemExample(Number(status))
      addHeaders(document, status, response)
      shared[`Problem${status}`] = response
    }
    operation.responses[status] = { $ref: `#/components/responses/Problem${status}` }
  }
}

const header = (description: string, example: string) => ({
  description,
  schema: { type: 'string', examples: [example] },
})
/** On every answer of an operation. */
const EVERYWHERE: Record<string, object> = {
  'X-Request-Id': header('Finds the request in the log; taken from the request where it names one.', '0b9f3c1e'),
  'Api-Version': header('Version of the contract.', API_VERSION),
  RateLimit: header('What is left of the limit, and seconds until it is whole again.', '"default";r=5999;t=42'),
  'RateLimit-Policy': header('The limit and its window in seconds.', '"default";q=6000;w=60'),
  'RateLimit-Limit': header('The limit, for clients of the older draft.', '6000'),
  'RateLimit-Remaining': header('What is left of it, for clients of the older draft.', '5999'),
  'RateLimit-Reset': header('Seconds until it is whole again, for clients of the older draft.', '42'),
}
/** On refusals of one status. */
const OF_STATUS: Record<string, Record<string, object>> = {
  401: { 'WWW-Authenticate': header('Why the token is not taken.', 'Bearer error="invalid_token"') },
  409: { 'Retry-After': header('Seconds, where repeating can help.', '1') },
  429: { 'Retry-After': header('Seconds.', '17') },
  503: { 'Retry-After': header('Seconds.', '1') },
}

/** Headers that all answers share stand once among the components. */
const addHeaders = (document: Document, status: string, response: Content): void => {
  document.components.headers = EVERYWHERE
  response.headers = { ...response.headers, ...OF_STATUS[status] }
  for (const name of Object.keys(EVERYWHERE)) response.headers[name] = { $ref: `#/components/headers/${name}` }
}

const exemplify = (content: Content | undefined, components: Components): void => {
  for (const media of Object.values(content?.content ?? {})) {
    const schema = components.get(media?.schema?.$ref?.split('/').at(-1) ?? '')
    if (media && schema) media.example = exampleOf(schema, components)
  }
}

/** The document as published: refusals shared, every body with an example. */
const finish = (document: Document, components: Components): Document => {
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    shareProblems(document, operation)
    exemplify(operation.requestBody, components)
    for (const [status, response] of Object.entries(operation.responses)) {
      exemplify(response, components)
      if (response.$ref === undefined) addHeaders(document, status, response)
    }
  }
  return document
}

export const registerContract = async (app: FastifyInstance, schemas: readonly TSchema[]): Promise<void> => {
  const components: Components = new Map(schemas.map((schema) => [(schema as { $id?: string }).$id ?? '', schema]))
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Kompeten',
        version: API_VERSION,
        description: DESCRIPTION,
        license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
        contact: { name: 'Kompeten' },
      },
      servers: [{ url: '/', description: 'This service' }],
      tags: [
        {
          name: 'access',
          description: 'API clients, tokens, identity providers, role grants, personal data, openings, the audit trail',
        },
        {
          name: 'appraisal',
          description: 'Forms, scoring policies, cycles, briefings, appraisals, results, objections, calibrations',
        },
        { name: 'competency', description: 'Presets, frameworks, position standards' },
        {
          name: 'development',
          description: 'Gaps, development plans, trainings, their effect, enrolments, satisfaction surveys, successors',
        },
        { name: 'exchange', description: 'Imports and exports of files, hand-over to SIASN, events, webhooks' },
        { name: 'feedback', description: '360° feedback: requests and responses; notes during the period' },
        { name: 'operation', description: 'Health' },
        { name: 'organisation', description: 'Institutions, units, positions, employees, assignments' },
      ],
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          oauth: {
            type: 'oauth2',
            description: 'Id and secret of an API client; its scopes decide what it may do.',
            flows: { clientCredentials: { tokenUrl: '/v1/oauth/token', scopes: SCOPE_TEXTS } },
          },
          client: {
            type: 'http',
            scheme: 'basic',
            description: 'Id and secret of an API client (client_secret_basic).',
          },
        },
      },
    },
    transformObject: (document) =>
      'openapiObject' in document
        ? (finish(document.openapiObject as unknown as Document, components) as typeof document.openapiObject)
        : document.swaggerObject,
    refResolver: { buildLocalReference: (json) => json.$id as string },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      persistAuthorization: false,
      displayOperationId: true,
      docExpansion: 'none',
      filter: true,
      tryItOutEnabled: true,
    },
    // The page styles elements as it goes; scripts are files of this service alone.
    staticCSP:
      "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    // No bar to load other contracts with: this page is about this service.
    theme: {
      title: 'Kompeten API',
      css: [{ filename: 'kompeten.css', content: '.swagger-ui .topbar { display: none }' }],
    },
  })
}

/** The contract, generated from the declarations, and the page that shows it, served without any foreign address. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'

export const API_VERSION = '0.1.0'

const DESCRIPTION = `Competency-based performance appraisal and 360° feedback for Indonesia's civil service.

Errors are \`application/problem+json\` with a stable \`code\`; \`Accept-Language: en\` gives English texts.
Lists use cursors, every mutable resource has an \`ETag\`, every POST takes an \`Idempotency-Key\`. Scores are decimal strings.
Enumerations may grow: ignore values you do not know.`

export const registerContract = async (app: FastifyInstance): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Kompeten',
        version: API_VERSION,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
        contact: { name: 'Kompeten' },
      },
      servers: [{ url: '/', description: 'This service' }],
      tags: [
        { name: 'organisation', description: 'Institutions, units, positions, employees, assignments' },
        { name: 'competency', description: 'Presets, frameworks, position standards' },
        { name: 'appraisal', description: 'Forms, scoring policies, cycles, appraisals, results' },
        { name: 'feedback', description: '360° feedback: requests and responses' },
        { name: 'access', description: 'Identities, role grants, the audit trail' },
        { name: 'operation', description: 'Health and background jobs' },
      ],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    refResolver: { buildLocalReference: (json) => json.$id as string },
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { persistAuthorization: false, displayOperationId: true, docExpansion: 'none' },
    theme: { title: 'Kompeten API' },
  })
}

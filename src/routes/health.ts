/** Whether the process lives, and whether it can serve. */
import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import { closed, component } from '../schemas/common.ts'
import type { Health } from '../http/health.ts'

const Liveness = component('Liveness', 'The process answers.', closed({ status: Type.Literal('live') }))
const Readiness = component(
  'Readiness',
  'Whether requests can be served; `reasons` says why not.',
  closed({ status: Type.Union([Type.Literal('ready'), Type.Literal('notReady')]), reasons: Type.Array(Type.String()) }),
)

export const registerHealth = (app: FastifyInstance, health: Health): void => {
  app.get('/livez', {
    schema: {
      operationId: 'getLiveness',
      tags: ['operation'],
      summary: 'Is the process alive',
      description: 'Answers while the process runs, whatever the database does.',
      security: [],
      response: { 200: { ...Liveness, description: 'Alive' } },
    },
    handler: () => ({ status: 'live' as const }),
  })
  app.get('/readyz', {
    schema: {
      operationId: 'getReadiness',
      tags: ['operation'],
      summary: 'Can requests be served',
      description: 'Checks the database and its durability settings; not ready while shutting down.',
      security: [],
      response: { 200: { ...Readiness, description: 'Ready' }, 503: { ...Readiness, description: 'Not ready' } },
    },
    handler: async (_request, reply) => {
      const reasons = await health.reasons()
      return reply
        .code(reasons.length === 0 ? 200 : 503)
        .send({ status: reasons.length === 0 ? 'ready' : 'notReady', reasons })
    },
  })
}

/** Whether the process lives, and whether it can serve. */
import type { FastifyInstance } from 'fastify'
import { HEALTH_PROBLEMS } from '../http/problem-responses.ts'
import { ref } from '../schemas/common.ts'
import { Liveness, Readiness } from '../schemas/health.ts'
import type { Health } from '../http/health.ts'

export const registerHealth = (app: FastifyInstance, health: Health): void => {
  app.get('/livez', {
    schema: {
      operationId: 'getLiveness',
      tags: ['operation'],
      summary: 'Is the process alive',
      description: 'Answers while the process runs, whatever the database does.',
      security: [],
      response: { 200: { ...ref(Liveness), description: 'Alive' }, ...HEALTH_PROBLEMS },
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
      response: {
        200: { ...ref(Readiness), description: 'Ready' },
        503: { ...ref(Readiness), description: 'Not ready' },
        ...HEALTH_PROBLEMS,
      },
    },
    handler: async (_request, reply) => {
      const reasons = await health.reasons()
      return reply
        .code(reasons.length === 0 ? 200 : 503)
        .send({ status: reasons.length === 0 ? 'ready' : 'notReady', reasons })
    },
  })
}

import Type from 'typebox'
import { closed, component, Id, Instant, nullable, oneOf, Version } from '../common.ts'

export const Job = component(
  'Job',
  'Long work, done in the background and surviving a restart. Follow it at `/v1/jobs/{id}/events`.',
  closed({
    id: Id,
    kind: oneOf(['cycle.open', 'cycle.score'] as const),
    state: oneOf(['queued', 'running', 'succeeded', 'failed'] as const),
    cycleId: nullable(Id),
    done: Type.Integer(),
    total: nullable(Type.Integer()),
    problem: nullable(
      closed({
        code: Type.String(),
        facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
      }),
    ),
    version: Version,
    createdAt: Instant,
    startedAt: nullable(Instant),
    finishedAt: nullable(Instant),
  }),
)

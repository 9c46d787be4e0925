import { closed, component, facts, Id, Instant, nullable, oneOf, Version, whole, word } from '../common.ts'

export const Job = component(
  'Job',
  'Long work, done in the background and surviving a restart. Follow it at `/v1/jobs/{id}/events`.',
  closed({
    id: Id,
    kind: oneOf(['cycle.open', 'cycle.score', 'cycle.publish'] as const),
    state: oneOf(['queued', 'running', 'succeeded', 'failed'] as const),
    cycleId: nullable(Id),
    done: whole(500),
    total: nullable(whole(23_000)),
    problem: nullable(
      closed({
        code: word('cycle.notReady'),
        facts: facts({ blocking: 3 }),
      }),
    ),
    version: Version,
    createdAt: Instant,
    startedAt: nullable(Instant),
    finishedAt: nullable(Instant),
  }),
)

import Type from 'typebox'
import { closed, component, facts, Id, Instant, nullable, oneOf, Version, whole, word } from '../common.ts'

const FileProgress = closed(
  {
    rows: whole(12_000),
    bytes: whole(900_000),
    totalBytes: whole(1_800_000),
    share: Type.Number({ minimum: 0, maximum: 1, examples: [0.5] }),
    rowsPerSecond: whole(60_000),
    secondsLeft: nullable(whole(1)),
  },
  { description: 'How far a file has been read.' },
)

export { FileProgress }

export const Job = component(
  'Job',
  'Long work, done in the background and surviving a restart. Follow it at `/v1/jobs/{id}/events`.',
  closed({
    id: Id,
    kind: oneOf(['cycle.open', 'cycle.score', 'cycle.publish', 'import', 'export', 'siasn.prepare'] as const),
    state: oneOf(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const),
    cycleId: nullable(Id),
    done: whole(500),
    total: nullable(whole(23_000)),
    problem: nullable(
      closed({
        code: word('cycle.notReady'),
        facts: facts({ blocking: 3 }),
      }),
    ),
    progress: nullable(FileProgress),
    cancelRequestedAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    startedAt: nullable(Instant),
    finishedAt: nullable(Instant),
  }),
)

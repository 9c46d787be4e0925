import Type from 'typebox'
import { CYCLE_STATES, LEAST_THRESHOLD, PHASES } from '../../domain/appraisal/cycles.ts'
import { FINDING_CODES } from '../../domain/appraisal/preflight.ts'
import { INSTRUMENTS, RATER_GROUPS } from '../../domain/scoring/policies.ts'
import {
  closed,
  component,
  Day,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  Reason,
  text,
  Version,
  whole,
  word,
} from '../common.ts'
import { PositionClassCode } from '../organisation/positions.ts'

const Period = closed({ from: Day, to: Day })
export const phases = closed({ selfAssessment: Period, feedback: Period, confirmation: Period })
const ids = Type.Array(Id, { maxItems: 2_000, uniqueItems: true })
const draw = {
  peers: Type.Integer({ minimum: 0, maximum: 20, examples: [5] }),
  subordinates: Type.Integer({ minimum: 0, maximum: 20, examples: [5] }),
  maxRequestsPerRater: Type.Integer({ minimum: 1, maximum: 100, examples: [12] }),
}
const Seed = Type.String({
  minLength: 8,
  maxLength: 100,
  pattern: '^[A-Za-z0-9-]+$',
  description: 'Made at random unless given; known to HR alone.',
})
const least = Type.Integer({ minimum: LEAST_THRESHOLD, maximum: 50, examples: [3] })
/** Fewest raters of a group for its view to count and be shown; frozen when the cycle opens. */
const thresholds = { peer: least, subordinate: least }
const thresholdsInput = closed({ peer: Type.Optional(least), subordinate: Type.Optional(least) })
const values = {
  name: text(200, 'Penilaian kinerja 2026'),
  formId: Id,
  startsOn: Day,
  endsOn: Day,
  phases,
}

export const Cycle = component(
  'Cycle',
  'A cycle (periode penilaian). Phases end at midnight of their last day in the time zone of the institution.',
  closed({
    id: Id,
    ...values,
    population: closed({ unitIds: ids, positionClasses: Type.Array(PositionClassCode), employeeIds: ids }),
    draw: closed(draw),
    thresholds: closed(thresholds),
    requiresBriefing: Flag('Self-assessment waits until the briefing was acknowledged.'),
    state: oneOf(CYCLE_STATES),
    openedAt: nullable(Instant),
    closedAt: nullable(Instant),
    scoredAt: nullable(Instant),
    publishedAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
const population = closed({
  unitIds: Type.Optional(ids),
  positionClasses: Type.Optional(Type.Array(PositionClassCode, { maxItems: 14, uniqueItems: true })),
  employeeIds: Type.Optional(ids),
})
const drawInput = closed({
  seed: Type.Optional(Seed),
  peers: Type.Optional(draw.peers),
  subordinates: Type.Optional(draw.subordinates),
  maxRequestsPerRater: Type.Optional(draw.maxRequestsPerRater),
})
const examplePhase = { from: '2026-11-01', to: '2026-11-30' }
export const CreateCycle = component(
  'CreateCycle',
  'A new draft. The population is the union of sub-trees and people, narrowed to classes where any are named.',
  closed(
    {
      ...values,
      population,
      draw: Type.Optional(drawInput),
      thresholds: Type.Optional(thresholdsInput),
      requiresBriefing: Type.Optional(Type.Boolean()),
    },
    {
      examples: [
        {
          name: 'Penilaian kinerja 2026',
          formId: '01980a5e-7c1b-7000-8000-000000000001',
          startsOn: '2026-01-01',
          endsOn: '2026-12-31',
          phases: {
            selfAssessment: examplePhase,
            feedback: examplePhase,
            confirmation: { from: '2026-12-01', to: '2026-12-31' },
          },
          population: { unitIds: ['01980a5e-7c1b-7000-8000-000000000002'] },
        },
      ],
    },
  ),
)
export const UpdateCycle = component(
  'UpdateCycle',
  'A merge patch on a draft.',
  closed(
    {
      name: Type.Optional(values.name),
      formId: Type.Optional(Id),
      startsOn: Type.Optional(Day),
      endsOn: Type.Optional(Day),
      phases: Type.Optional(phases),
      population: Type.Optional(population),
      draw: Type.Optional(drawInput),
      thresholds: Type.Optional(thresholdsInput),
      requiresBriefing: Type.Optional(Type.Boolean()),
    },
    { examples: [{ name: 'Penilaian kinerja 2026 (revisi)' }] },
  ),
)
export const CyclePage = pageOf('Cycle', Cycle)

export const Preflight = component(
  'Preflight',
  'What would go wrong if the cycle opened now, person by person, and how to mend it.',
  closed({
    cycleId: Id,
    ready: Flag('Nothing blocks.'),
    people: whole(108),
    findings: Type.Array(
      closed({
        code: oneOf(FINDING_CODES),
        blocking: Flag('Warnings do not keep the cycle from opening.'),
        employeeId: nullable(Id),
        what: word('Standar PELAKSANA masih templat (Dewi Lubis).'),
        remedy: word('Tetapkan standar sebelum periode dibuka.'),
      }),
    ),
    truncated: Flag('More findings than the 1,000 shown.'),
  }),
)
const Counts = closed({
  asked: whole(412),
  submitted: nullable(whole(398, 'Up to yesterday; null for a group too small to be counted.')),
  declined: nullable(whole(3)),
})
export const Progress = component(
  'Progress',
  'How far a cycle has come, for the whole cycle and never per person.',
  closed({
    cycleId: Id,
    state: oneOf(CYCLE_STATES),
    appraisals: whole(108),
    confirmed: whole(54),
    groups: Type.Array(closed({ group: oneOf(RATER_GROUPS), ...Counts.properties })),
  }),
)
export const Distribution = component(
  'Distribution',
  'How many results carry each predicate; null counts those without one.',
  closed({
    cycleId: Id,
    items: Type.Array(
      closed({
        instrument: oneOf(INSTRUMENTS),
        predicate: nullable(word('BAIK')),
        label: nullable(word('Baik')),
        count: whole(96),
      }),
    ),
  }),
)
const Phase = oneOf(PHASES)
export const CycleExtension = component(
  'CycleExtension',
  'A phase of a cycle that ends later than was published, and why.',
  closed({ id: Id, cycleId: Id, phase: Phase, previousTo: Day, to: Day, reason: Reason, extendedAt: Instant }),
)
export const ExtendCycle = component(
  'ExtendCycle',
  'The last day of a phase, later than the present one.',
  closed(
    { phase: Phase, to: Day, reason: Reason },
    { examples: [{ phase: 'feedback', to: '2026-12-07', reason: 'Gangguan jaringan selama tiga hari' }] },
  ),
)
export const CycleExtensionPage = pageOf('CycleExtension', CycleExtension)
export const RaterDraw = component(
  'RaterDraw',
  'One seeded draw of raters: same seed, same people, same raters. The seed alone does not tell who was drawn.',
  closed({
    id: Id,
    cycleId: Id,
    algorithm: word('hmac-sha256-sfc32-fisher-yates/2'),
    seed: word('contoh-medan-amplas'),
    reason: word('opening'),
    parameters: closed(draw),
    added: whole(679),
    drawnAt: Instant,
  }),
)
export const CreateRaterDraw = component(
  'CreateRaterDraw',
  'Draws again for an open cycle; requests and answers that exist are kept, only missing raters are added.',
  closed({ reason: Reason, seed: Type.Optional(Seed) }, { examples: [{ reason: 'Dua penilai mutasi ke unit lain' }] }),
)
export const RaterDrawPage = pageOf('RaterDraw', RaterDraw)

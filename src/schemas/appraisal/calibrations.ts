import Type from 'typebox'
import { DISTRIBUTION_RULES, ORGANISATION_PREDICATES } from '../../domain/appraisal/distribution.ts'
import { LEAST_THRESHOLD } from '../../domain/appraisal/cycles.ts'
import { EXPECTATION_RATINGS, INSTRUMENTS, RATER_GROUPS } from '../../domain/scoring/policies.ts'
import { closed, component, Id, Instant, nullable, oneOf, pageOf, Reason, text, whole, word } from '../common.ts'

const head = {
  id: Id,
  cycleId: Id,
  unitId: nullable(Id),
  title: text(200, 'Sidang kalibrasi kecamatan'),
  organisationPredicate: nullable(oneOf(ORGANISATION_PREDICATES)),
  openedBy: Id,
  openedAt: Instant,
}
const rating = oneOf(EXPECTATION_RATINGS)
const Points = Type.String({ description: 'Scale points, 2 decimals.', examples: ['0.35'] })

export const CalibrationSummary = component('CalibrationSummary', 'A calibration without its figures.', closed(head))
export const Calibration = component(
  'Calibration',
  'A session over the results of a cycle: how predicates are distributed, what the guidance pattern warns of, and how lenient superiors rate.',
  closed({
    ...head,
    distribution: Type.Array(closed({ predicate: word('BAIK'), count: whole(61) })),
    warnings: Type.Array(
      closed({
        rule: oneOf(DISTRIBUTION_RULES),
        predicates: Type.Array(word('BAIK')),
        found: word('82.43'),
        needed: nullable(word('70')),
        text: word('Baik 82.43%: pola mengarahkan paling banyak 70%.', 'A warning in words; never a quota.'),
      }),
    ),
    pattern: word('PermenPANRB 6/2022 Art 24-25; SE MenPANRB 3/2023 (31 Jan 2023)'),
    severities: Type.Array(
      closed({ supervisorId: Id, people: whole(8), raw: nullable(Points), shrunken: nullable(Points) }),
      { description: 'Of superiors alone, who are known as raters; null below five people. Advisory.' },
    ),
  }),
)
export const CalibrationPage = pageOf('CalibrationSummary', CalibrationSummary)
export const OpenCalibration = component(
  'OpenCalibration',
  'A session over a scored cycle or a sub-tree of it.',
  closed(
    {
      cycleId: Id,
      unitId: Type.Optional(nullable(Id)),
      title: head.title,
      organisationPredicate: Type.Optional(head.organisationPredicate),
    },
    {
      examples: [
        {
          cycleId: '01980a5e-7c1b-7000-8000-000000000001',
          title: 'Sidang kalibrasi kecamatan',
          organisationPredicate: 'BAIK',
        },
      ],
    },
  ),
)
const change = closed({ appraisalId: Id, behaviourRating: rating, reason: Reason })
const exampleChange = {
  appraisalId: '01980a5e-7c1b-7000-8000-000000000001',
  behaviourRating: 'SESUAI',
  reason: 'Catatan kinerja setara dengan rekan pada kelas jabatan yang sama',
}
export const ApplyChangeSet = component(
  'ApplyChangeSet',
  'Ratings of superiors to change, each with its reason: all of them or none.',
  closed({ changes: Type.Array(change, { minItems: 1, maxItems: 200 }) }, { examples: [{ changes: [exampleChange] }] }),
)
export const CalibrationChange = component(
  'CalibrationChange',
  'One change that came of a calibration, signed; what the superior had set stays in the edition before.',
  closed({
    id: Id,
    calibrationId: Id,
    appraisalId: Id,
    previousRating: rating,
    rating,
    reason: Reason,
    signedBy: Id,
    signedAt: Instant,
    signature: word('Zm9vYmFy'),
    resultId: Id,
  }),
)
export const CalibrationChangePage = pageOf('CalibrationChange', CalibrationChange)

const weight = Type.String({ pattern: '^(0(\\.\\d{1,4})?|1(\\.0{1,4})?)$', maxLength: 6, examples: ['0.50'] })
const weights = closed(
  Object.fromEntries(RATER_GROUPS.map((group) => [group, Type.Optional(weight)])) as Record<
    (typeof RATER_GROUPS)[number],
    ReturnType<typeof Type.Optional<typeof weight>>
  >,
)
const least = Type.Integer({ minimum: LEAST_THRESHOLD, maximum: 50, examples: [4] })
export const SimulateScoring = component(
  'SimulateScoring',
  'Other weights, thresholds or ratings to try; nothing is stored.',
  closed(
    {
      unitId: Type.Optional(nullable(Id)),
      instrument: Type.Optional(oneOf(INSTRUMENTS)),
      weights: Type.Optional(closed({ leader: Type.Optional(weights), non_leader: Type.Optional(weights) })),
      thresholds: Type.Optional(closed({ peer: Type.Optional(least), subordinate: Type.Optional(least) })),
      changes: Type.Optional(Type.Array(change, { maxItems: 200 })),
    },
    { examples: [{ weights: { non_leader: { supervisor: '0.50', peer: '0.50' } } }] },
  ),
)
const counts = Type.Array(closed({ predicate: nullable(word('BAIK')), people: whole(61) }))
export const Simulation = component(
  'Simulation',
  'How outcomes would be distributed, before and after; whose would move is not told.',
  closed({
    cycleId: Id,
    instrument: oneOf(INSTRUMENTS),
    people: whole(74),
    before: counts,
    after: counts,
    movedOutcomes: whole(3),
    movedTotals: whole(58),
  }),
)

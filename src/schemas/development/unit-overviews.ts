import Type from 'typebox'
import { CYCLE_STATES } from '../../domain/appraisal/cycles.ts'
import { WITHHELD } from '../../domain/appraisal/roll-ups.ts'
import { OBJECTION_STATES } from '../../domain/appraisal/objections.ts'
import { SATISFACTION_GRADES } from '../../domain/development/satisfaction.ts'
import { INSTRUMENTS, RATER_GROUPS } from '../../domain/scoring/policies.ts'
import { closed, Code, component, Day, Decimal, Id, nullable, oneOf, pageOf, whole, word } from '../common.ts'

const withheld = {
  withheld: nullable(oneOf(WITHHELD)),
  why: nullable(word('kurang dari jumlah minimum', 'Words for `withheld`.')),
}

export const UnitProgress = component(
  'UnitProgress',
  'How far a cycle is in a sub-tree; counts of answers are those of yesterday.',
  closed({
    unitId: Id,
    cycleId: Id,
    state: oneOf(CYCLE_STATES),
    appraisals: nullable(whole(24)),
    confirmed: nullable(whole(20)),
    groups: Type.Array(
      closed({
        group: oneOf(RATER_GROUPS),
        asked: whole(72),
        submitted: nullable(whole(60)),
        declined: nullable(whole(2)),
      }),
      { maxItems: 8 },
    ),
    ...withheld,
  }),
)

export const UnitPredicates = component(
  'UnitPredicates',
  'Distribution of predicates over a sub-tree, as it was published.',
  closed({
    unitId: Id,
    cycleId: Id,
    items: Type.Array(
      closed({
        instrument: oneOf(INSTRUMENTS),
        people: nullable(whole(24)),
        predicates: Type.Array(closed({ predicate: word('BAIK'), label: word('Baik'), count: whole(18) }), {
          maxItems: 20,
        }),
        ...withheld,
      }),
      { maxItems: 4 },
    ),
  }),
)

const cell = {
  code: Code,
  people: nullable(whole(24)),
  attained: nullable(Decimal),
  required: nullable(Decimal),
  gap: nullable(Decimal),
  withheld: nullable(oneOf(WITHHELD)),
}

export const HeatMap = component(
  'HeatMap',
  'Units of a sub-tree by competency: means attained and required, and the gap. The code JPM is the Job Person Match in percent.',
  closed({
    unitId: Id,
    cycleId: Id,
    rows: Type.Array(
      closed({
        unitId: Id,
        unitName: word('Seksi Pelayanan Umum (contoh)'),
        parentId: nullable(Id),
        cells: Type.Array(closed(cell), { maxItems: 60 }),
      }),
      { maxItems: 10_000 },
    ),
  }),
)

/** By the bands of the scoring policy of the cycle. */
const jpm = {
  jpm: nullable(Decimal),
  band: nullable(word('CUKUP_OPTIMAL')),
  bandLabel: nullable(word('Cukup optimal')),
}

const gap = {
  ...cell,
  name: word('Komunikasi'),
  priority: nullable(whole(1, '1 for the first; null for what needs nothing.')),
  change: nullable(Decimal),
}

export const GapAnalysis = component(
  'GapAnalysis',
  'Mean gaps of a unit with its sub-tree, of a position class or of the institution, and what changed since the cycle before.',
  closed({
    cycleId: Id,
    comparedCycleId: nullable(Id),
    ...jpm,
    people: nullable(whole(24)),
    gaps: Type.Array(closed({ ...gap, why: withheld.why }), { maxItems: 60 }),
    rule: word('Kesenjangan terbesar didahulukan.'),
  }),
)

export const EmployeeGapAnalysis = component(
  'EmployeeGapAnalysis',
  'The gaps of one employee in a published cycle, with the priorities of the sealed result and what changed since.',
  closed({
    employeeId: Id,
    cycleId: Id,
    resultId: Id,
    comparedCycleId: nullable(Id),
    ...jpm,
    gaps: Type.Array(
      closed({
        code: Code,
        name: word('Komunikasi'),
        attained: Decimal,
        required: Decimal,
        gap: Decimal,
        priority: nullable(whole(1)),
        change: nullable(Decimal),
      }),
      { maxItems: 60 },
    ),
    rule: word('Kesenjangan terbesar didahulukan.'),
  }),
)

export const PersonNeedingHelp = component(
  'PersonNeedingHelp',
  'Somebody whose predicate or Job Person Match is low, with the gaps that come first: whom to talk with, not whom to blame.',
  closed({
    employeeId: Id,
    employeeName: word('Siti Contoh'),
    unitName: word('Seksi Pelayanan Umum (contoh)'),
    predicate: nullable(word('BUTUH_PERBAIKAN')),
    predicateLabel: nullable(word('Butuh perbaikan')),
    jpm: nullable(Decimal),
    jpmBand: nullable(word('KURANG_OPTIMAL')),
    jpmBandLabel: nullable(word('Kurang optimal')),
    gaps: Type.Array(closed({ code: Code, attained: Decimal, required: whole(3), gap: Decimal }), { maxItems: 20 }),
    words: word('Bicarakan dukungan yang dibutuhkan.'),
  }),
)
export const PersonNeedingHelpPage = pageOf('PersonNeedingHelp', PersonNeedingHelp)

export const OpenObjections = component(
  'OpenObjections',
  'Objections in a sub-tree that wait for a decision, counted: who filed them is for those concerned.',
  closed({
    unitId: Id,
    open: whole(2),
    items: Type.Array(
      closed({
        state: oneOf(OBJECTION_STATES),
        count: whole(2),
        overdue: whole(0),
        nextDeadline: nullable(Day),
      }),
      { maxItems: 4 },
    ),
  }),
)

export const UnitSatisfaction = component(
  'UnitSatisfaction',
  'Competency and citizen satisfaction side by side over published cycles. What goes together need not follow from each other.',
  closed({
    unitId: Id,
    periods: Type.Array(
      closed({
        cycleId: Id,
        cycleName: word('Semester I 2026'),
        unitId: Id,
        unitName: word('Kelurahan Amplas (contoh)'),
        startsOn: Day,
        endsOn: Day,
        people: nullable(whole(8)),
        meanTotal: nullable(Decimal),
        ...withheld,
        satisfaction: nullable(
          closed({ surveyId: Id, respondents: whole(150), index: Decimal, grade: oneOf(SATISFACTION_GRADES) }),
        ),
      }),
      { maxItems: 5_000 },
    ),
    association: closed({
      units: whole(7, 'Units of the newest cycle with both figures.'),
      pearson: nullable(Decimal),
      spearman: nullable(Decimal),
      leaveOneOut: nullable(closed({ low: Decimal, high: Decimal })),
      reason: nullable(word('insufficient_units')),
      words: word('Terlalu sedikit unit untuk dibandingkan.'),
    }),
    caution: word('Hubungan bukan sebab-akibat.'),
  }),
)

export const ofCycle = { cycleId: Id }

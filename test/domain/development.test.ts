/** Statistics against published examples; satisfaction, talent, plans and seats by their rules. */
import fc from 'fast-check'
import t from 'tap'
import {
  changeOf,
  deviationBefore,
  effectOf,
  hedgesG,
  reliableChange,
  tQuantile,
} from '../../src/domain/development/effects.ts'
import { chooseByNeed } from '../../src/domain/development/enrolling.ts'
import { rankGaps } from '../../src/domain/development/gaps.ts'
import { nextPlanState, PLAN_EVENTS, PLAN_STATES, proposeItems } from '../../src/domain/development/plans.ts'
import { hoursOfYear } from '../../src/domain/development/training-hours.ts'
import { associationOf, checkElements, satisfactionOf } from '../../src/domain/development/satisfaction.ts'
import { placementOf, successorsOf, TALENT_LEVELS, TALENT_TEMPLATE } from '../../src/domain/development/talent.ts'
import { nextSessionState, SESSION_EVENTS, SESSION_STATES } from '../../src/domain/development/trainings.ts'

void t.test('published examples', (tt) => {
  // Borenstein, Hedges, Higgins & Rothstein (2009), chapter 4: means 103 and 100, SD 5.5 and 4.5, 50 in each group.
  const { g, error } = hedgesG({ n: 50, mean: 103, variance: 5.5 ** 2 }, { n: 50, mean: 100, variance: 4.5 ** 2 }) ?? {
    g: 0,
    error: 0,
  }
  tt.equal(g.toFixed(4), '0.5924')
  tt.equal((error ** 2).toFixed(4), '0.0411')
  // Student (1908), the sleep of ten patients: mean difference 1.58, 95 % interval 0.70 to 2.46 (t = 4.0621).
  const extra = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
  const sleep = changeOf(extra.map((more) => ({ pre: 0, post: more })))
  tt.equal(sleep.value, '1.5800')
  tt.ok(Math.abs(Number(sleep.low) - 0.7001142) < 0.001 && Math.abs(Number(sleep.high) - 2.4598858) < 0.001)
  // Jacobson & Truax (1991): 47.5 before, 32.5 after, SD 7.5, reliability .80.
  const change = reliableChange({ pre: 47.5, post: 32.5 }, 7.5, 0.8)
  tt.equal(Number(change.index).toFixed(2), '-3.16')
  tt.equal(change.reading, 'smaller')
  // Anscombe (1973): r = .816 in each of his four sets.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
  const anscombe = associationOf(
    x.map((value, index) => ({ unitId: String(index), competency: String(value), index: String(y[index]) })),
  )
  tt.equal(Number(anscombe.pearson).toFixed(3), '0.816')
  tt.equal(Number(anscombe.spearman).toFixed(3), '0.818')
  tt.end()
})

void t.test('effects say what they cannot say', (tt) => {
  const people = (changes: readonly number[]) => changes.map((by) => ({ pre: 3, post: 3 + by }))
  tt.match(effectOf(people([1, 1]), people([0, 0, 0, 0, 0])), {
    reading: 'notReported',
    reason: 'insufficient_trained',
    trained: null,
  })
  tt.match(effectOf(people([1, 0, 1, 0, 1]), people([0, 0])), {
    reading: 'changeOnly',
    reason: 'insufficient_comparison',
    hedgesG: null,
    comparison: null,
  })
  tt.match(effectOf(people([1, 1, 1, 1, 1]), people([1, 1, 1, 1, 1])), {
    reading: 'notReported',
    reason: 'zero_variance',
  })
  tt.equal(effectOf(people([1.1, 1, 0.9, 1, 1]), people([0, 0.1, -0.1, 0, 0])).reading, 'higher')
  tt.equal(effectOf(people([0, 0.1, -0.1, 0, 0]), people([1.1, 1, 0.9, 1, 1])).reading, 'lower')
  tt.equal(effectOf(people([0, 1, -1, 0.5, -0.4]), people([0.1, 0.9, -1, 0.4, -0.5])).reading, 'indistinguishable')
  tt.equal(deviationBefore(people([1])), 0)
  tt.same(reliableChange({ pre: 1, post: 2 }, 1, 1), { index: null, reading: 'notReported' })
  fc.assert(
    fc.property(fc.double({ min: 1, max: 5, noNaN: true }), fc.double({ min: 1, max: 5, noNaN: true }), (a, b) => {
      const [there, back] = [reliableChange({ pre: a, post: b }, 1, 0.8), reliableChange({ pre: b, post: a }, 1, 0.8)]
      return Number(there.index) === -Number(back.index)
    }),
    { numRuns: 1_000 },
  )
  for (let df = 1; df < 300; df++) tt.ok(tQuantile(df) >= tQuantile(df + 1) && tQuantile(df) >= 1.96)
  tt.end()
})

void t.test('citizen satisfaction is exact', (tt) => {
  const nine = (value: string): string[] => Array.from({ length: 9 }, () => value)
  tt.same(satisfactionOf(nine('4')), { index: '100.00', grade: 'A' }, 'a weight of 0.111 would lose a tenth')
  tt.same(satisfactionOf(nine('3.09')), { index: '77.25', grade: 'B' }, 'a weight of 0.11 would give C')
  tt.same(satisfactionOf(nine('1')), { index: '25.00', grade: 'D' })
  // 76.605 is in none of the printed bands: rounded half up first.
  tt.same(satisfactionOf(['3.0642', ...nine('3.0642').slice(1)]), { index: '76.61', grade: 'B' })
  tt.throws(() => checkElements(nine('3').slice(1)), {
    code: 'satisfactionSurvey.elementsIncomplete',
    facts: { found: 8, needed: 9 },
  })
  tt.throws(() => checkElements([...nine('3').slice(1), '5']), {
    code: 'satisfactionSurvey.valueOutOfScale',
    facts: { element: 9, value: '5' },
  })
  fc.assert(
    fc.property(fc.integer({ min: 2_500, max: 10_000 }), (hundredths) => {
      const index = (hundredths / 100).toFixed(2)
      const printed = [
        ['A', 88.31, 100],
        ['B', 76.61, 88.3],
        ['C', 65, 76.6],
        ['D', 25, 64.99],
      ] as const
      const bands = printed.filter(([, least, most]) => Number(index) >= least && Number(index) <= most)
      const { grade } = satisfactionOf([String(hundredths / 2_500)])
      return bands.length === 1 && bands[0]?.[0] === grade
    }),
    { numRuns: 2_000 },
  )
  tt.match(associationOf([]), { reason: 'insufficient_units', pearson: null })
  tt.end()
})

void t.test('the nine boxes', (tt) => {
  const box = (predicate: string, jpm: string) => placementOf(predicate, jpm, TALENT_TEMPLATE).box
  tt.same(
    ['SANGAT_BAIK', 'BAIK', 'KURANG'].map((predicate) => ['70', '80', '95'].map((jpm) => box(predicate, jpm))),
    [
      [4, 7, 9],
      [2, 5, 8],
      [1, 3, 6],
    ],
    'PermenPANRB 3/2020',
  )
  tt.equal(box('BAIK', '90'), 8, 'a cut-off belongs to what lies above it')
  tt.match(placementOf(null, '90', TALENT_TEMPLATE), { box: null, reason: 'no_predicate' })
  tt.match(placementOf('BAIK', null, TALENT_TEMPLATE), { box: null, reason: 'no_jpm' })
  tt.equal(TALENT_LEVELS.length, 3)
  const attained = (a: string, b: string) => [
    { code: 'A', value: a },
    { code: 'B', value: b },
  ]
  const found = successorsOf(
    [
      { employeeId: '1', attained: attained('5.00', '1.00') },
      { employeeId: '2', attained: attained('3.00', '3.00') },
      { employeeId: '3', attained: [{ code: 'A', value: '5.00' }] },
    ],
    { A: 3, B: 3 },
  )
  tt.same(
    found.map(({ employeeId, match, met }) => [employeeId, match, met]),
    [
      ['2', '100.00', 2],
      ['1', '66.67', 1],
    ],
    'a surplus hides no gap, and who lacks a figure is left out',
  )
  tt.end()
})

const gap = (code: string, attained: string, required: number, value: string, priority: number | null) => ({
  code,
  attained,
  required,
  gap: value,
  priority,
})

void t.test('plans follow from gaps by a fixed rule', (tt) => {
  const offer = (code: string, level: number, hours: number, endsOn = '2026-12-01') => ({
    trainingId: code,
    code,
    name: code,
    delivery: 'KLASIKAL' as const,
    siasnTypeId: null,
    hours,
    endsOn,
    levels: { K: level },
  })
  const gaps = [gap('L', '2.00', 3, '-1.00', 2), gap('K', '1.50', 3, '-1.50', 1), gap('M', '4.00', 3, '1.00', null)]
  const items = proposeItems(
    gaps,
    [offer('B', 3, 24), offer('A', 3, 40), offer('C', 2, 8), offer('D', 5, 24, '2025-01-01')],
    '2026-06-01',
  )
  tt.same(
    items.map(({ competency, trainingId, why }) => [competency, trainingId, why.rule, why.priority]),
    [
      ['K', 'B', 'training', 1],
      ['L', null, 'workplace', 2],
    ],
    'the shorter of those that reach the requirement; what is over is not offered',
  )
  tt.same(hoursOfYear('PNS', 12), { hours: 12, least: 20, most: null, missing: 8, reading: 'short' })
  tt.equal(hoursOfYear('PNS', 20).reading, 'reached')
  tt.equal(hoursOfYear('PPPK', 25).reading, 'beyond')
  tt.equal(hoursOfYear('PPPK', 0).reading, 'within')
  const ranked = rankGaps(
    [
      { code: 'A', attained: '2.00', required: '3.00', gap: '-1.00' },
      { code: 'B', attained: '3.00', required: '4.00', gap: '-1.00' },
      { code: 'C', attained: null, required: null, gap: null },
    ],
    [{ code: 'A', attained: '1.50', required: '3.00', gap: '-1.50' }],
  )
  tt.same(
    ranked.map(({ priority, change }) => [priority, change]),
    [
      [2, '0.50'],
      [1, null],
      [null, null],
    ],
  )
  tt.end()
})

void t.test('seats go to the largest need, ties by a seed, whatever the order of the file', (tt) => {
  const need = (employeeId: string, value: string, competency = 'K') => ({
    employeeId,
    competency,
    gap: value,
    attained: '1.00',
    required: 3,
  })
  const needs = [need('a', '-0.50'), need('b', '-1.50'), need('b', '-2.00', 'L'), need('c', '-0.50'), need('d', '0.50')]
  const chosen = chooseByNeed(needs, 2, 'seed')
  tt.same([chosen[0]?.employeeId, chosen[0]?.competency, chosen[0]?.tied], ['b', 'L', false])
  tt.equal(chosen[1]?.tied, true)
  tt.same(chooseByNeed([...needs].reverse(), 2, 'seed'), chosen)
  tt.same(chooseByNeed(needs, 0, 'seed'), [])
  const winners = new Set(
    Array.from({ length: 40 }, (_, index) => chooseByNeed(needs, 2, String(index))[1]?.employeeId),
  )
  tt.same([...winners].sort(), ['a', 'c'], 'the seed decides, and both can win')
  tt.end()
})

void t.test('every state and event', (tt) => {
  const table = <S, E>(states: readonly S[], events: readonly E[], next: (state: S, event: E) => S) =>
    states.map((state) =>
      events.map((event) => {
        try {
          return next(state, event)
        } catch (error) {
          return (error as { code: string }).code
        }
      }),
    )
  const plan = 'developmentPlan.stateForbids'
  tt.same(table(PLAN_STATES, PLAN_EVENTS, nextPlanState), [
    ['proposed', 'agreed', plan, plan],
    ['proposed', plan, 'agreed', 'closed'],
    [plan, plan, plan, plan],
  ])
  const session = 'trainingSession.stateForbids'
  tt.same(table(SESSION_STATES, SESSION_EVENTS, nextSessionState), [
    ['planned', 'planned', 'held', 'cancelled'],
    [session, session, session, session],
    [session, session, session, session],
  ])
  tt.end()
})

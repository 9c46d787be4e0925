/** The release audit, roll-ups and the words beside a figure: what may be told, and that the audit contradicts an engine that tells more. */
import fc from 'fast-check'
import t from 'tap'
import { agreementOf } from '../../src/domain/scoring/agreement.ts'
import { ENGINE, type Breakdown } from '../../src/domain/scoring/breakdown.ts'
import { breakdownOf, score, type ScoreInput } from '../../src/domain/scoring/score.ts'
import type { RaterGroup, ScoringPolicy } from '../../src/domain/scoring/policies.ts'
import { distributionWarnings } from '../../src/domain/appraisal/distribution.ts'
import { precisionOf, selfOther } from '../../src/domain/appraisal/disclosure.ts'
import { auditRelease, type RaterCounts, type ReleasedDocument } from '../../src/domain/appraisal/release.ts'
import { severities } from '../../src/domain/appraisal/severity.ts'
import { unitFigures } from '../../src/domain/appraisal/unit-figures.ts'
import { DISTRIBUTION } from '../../src/presets/distribution.ts'
import { PRESETS, type PolicyPreset } from '../../src/presets/index.ts'

const policy: ScoringPolicy = (PRESETS.get('permenpanrb-6-2022') as PolicyPreset).policy
const GROUPS: readonly RaterGroup[] = ['self', 'supervisor', 'peer', 'subordinate']

type Answers = Partial<Record<RaterGroup, readonly (readonly (number | null)[])[]>>

const inputOf = (answers: Answers, more: Partial<ScoreInput> = {}): ScoreInput => ({
  positionType: 'leader',
  coverage: '1/2',
  thresholds: {},
  contested: [],
  audience: 'subject',
  elements: ['A', 'B'].map((code, index) => ({
    code,
    weight: null,
    groups: GROUPS,
    items: [2 * index, 2 * index + 1],
  })),
  responses: Object.entries(answers).flatMap(([group, forms]) =>
    forms.map((ratings) => ({ group: group as RaterGroup, ratings })),
  ),
  requiredLevels: {},
  official: null,
  ...more,
})

const documentOf = (input: ScoreInput): ReleasedDocument => {
  const scored = score(input, policy)
  const head = {
    schema: 'breakdown/1',
    audience: 'subject',
    engine: ENGINE,
    policy: { id: 'p', version: '1', sha256: '' },
    input: { commitment: '', closed_at: '' },
  } as const
  return { breakdown: breakdownOf(head, scored), competencies: scored.composite.competencies }
}

const countsOf = (answers: Answers): RaterCounts =>
  Object.fromEntries(Object.entries(answers).map(([group, forms]) => [group, forms.length]))

const forms = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 })
const anyAnswers = fc.record({
  self: fc.array(forms, { maxLength: 1 }),
  supervisor: fc.array(forms, { minLength: 1, maxLength: 1 }),
  peer: fc.array(forms, { maxLength: 6 }),
  subordinate: fc.array(forms, { maxLength: 6 }),
})

void t.test('what the engine releases passes, in every configuration and with every edition', (tt) => {
  let seen = 0
  fc.assert(
    fc.property(anyAnswers, fc.subarray(['peer', 'subordinate'] as const), (answers, contested) => {
      const documents = [documentOf(inputOf(answers)), documentOf(inputOf(answers, { contested }))]
      seen += 1
      return auditRelease(documents, countsOf(answers), 3).length === 0
    }),
    { numRuns: 300 },
  )
  tt.ok(seen >= 300)
  tt.end()
})

void t.test('an engine that tells more is contradicted', (tt) => {
  const three = [
    [1, 2, 3, 4],
    [2, 3, 4, 5],
    [3, 3, 3, 3],
  ]
  const answers = { self: [], supervisor: [[3, 3, 3, 3]], peer: three, subordinate: [[5, 5, 5, 5]] }
  const counts = countsOf(answers)
  // The same engine with the minimum switched off: a group of one is shown.
  const open = JSON.parse(JSON.stringify(policy).replaceAll('"min_n":"3"', '"min_n":"1"')) as ScoringPolicy
  const leaky = score(inputOf(answers), open)
  const { breakdown } = documentOf(inputOf(answers))
  const shown = { breakdown: { ...breakdown, steps: leaky.steps }, competencies: leaky.composite.competencies }
  tt.match(auditRelease([shown], counts, 3), [{ code: 'solvable', what: 'subordinate', raters: 1 }])

  // A hidden group in the total: the figure does not follow from what is shown.
  const steps = breakdown.steps.map((step) => (step.id === 'A' && 'exact' in step ? { ...step, value: '4.44' } : step))
  const hidden: Breakdown = { ...breakdown, steps }
  tt.match(auditRelease([{ breakdown: hidden, competencies: [] }], counts, 3)[0], { code: 'unexplained', what: 'A' })

  // The weighted sum names the hidden group as an unknown of its own: total minus shown solves it.
  const given = { id: 'A.subordinate', op: 'given', kind: 'group_mean', value: '5.00' } as const
  const added = { breakdown: { ...breakdown, steps: [...breakdown.steps, given] }, competencies: [] }
  tt.match(auditRelease([added], counts, 3), [{ code: 'solvable', what: 'subordinate', raters: 1 }])

  // Two hidden groups of one each: only their sum is told, and a sum of two is a union below three.
  const pair = { self: [], supervisor: [[3, 3, 3, 3]], peer: [[1, 1, 1, 1]], subordinate: [[5, 5, 5, 5]] }
  const base = documentOf(inputOf(pair)).breakdown
  const sum = {
    id: 'all',
    op: 'weighted_sum',
    terms: [
      ['1/2', 'A.peer'],
      ['1/2', 'A.subordinate'],
    ],
    exact: '3',
    round: null,
    value: '3',
  } as const
  const unions: Breakdown = {
    ...base,
    steps: [
      { id: 'A.peer', op: 'given', kind: 'group_mean', value: '1.00' },
      { id: 'A.subordinate', op: 'given', kind: 'group_mean', value: '5.00' },
      sum,
    ],
    result: null,
  }
  const whats = auditRelease([{ breakdown: unions, competencies: [] }], countsOf(pair), 3).map(({ what }) => what)
  tt.same(whats, ['peer', 'subordinate', 'peer + subordinate'])

  // Not in the breakdown but in the figures beside it.
  const beside = { breakdown, competencies: [{ code: 'A', value: '3.00', groups: { subordinate: '5.00' } }] }
  tt.match(auditRelease([beside], counts, 3), [{ code: 'solvable', what: 'subordinate' }])
  tt.end()
})

/** Sums of all subsets of what is shown, by elimination over the rationals of a small world: the slow and certain way. */
const solvableParts = (rows: readonly (readonly number[])[], sizes: readonly number[], threshold: number): boolean => {
  const basis: number[][] = []
  for (const row of rows) {
    let rest = [...row]
    for (const known of basis) {
      const pivot = known.findIndex((value) => value !== 0)
      const factor = (rest[pivot] ?? 0) / (known[pivot] ?? 1)
      rest = rest.map((value, index) => value - factor * (known[index] ?? 0))
    }
    if (rest.some((value) => Math.abs(value) > 1e-9)) basis.push(rest)
  }
  const rank = (columns: readonly number[]): number => {
    const kept: number[][] = []
    for (const row of basis) {
      let rest = columns.map((column) => row[column] ?? 0)
      for (const known of kept) {
        const pivot = known.findIndex((value) => Math.abs(value) > 1e-9)
        const factor = (rest[pivot] ?? 0) / (known[pivot] ?? 1)
        rest = rest.map((value, index) => value - factor * (known[index] ?? 0))
      }
      if (rest.some((value) => Math.abs(value) > 1e-9)) kept.push(rest)
    }
    return kept.length
  }
  const all = sizes.map((_, index) => index)
  for (let mask = 1; mask < 2 ** sizes.length; mask++) {
    const inside = all.filter((index) => (mask >> index) & 1)
    const people = inside.reduce((total, index) => total + (sizes[index] ?? 0), 0)
    if (people === 0 || people >= threshold) continue
    if (rank(all) - rank(all.filter((index) => !inside.includes(index))) > 0) return true
  }
  return false
}

void t.test('no difference of two unit figures shows fewer people than the minimum', (tt) => {
  const trees = fc.array(fc.record({ parent: fc.nat(6), people: fc.nat(5) }), { minLength: 1, maxLength: 7 })
  let complementary = 0
  fc.assert(
    fc.property(trees, (nodes) => {
      const paths: string[] = []
      nodes.forEach(({ parent }, index) =>
        paths.push(`${index === 0 ? '' : (paths[parent % index] ?? '')}u${String(index)}/`),
      )
      const people = nodes.flatMap(({ people: count }, index) =>
        Array.from({ length: count }, () => ({ unitPath: paths[index] ?? '', total: '3.00', predicate: null })),
      )
      const figures = unitFigures(people, 3)
      complementary += figures.filter(({ withheld }) => withheld === 'complementary').length
      const rows = figures
        .filter(({ withheld }) => withheld === null)
        .map(({ unitId }) => {
          const path = paths.find((one) => one.endsWith(`${unitId}/`)) ?? '-'
          return paths.map((one, index) => (one.startsWith(path) && (nodes[index]?.people ?? 0) > 0 ? 1 : 0))
        })
      return !solvableParts(
        rows,
        nodes.map(({ people: count }) => count),
        3,
      )
    }),
    { numRuns: 1_000 },
  )
  tt.ok(complementary > 20, `${String(complementary)} figures were withheld to protect others`)
  const people = (path: string, total: string, count: number) =>
    Array.from({ length: count }, () => ({ unitPath: path, total, predicate: null }))
  const figures = unitFigures(
    [...people('a/b/', '3.00', 4), ...people('a/c/', '4.00', 5), ...people('a/', '5.00', 2)],
    3,
  )
  tt.match(
    figures.find(({ unitId }) => unitId === 'b'),
    { withheld: 'complementary', people: null, meanTotal: null },
  )
  tt.match(
    figures.find(({ unitId }) => unitId === 'c'),
    { withheld: null, people: 5, meanTotal: '4.00' },
  )
  tt.match(
    figures.find(({ unitId }) => unitId === 'a'),
    { withheld: null, people: 11, meanTotal: '3.82' },
  )
  tt.end()
})

void t.test('a word on agreement from five raters on, and from no fewer', (tt) => {
  const wordFor = (column: readonly number[]) => {
    const given = column.map((value) => ({ group: 'peer' as const, ratings: [value] }))
    return agreementOf({ n: column.length, sums: [], counts: [], forms: given }, [0], policy)
  }
  tt.equal(wordFor([1, 5, 1, 5]), null)
  tt.equal(wordFor([3, 3, 3, 3, 3]), 'strong')
  tt.equal(wordFor([3, 3, 3, 4, 4]), 'moderate', 'AD 0.48')
  tt.equal(wordFor([1, 5, 1, 5, 3]), 'weak')
  tt.equal(wordFor([2, 2, 3, 3, 3]), 'moderate')
  tt.end()
})

void t.test('precision grows with raters; self and others against a threshold', (tt) => {
  const wordFor = (peers: number): string | null => {
    const answers = {
      self: [],
      supervisor: [[3, 3, 3, 3]],
      peer: Array.from({ length: peers }, () => [3, 3, 3, 3]),
      subordinate: [],
    }
    const input = { ...inputOf(answers), positionType: 'non_leader' as const }
    return precisionOf(documentOf(input).breakdown, countsOf(answers))
  }
  tt.same([0, 3, 40].map(wordFor), ['low', 'moderate', 'high'])
  const quadrants = selfOther(
    [
      { code: 'A', value: '3.00', groups: { self: '4.00', peer: '4.00', supervisor: '3.00' } },
      { code: 'B', value: '3.00', groups: { self: '2.00', peer: '3.50' } },
      { code: 'C', value: '3.00', groups: { self: '4.00', supervisor: '2.00' } },
      { code: 'D', value: '3.00', groups: { self: '2.50', supervisor: '2.00' } },
      { code: 'E', value: '3.00', groups: { supervisor: '2.00' } },
    ],
    { A: 3 },
    { low: 1, high: 5 },
  )
  tt.same(
    quadrants.map(({ code, others, reading, quadrant }) => [code, others, reading, quadrant]),
    [
      ['A', '3.50', 'in_agreement', 'open_strength'],
      ['B', '3.50', 'under', 'hidden_strength'],
      ['C', '2.00', 'over', 'blind_spot'],
      ['D', '2.00', 'in_agreement', 'known_development_area'],
    ],
  )
  tt.end()
})

void t.test('severities shrink towards none and need enough people', (tt) => {
  const lenient = { supervisorId: 'a', means: [4, 4.2, 4.1, 4, 4.3] }
  const severe = { supervisorId: 'b', means: [2, 2.1, 2.2, 2, 2.1, 2.2, 2, 2.1] }
  const few = { supervisorId: 'c', means: [5, 5] }
  const [a, b, c] = severities([few, severe, lenient])
  tt.same([a?.supervisorId, b?.supervisorId, c?.supervisorId], ['a', 'b', 'c'])
  tt.same([c?.raw, c?.shrunken, c?.people], [null, null, 2])
  for (const one of [a, b]) {
    tt.ok(Math.abs(Number(one?.shrunken)) <= Math.abs(Number(one?.raw)))
    tt.equal(Math.sign(Number(one?.shrunken)), Math.sign(Number(one?.raw)))
  }
  tt.same(
    severities([lenient, { ...lenient, supervisorId: 'z' }]).map(({ raw, shrunken }) => [raw, shrunken]),
    [
      ['0.00', '0.00'],
      ['0.00', '0.00'],
    ],
    'equals have none',
  )
  tt.end()
})

void t.test('the guidance pattern warns exactly, and only warns', (tt) => {
  const rules = DISTRIBUTION.patterns.BAIK
  const warned = (counts: Record<string, number>) =>
    distributionWarnings(counts, rules).map(({ rule, found }) => [rule, found])
  tt.same(warned({ BAIK: 70, SANGAT_BAIK: 20, KURANG: 10 }), [], '70 of 100 is not above 70%')
  tt.same(warned({ BAIK: 71, SANGAT_BAIK: 19, KURANG: 10 }), [['at_most', '71.00']])
  tt.same(warned({ BAIK: 10, SANGAT_BAIK: 20 }), [
    ['dominant', '33.33'],
    ['some', '0.00'],
  ])
  tt.same(warned({}), [], 'nobody rated: nothing to warn of')
  tt.equal(Object.keys(DISTRIBUTION.patterns).length, 5)
  tt.end()
})

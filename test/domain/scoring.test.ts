/** The scoring domain: published tables, worked situations, and its laws as properties. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { parse as parseYaml } from 'yaml'
import { PRESETS, type PolicyPreset } from '../../src/presets/index.ts'
import { breakdownOf, score, type ScoreInput } from '../../src/domain/scoring/score.ts'
import { ENGINE } from '../../src/domain/scoring/breakdown.ts'
import {
  add,
  compare,
  divide,
  format,
  multiply,
  parse,
  rational,
  round,
  subtract,
  sum,
  type Rational,
} from '../../src/domain/scoring/rational.ts'
import { EXPECTATION_RATINGS, type RaterGroup, type ScoringPolicy } from '../../src/domain/scoring/policies.ts'
import { verifyBreakdown } from '../../src/domain/scoring/verify.ts'
import { canonicalJson } from '../../src/domain/scoring/canonical.ts'

const policy = (id: string): ScoringPolicy => (PRESETS.get(id) as PolicyPreset).policy
const ALL: readonly RaterGroup[] = ['self', 'supervisor', 'peer', 'subordinate']

interface Situation {
  readonly it: string
  readonly policy: string
  readonly position: 'leader' | 'non_leader'
  readonly elements: Readonly<Record<string, number>>
  readonly weights?: Readonly<Record<string, string>>
  readonly required?: Readonly<Record<string, number>>
  readonly answers: Readonly<Partial<Record<RaterGroup, readonly (readonly (number | null)[])[]>>>
  readonly official?: {
    readonly result?: string
    readonly behaviour?: string
    readonly skp?: string
    readonly innovation?: boolean
  }
  readonly expect: Readonly<Record<string, string | null>>
}

const inputOf = (situation: Situation): ScoreInput => {
  let at = 0
  const elements = Object.entries(situation.elements).map(([code, count]) => ({
    code,
    weight: situation.weights?.[code] ?? null,
    groups: ALL,
    items: Array.from({ length: count }, () => at++),
  }))
  const { official } = situation
  return {
    positionType: situation.position,
    coverage: '2/3',
    thresholds: {},
    contested: [],
    audience: 'subject',
    elements,
    responses: Object.entries(situation.answers).flatMap(([group, forms]) =>
      forms.map((ratings) => ({ group: group as RaterGroup, ratings })),
    ),
    requiredLevels: situation.required ?? {},
    official: official
      ? {
          resultRating: (official.result ?? null) as 'SESUAI' | null,
          behaviourRating: (official.behaviour ?? null) as 'SESUAI' | null,
          resultFigure: official.skp ?? null,
          innovation: official.innovation ?? false,
        }
      : null,
  }
}

void t.test('situations that an HR officer can read', (tt) => {
  const situations = parseYaml(
    readFileSync(new URL('./situations/scoring.yaml', import.meta.url), 'utf8'),
  ) as Situation[]
  tt.ok(situations.length >= 12, 'saw the situations')
  for (const situation of situations) {
    const scored = score(inputOf(situation), policy(situation.policy))
    const values = new Map(scored.steps.map((step) => [step.id, step.value]))
    for (const [name, expected] of Object.entries(situation.expect)) {
      const found =
        name in scored
          ? (scored as unknown as Record<string, unknown>)[name]
          : name === 'total'
            ? scored.composite.total
            : values.get(name)
      tt.equal(found ?? null, expected, `${situation.it}: ${name}`)
    }
    tt.same(verifyBreakdown({ steps: scored.steps, result: scored.result }), [], `${situation.it}: recomputes`)
  }
  tt.end()
})

void t.test('rounding is half away from zero, exact and idempotent', (tt) => {
  const cases: [string, string][] = [
    ['1.005', '1.01'],
    ['3.625', '3.63'],
    ['-0.005', '-0.01'],
    ['-0.004', '0.00'],
    ['28.125', '28.13'],
    ['9.375', '9.38'],
    ['3.125', '3.13'],
    ['8/3', '2.67'],
  ]
  for (const [value, expected] of cases) tt.equal(round(parse(value), 2), expected, value)
  // 0.6 × 97.10 + 0.4 × 79.35 is exactly 90, and 89.99999999999999 in doubles (scoring.md §0).
  tt.equal(round(rational(6n * 9710n + 4n * 7935n, 1000n), 2), '90.00')
  fc.assert(
    fc.property(fc.bigInt(-100000n, 100000n), fc.bigInt(1n, 9999n), (n, d) => {
      const exact = rational(n, d)
      const once = round(exact, 2)
      const error = compare(parse(once), exact)
      return round(parse(once), 2) === once && Math.abs(error) >= 0 && format(parse(once)).length > 0
    }),
  )
  tt.throws(() => parse('1e3'), RangeError)
  tt.throws(() => rational(1n, 0n), RangeError)
  tt.end()
})

/** The same by bigint alone, reduced and written as the engine writes it. */
const reference = (n: bigint, d: bigint): string => {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b))
  const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d) * (d < 0n ? -1n : 1n)
  return d / divisor === 1n ? String(n / divisor) : `${String(n / divisor)}/${String(d / divisor)}`
}

void t.test('numbers while they are safe, bigint beyond: the same value either way', (tt) => {
  // Around the largest safe integer, its root and zero, where one form passes into the other.
  const near = (limit: bigint) => fc.bigInt({ min: limit - 50n, max: limit + 50n })
  const whole = fc.oneof(
    near(0n),
    near(2n ** 26n),
    near(2n ** 27n),
    near(2n ** 53n),
    near(-(2n ** 53n)),
    near(2n ** 80n),
  )
  const fraction = fc.tuple(
    whole,
    whole.filter((d) => d !== 0n),
  )
  const value = ([n, d]: [bigint, bigint]): Rational => rational(n, d)
  fc.assert(
    fc.property(fraction, fraction, ([a, b], [c, d]) => {
      const [x, y] = [value([a, b]), value([c, d])]
      return (
        format(x) === reference(a, b) &&
        format(add(x, y)) === reference(a * d + c * b, b * d) &&
        format(subtract(x, y)) === reference(a * d - c * b, b * d) &&
        format(multiply(x, y)) === reference(a * c, b * d) &&
        (c === 0n || format(divide(x, y)) === reference(a * d, b * c)) &&
        Math.sign(compare(x, y)) === Number((a * d - c * b) * (b * d) > 0n) - Number((a * d - c * b) * (b * d) < 0n) &&
        compare(parse(format(x).replace(/^(-?\d{1,30})$/, '$1')), x) === 0
      )
    }),
    { numRuns: 20_000 },
  )
  fc.assert(
    fc.property(fraction, fc.integer({ min: 0, max: 6 }), ([n, d], decimals) => {
      const [top, bottom] = d < 0n ? [-n, -d] : [n, d]
      const size = top < 0n ? -top : top
      const digits = String((size * 10n ** BigInt(decimals) * 2n + bottom) / (bottom * 2n)).padStart(decimals + 1, '0')
      const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
      return round(rational(n, d), decimals) === (top < 0n && /[1-9]/.test(digits) ? `-${text}` : text)
    }),
    { numRuns: 20_000 },
  )
  tt.end()
})

void t.test('the nine cells of PermenPANRB 6/2022', (tt) => {
  const cells: Record<string, string> = {
    'DI_ATAS/DI_ATAS': 'SANGAT_BAIK',
    'DI_ATAS/SESUAI': 'BAIK',
    'DI_ATAS/DI_BAWAH': 'KURANG',
    'SESUAI/DI_ATAS': 'BAIK',
    'SESUAI/SESUAI': 'BAIK',
    'SESUAI/DI_BAWAH': 'KURANG',
    'DI_BAWAH/DI_ATAS': 'BUTUH_PERBAIKAN',
    'DI_BAWAH/SESUAI': 'BUTUH_PERBAIKAN',
    'DI_BAWAH/DI_BAWAH': 'SANGAT_KURANG',
  }
  for (const result of EXPECTATION_RATINGS)
    for (const behaviour of EXPECTATION_RATINGS) {
      const input = inputOf({
        it: '',
        policy: '',
        position: 'non_leader',
        elements: { A: 1 },
        answers: { supervisor: [[3]] },
        official: { result, behaviour },
        expect: {},
      })
      tt.equal(
        score(input, policy('permenpanrb-6-2022')).predicate,
        cells[`${result}/${behaviour}`],
        `${result}/${behaviour}`,
      )
    }
  tt.end()
})

const form = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 6, maxLength: 6 })
const answers = fc.record({
  supervisor: fc.array(form, { minLength: 1, maxLength: 1 }),
  peer: fc.array(form, { minLength: 0, maxLength: 6 }),
  subordinate: fc.array(form, { minLength: 0, maxLength: 6 }),
})
type Answers = { supervisor: number[][]; peer: number[][]; subordinate: number[][] }

const scoreOf = (given: Answers, more: Partial<Situation> = {}) =>
  score(
    inputOf({
      it: '',
      policy: '',
      position: 'leader',
      elements: { A: 2, B: 2, C: 2 },
      expect: {},
      ...more,
      answers: given,
    }),
    policy('permenpanrb-6-2022'),
  )
const totalOf = (given: Answers): string => scoreOf(given).composite.total ?? ''

void t.test('laws', (tt) => {
  const runs = { numRuns: 1_000 }
  const law = (name: string, property: fc.IPropertyWithHooks<[Answers]>): void => {
    tt.doesNotThrow(() => fc.assert(property, runs), name)
  }
  law(
    'B1 within the scale',
    fc.property(
      answers,
      (given) => compare(parse(totalOf(given)), parse('1')) >= 0 && compare(parse(totalOf(given)), parse('5')) <= 0,
    ),
  )
  law(
    'B2 the order of raters is irrelevant, bit for bit',
    fc.property(answers, (given) => {
      const reversed = {
        supervisor: given.supervisor,
        peer: [...given.peer].reverse(),
        subordinate: [...given.subordinate].reverse(),
      }
      return canonicalJson(scoreOf(given).steps as never) === canonicalJson(scoreOf(reversed).steps as never)
    }),
  )
  law(
    'B3 raising one rating never lowers the total',
    fc.property(answers, (given) => {
      const raised = {
        ...given,
        supervisor: given.supervisor.map((ratings) =>
          ratings.map((value, index) => (index === 0 ? Math.min(5, value + 1) : value)),
        ),
      }
      return compare(parse(totalOf(raised)), parse(totalOf(given))) >= 0
    }),
  )
  law(
    'B6 a group below its minimum changes nothing',
    fc.property(answers, (given) => {
      const without = {
        ...given,
        peer: given.peer.length < 3 ? [] : given.peer,
        subordinate: given.subordinate.length < 3 ? [] : given.subordinate,
      }
      return totalOf(given) === totalOf(without)
    }),
  )
  law(
    'effective weights sum to exactly 1',
    fc.property(answers, (given) => {
      const step = scoreOf(given).steps.find(({ id }) => id === 'w')
      const weights = Object.values(step?.value ?? {}).map((weight) => parse(weight))
      return compare(sum(weights), rational(1n)) === 0
    }),
  )
  law(
    'unanimity gives that rating',
    fc.property(answers, fc.integer({ min: 1, max: 5 }), (given, value) => {
      const same = (forms: number[][]): number[][] => forms.map((ratings) => ratings.map(() => value))
      return (
        totalOf({
          supervisor: same(given.supervisor),
          peer: same(given.peer),
          subordinate: same(given.subordinate),
        }) === `${String(value)}.00`
      )
    }) as unknown as fc.IPropertyWithHooks<[Answers]>,
  )
  law(
    'B10 the breakdown recomputes to the same strings',
    fc.property(answers, (given) => verifyBreakdown(scoreOf(given)).length === 0),
  )
  law(
    'one digit changed is found',
    fc.property(answers, (given) => {
      const scored = scoreOf(given)
      const steps = scored.steps.map((step) =>
        step.id === 'total' ? { ...step, value: step.value === '1.01' ? '1.02' : '1.01' } : step,
      ) as typeof scored.steps
      return verifyBreakdown({ steps, result: scored.result }).some(
        ({ step, member }) => step === 'total' && member === 'value',
      )
    }),
  )
  tt.end()
})

void t.test('same input, same bytes; a null result always has a reason', (tt) => {
  const head = {
    schema: 'breakdown/1',
    audience: 'subject',
    engine: ENGINE,
    policy: { id: 'p', version: '1', sha256: '' },
    input: { commitment: '', closed_at: '' },
  } as const
  const given = { supervisor: [[3, 4, 5, 3, 2, 1]], peer: [], subordinate: [] }
  tt.equal(
    canonicalJson(breakdownOf(head, scoreOf(given)) as never),
    canonicalJson(breakdownOf(head, scoreOf(given)) as never),
  )
  const none = scoreOf({ supervisor: [], peer: [[3, 3, 3, 3, 3, 3]], subordinate: [] })
  tt.equal(none.result, null)
  tt.equal(none.reason, 'group_missing')
  tt.end()
})

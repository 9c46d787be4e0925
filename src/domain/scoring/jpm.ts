/** Job Person Match: attained against required levels, always with the gap per competency, since a sum hides gaps. */
import { roundOf } from './breakdown.ts'
import type { CompetencyScore, Composite } from './composite.ts'
import { bandAt } from './evaluate.ts'
import type { JpmResult, ScoringPolicy } from './policies.ts'
import { compare, divide, format, fromInteger, isZero, parse, rational } from './rational.ts'
import type { Outcome } from './score.ts'
import { StepList } from './steps.ts'

export interface Gap {
  readonly code: string
  readonly attained: string
  readonly required: number
  /** Attained minus required, 2 decimals; negative is a gap to close. */
  readonly gap: string
  /** 1 is the most urgent of at most `development.max_items` gaps below zero; null for the rest. */
  readonly priority: number | null
}

const HUNDRED = rational(100)

const bandsOf = ({ band_sets, band_set }: JpmResult) => band_sets[band_set] ?? []

/** The band of a Job Person Match, a mean of several too, by the policy that scored them; null where it has none. */
export const jpmBand = ({ result }: ScoringPolicy, figure: string | null): string | null =>
  result.type === 'jpm' && figure !== null ? bandAt(bandsOf(result), parse(figure), {}) : null

const withPriorities = (gaps: Omit<Gap, 'priority'>[], rules: JpmResult): Gap[] => {
  const urgent = gaps
    .filter(({ gap }) => compare(parse(gap), rational(0)) < 0)
    .sort((a, b) => compare(parse(a.gap), parse(b.gap)) || b.required - a.required || (a.code < b.code ? -1 : 1))
    .slice(0, Number(rules.development.max_items))
    .map(({ code }) => code)
  return gaps.map((gap) => ({ ...gap, priority: urgent.includes(gap.code) ? urgent.indexOf(gap.code) + 1 : null }))
}

const gapOf = (score: CompetencyScore, required: number, rules: JpmResult, list: StepList): Omit<Gap, 'priority'> => {
  list.given({ id: `${score.code}.required`, value: String(required), kind: 'required_level' })
  const gap = list.derive({
    id: `${score.code}.gap`,
    op: 'weighted_sum',
    terms: [
      ['1', score.code],
      ['-1', `${score.code}.required`],
    ],
    round: roundOf(rules.round),
  })
  list.derive({
    id: `${score.code}.met`,
    op: 'min',
    of: [score.code, `${score.code}.required`],
    round: roundOf(rules.round),
  })
  return { code: score.code, attained: score.value, required, gap }
}

/** Competencies without a required level take no part; without any, there is no JPM (`no_required_level`). */
export const jpmOutcome = (
  composite: Composite,
  rules: JpmResult,
  requiredLevels: Readonly<Record<string, number>>,
): Outcome => {
  const list = new StepList(composite.steps, composite.values)
  const open = { proposal: null, predicate: null, figure: null, gaps: [] }
  if (composite.total === null) return { ...open, result: null, reason: composite.reason }
  const gaps = composite.competencies.flatMap((score) => {
    const required = requiredLevels[score.code]
    return required === undefined ? [] : [gapOf(score, required, rules, list)]
  })
  const required = fromInteger(gaps.reduce((total, gap) => total + gap.required, 0))
  if (isZero(required)) return { ...open, result: null, reason: 'no_required_level' }
  const share = format(divide(HUNDRED, required))
  const percent = (id: string, suffix: string): void => {
    list.derive({
      id,
      op: 'weighted_sum',
      terms: gaps.map(({ code }) => [share, `${code}${suffix}`]),
      round: roundOf(rules.round),
    })
  }
  percent('jpm.sum_uncapped', '')
  percent('jpm.sum_capped_each', '.met')
  const figure = list.derive({
    id: 'jpm',
    op: 'min',
    of: ['jpm.sum_uncapped', '100'],
    round: roundOf(rules.round),
    cite: rules.cite,
  })
  const predicate = list.derive({
    id: 'predicate',
    op: 'band',
    of: 'jpm',
    bands: bandsOf(rules),
    facts: {},
    cite: `policy.result.band_sets.${rules.band_set}`,
  })
  return { ...open, figure, predicate, result: 'predicate', reason: null, gaps: withPriorities(gaps, rules) }
}

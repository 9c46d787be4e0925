/** Job Person Match: attained against required levels, always with the gap per competency, since a sum hides gaps. */
import { roundOf } from './breakdown.ts'
import type { Outline, People } from './composite.ts'
import { bandAt } from './evaluate.ts'
import { NO_OUTCOME, type OutcomeOutline } from './outcomes.ts'
import type { Plan } from './plan.ts'
import type { JpmResult, ScoringPolicy } from './policies.ts'
import { compare, divide, format, fromInteger, isZero, parse, rational } from './rational.ts'

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

/** The most urgent first: the widest, then what is required most, then by code. */
export const withPriorities = (gaps: readonly Omit<Gap, 'priority'>[], rules: JpmResult): Gap[] => {
  const urgent = gaps
    .filter(({ gap }) => compare(parse(gap), rational(0)) < 0)
    .sort((a, b) => compare(parse(a.gap), parse(b.gap)) || b.required - a.required || (a.code < b.code ? -1 : 1))
    .slice(0, Number(rules.development.max_items))
    .map(({ code }) => code)
  return gaps.map((gap) => ({ ...gap, priority: urgent.includes(gap.code) ? urgent.indexOf(gap.code) + 1 : null }))
}

/** The step of each gap is `code.gap`. */
const planGap = (code: string, required: number, rules: JpmResult, plan: Plan<People>): void => {
  plan.given({ id: `${code}.required`, value: String(required), kind: 'required_level' })
  plan.derive({
    id: `${code}.gap`,
    op: 'weighted_sum',
    terms: [
      ['1', code],
      ['-1', `${code}.required`],
    ],
    round: roundOf(rules.round),
  })
  plan.derive({ id: `${code}.met`, op: 'min', of: [code, `${code}.required`], round: roundOf(rules.round) })
}

/** Competencies without a required level take no part; without any, there is no JPM (`no_required_level`). */
export const planJpm = (
  outline: Outline,
  rules: JpmResult,
  requiredLevels: Readonly<Record<string, number>>,
  plan: Plan<People>,
): OutcomeOutline => {
  if (!outline.hasTotal) return { ...NO_OUTCOME, reason: outline.reason }
  const gaps = outline.competencies.flatMap(({ code }) => {
    const required = requiredLevels[code]
    return required === undefined ? [] : [{ code, required }]
  })
  for (const { code, required } of gaps) planGap(code, required, rules, plan)
  const required = fromInteger(gaps.reduce((total, gap) => total + gap.required, 0))
  if (isZero(required)) return { ...NO_OUTCOME, reason: 'no_required_level' }
  const share = format(divide(HUNDRED, required))
  const percent = (id: string, suffix: string): void => {
    plan.derive({
      id,
      op: 'weighted_sum',
      terms: gaps.map(({ code }) => [share, `${code}${suffix}`]),
      round: roundOf(rules.round),
    })
  }
  percent('jpm.sum_uncapped', '')
  percent('jpm.sum_capped_each', '.met')
  plan.derive({ id: 'jpm', op: 'min', of: ['jpm.sum_uncapped', '100'], round: roundOf(rules.round), cite: rules.cite })
  plan.derive({
    id: 'predicate',
    op: 'band',
    of: 'jpm',
    bands: bandsOf(rules),
    facts: {},
    cite: `policy.result.band_sets.${rules.band_set}`,
  })
  return { ...NO_OUTCOME, figure: 'jpm', predicate: 'predicate', result: 'predicate', gaps }
}

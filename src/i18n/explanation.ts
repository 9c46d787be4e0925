/** A breakdown in sentences for the person rated, made from the same steps that recompute it. */
import type { Breakdown, Step } from '../domain/scoring/breakdown.ts'
import { percentOf } from '../domain/scoring/rational.ts'
import { fill, TEXTS, type Language, type Texts } from './index.ts'

interface Words {
  readonly texts: Texts
  /** Names of competencies by code. */
  readonly names: Readonly<Record<string, string>>
}

const GIVEN = new Set(['behaviour_rating', 'result_rating', 'skp'])
const FIGURES = new Set(['total', 'behaviour', 'score', 'jpm'])
const OUTCOMES = new Set(['proposal', 'predicate'])

const weightsSentence = (step: Extract<Step, { op: 'renormalise' }>, { texts }: Words): string => {
  const parts = Object.entries(step.value).map(([group, weight]) =>
    fill(texts.explanation.weight ?? '', { group: texts.groups[group] ?? group, percent: percentOf(weight) }),
  )
  return fill(texts.explanation.weights ?? '', { weights: parts.join(', ') })
}

const competencySentence = (
  step: Extract<Step, { op: 'weighted_sum' }>,
  steps: readonly Step[],
  words: Words,
): string => {
  const parts = step.terms.map(([, of]) => {
    const given = steps.find(({ id }) => id === of)
    const group = of.slice(step.id.length + 1)
    return fill(words.texts.explanation.part ?? '', {
      group: words.texts.groups[group] ?? group,
      value: typeof given?.value === 'string' ? given.value : '',
    })
  })
  const facts = { name: words.names[step.id] ?? step.id, parts: parts.join(', '), value: step.value }
  return fill(words.texts.explanation.competency ?? '', facts)
}

const gapSentence = (step: Extract<Step, { op: 'weighted_sum' }>, steps: readonly Step[], words: Words): string => {
  const code = step.id.slice(0, -'.gap'.length)
  const valueOf = (id: string): string => {
    const value = steps.find((other) => other.id === id)?.value
    return typeof value === 'string' ? value : ''
  }
  return fill(words.texts.explanation.gap ?? '', {
    name: words.names[code] ?? code,
    attained: valueOf(code),
    required: valueOf(`${code}.required`),
    gap: step.value,
  })
}

const sentence = (step: Step, steps: readonly Step[], words: Words): string | null => {
  const { texts, names } = words
  const template = texts.explanation[step.id] ?? ''
  if (step.op === 'renormalise') return step.id === 'w' ? weightsSentence(step, words) : null
  if (step.op === 'given' && step.kind === 'count')
    return fill(texts.explanation.count ?? '', { n: step.value, group: texts.groups[step.id.slice(2)] ?? step.id })
  const facts = {
    value: step.value,
    label: texts.labels[step.value] ?? step.value,
    exact: 'exact' in step ? step.exact : '',
    // A path within the policy is for those who read policies; the person rated is told whose rule it is.
    cite: step.cite?.startsWith('policy.') ? (texts.explanation.byPolicy ?? '') : (step.cite ?? ''),
  }
  if (GIVEN.has(step.id) || FIGURES.has(step.id) || OUTCOMES.has(step.id)) return fill(template, facts)
  if (step.op !== 'weighted_sum') return null
  if (step.id in names) return competencySentence(step, steps, words)
  return step.id.endsWith('.gap') ? gapSentence(step, steps, words) : null
}

export const explain = (breakdown: Breakdown, names: Words['names'], language: Language): string[] => {
  const words: Words = { texts: TEXTS[language], names }
  const { explanation, reasons, groups, flags } = words.texts
  const told = breakdown.steps.flatMap((step) => sentence(step, breakdown.steps, words) ?? [])
  const withheld = breakdown.withheld.map(({ what, reason }) =>
    fill(explanation.withheld ?? '', { what: groups[what] ?? names[what] ?? what, reason: reasons[reason] ?? reason }),
  )
  const none =
    breakdown.reason === null
      ? []
      : [fill(explanation.none ?? '', { reason: reasons[breakdown.reason] ?? breakdown.reason })]
  const flagged = breakdown.flags.map(({ code, detail }) => flags[code] ?? detail)
  return [...told, ...withheld, ...flagged, ...none]
}

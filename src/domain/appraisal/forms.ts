/** Appraisal forms: what is rated, by whom, with what weight. A published edition never changes. */
import { DomainError, refuseUnless } from '../errors.ts'
import type { Audience } from '../scoring/breakdown.ts'
import type { Frame } from '../scoring/composite.ts'
import { add, compare, isZero, parse, rational, round } from '../scoring/rational.ts'
import { INSTRUMENTS, type Instrument, type RaterGroup, type ScoringPolicy } from '../scoring/policies.ts'
import type { Element } from '../scoring/ratings.ts'

export const FORM_STATES = ['draft', 'published', 'retired'] as const
export type FormState = (typeof FORM_STATES)[number]
export type FormEvent = 'edit' | 'publish' | 'retire'

/** none: refused · optional · extremes: asked for at the lowest and highest rating of the scale. */
export const COMMENT_RULES = ['none', 'optional', 'extremes'] as const
export type CommentRule = (typeof COMMENT_RULES)[number]

export interface Scale {
  readonly low: number
  readonly high: number
}

/** One competency or value of the form with the indicators drawn from its framework. */
export interface FormElement {
  readonly instrument: Instrument
  readonly frameworkId: string
  readonly code: string
  readonly weight: string | null
  readonly groups: readonly RaterGroup[]
  readonly indicatorCodes: readonly string[]
}

/** One thing rated, with its wording frozen from the framework. */
export interface FormItem {
  readonly code: string
  readonly text: string
}

export interface FormContent {
  readonly scale: Scale
  readonly comments: CommentRule
  /** Share of the items asked that a response must answer to count, as a fraction. */
  readonly coverage: string
  readonly elements: readonly (FormElement & { readonly name: string; readonly items: readonly FormItem[] })[]
}

const NEXT: Record<FormState, Partial<Record<FormEvent, FormState>>> = {
  draft: { edit: 'draft', publish: 'published' },
  published: { retire: 'retired' },
  retired: {},
}

/** The state after the event. Throws `form.notDraft` or `form.notPublished`. */
export const nextFormState = (state: FormState, event: FormEvent): FormState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError(event === 'retire' ? 'form.notPublished' : 'form.notDraft', { state })
  return next
}

const HUNDRED = rational(100)

/** Two decimals where that is exact, more where it is not, so that 99.995 is never shown as 100.00. */
const shown = (value: ReturnType<typeof rational>): string => {
  const short = round(value, 2)
  return compare(parse(short), value) === 0 ? short : round(value, 6)
}

const checkWeights = (instrument: Instrument, elements: readonly Pick<FormElement, 'weight'>[]): void => {
  const given = elements.flatMap(({ weight }) => (weight === null ? [] : [parse(weight)]))
  if (given.length === 0) return
  refuseUnless(given.length === elements.length, 'form.weightsIncomplete', {
    instrument,
    given: given.length,
    needed: elements.length,
  })
  const total = given.reduce(add, rational(0))
  const facts = { instrument, found: shown(total), needed: '100.00' }
  refuseUnless(!isZero(total) && compare(total, HUNDRED) === 0, 'form.weightsNotHundred', facts)
}

/** Throws `form.elementRepeated`, `form.weightsIncomplete` or `form.weightsNotHundred` (naming the sum found and needed). */
export const checkForm = (elements: readonly Pick<FormElement, 'instrument' | 'code' | 'weight'>[]): void => {
  const codes = elements.map(({ code }) => code)
  const repeated = codes.find((code, index) => codes.indexOf(code) !== index)
  if (repeated !== undefined) throw new DomainError('form.elementRepeated', { code: repeated })
  for (const instrument of INSTRUMENTS)
    checkWeights(
      instrument,
      elements.filter((element) => element.instrument === instrument),
    )
}

type PolicyScale = Pick<ScoringPolicy['behaviour']['scale'], 'low' | 'high'>

const checkScale = (instrument: Instrument, { low, high }: Scale, policy: PolicyScale): void => {
  const [found, needed] = [`${String(low)}–${String(high)}`, `${policy.low}–${policy.high}`]
  refuseUnless(found === needed, 'form.scaleMismatch', { instrument, found, needed })
}

/**
 * A form to publish has items in every element, and for every instrument a policy whose bands mean the form's own scale.
 * Throws `form.noItems`, `form.policyMissing`, `form.scaleMismatch`.
 */
export const checkPublishableForm = (
  content: FormContent,
  scales: Readonly<Record<Instrument, PolicyScale | null>>,
): void => {
  const bare = content.elements.find(({ items }) => items.length === 0)
  refuseUnless(content.elements.length > 0 && bare === undefined, 'form.noItems', { element: bare?.code ?? '-' })
  for (const { instrument } of content.elements) {
    const scale = scales[instrument]
    refuseUnless(scale !== null, 'form.policyMissing', { instrument })
    checkScale(instrument, content.scale, scale)
  }
}

export interface NumberedItem extends FormItem {
  /** 1, 2, 3 … over the whole form: how a response names the item. */
  readonly number: number
  readonly element: string
  readonly groups: readonly RaterGroup[]
}

const numbered = (content: FormContent): NumberedItem[] =>
  content.elements
    .flatMap((element) => element.items.map((item) => ({ ...item, element: element.code, groups: element.groups })))
    .map((item, index) => ({ ...item, number: index + 1 }))

const known = new WeakMap<FormContent, readonly NumberedItem[]>()

/** Of all elements, in the order of the form. Kept with the content: every response asks for them. */
export const itemsOf = (content: FormContent): readonly NumberedItem[] => {
  const items = known.get(content)
  if (items) return items
  const made = numbered(content)
  known.set(content, made)
  return made
}

/** What a scorer of one instrument is made for. */
export const frameOf = (content: FormContent, instrument: Instrument, audience: Audience): Frame => ({
  elements: elementsOf(content, instrument),
  coverage: content.coverage,
  audience,
})

/** The elements of one instrument as the scoring engine takes them. */
export const elementsOf = (content: FormContent, instrument: Instrument): Element[] => {
  const items = itemsOf(content)
  return content.elements
    .filter((element) => element.instrument === instrument)
    .map(({ code, weight, groups }) => ({
      code,
      weight,
      groups,
      items: items.filter((item) => item.element === code).map(({ number }) => number - 1),
    }))
}

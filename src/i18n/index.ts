/** Words for people: Indonesian unless English is asked for. Codes never change with the language. */
import Negotiator from 'negotiator'
import type { ErrorCode, Facts } from '../domain/errors.ts'
import { LANGUAGES, type Language } from '../domain/languages.ts'
import { en } from './en.ts'
import { id } from './id.ts'

export type { Language } from '../domain/languages.ts'

/** What can be wrong with the shape of a member. */
export const SHAPE_CODES = [
  'required',
  'unknownMember',
  'type',
  'notAllowed',
  'noVariant',
  'format',
  'tooShort',
  'tooLong',
  'tooSmall',
  'tooLarge',
  'tooFew',
  'tooMany',
  'repeated',
] as const
export type ShapeCode = (typeof SHAPE_CODES)[number]

export interface Texts {
  readonly shapes: Readonly<Record<ShapeCode, string>>
  /** Title and detail; `{name}` is replaced by the fact of that name. */
  readonly problems: Readonly<Record<ErrorCode, readonly [title: string, detail: string]>>
  readonly findings: Readonly<Record<string, readonly [what: string, remedy: string]>>
  /** Of a result, by code. */
  readonly flags: Readonly<Record<string, string>>
  readonly groups: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly reasons: Readonly<Record<string, string>>
  readonly explanation: Readonly<Record<string, string>>
  /** Warnings of the guidance pattern, by rule. */
  readonly distribution: Readonly<Record<string, string>>
  readonly disclosure: Readonly<Record<string, string>>
  /** Of plans, trainings, effects, satisfaction and talent. */
  readonly development: Readonly<Record<string, string>>
  /** Of Johari's window. */
  readonly quadrants: Readonly<Record<string, string>>
}

export const TEXTS: Record<Language, Texts> = { id, en }

export const languageOf = (header: string | undefined): Language =>
  header === undefined
    ? 'id'
    : ((new Negotiator({ headers: { 'accept-language': header } }).language([...LANGUAGES]) as Language | undefined) ??
      'id')

export const fill = (template: string, facts: Facts): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole))

/** What a code is called: a predicate, a band. A code of an institution's own policy, which has no words, is its own. */
export const labelOf = (language: Language, code: string): string => TEXTS[language].labels[code] ?? code

/** Words for why a figure is not there; null where it is. */
export const reasonOf = (language: Language, code: string | null): string | null =>
  code && (TEXTS[language].reasons[code] ?? code)

/** Words about plans, trainings, effects, satisfaction and talent. */
export const developmentText = (language: Language, key: string, facts: Facts = {}): string =>
  fill(TEXTS[language].development[key] ?? key, facts)

const fieldTexts = ({ shapes, problems, findings }: Texts): ReadonlyMap<string, string> =>
  new Map([
    ...Object.entries(shapes),
    ...Object.entries({ ...problems, ...findings }).map(([code, [title]]): [string, string] => [code, title]),
  ])
const FIELD_TEXTS: Record<Language, ReadonlyMap<string, string>> = { id: fieldTexts(id), en: fieldTexts(en) }

/** Words for one member: of its shape, of a refusal, or of a finding. */
export const fieldText = (code: string, facts: Facts, language: Language): string =>
  fill(FIELD_TEXTS[language].get(code) ?? code, facts)

export const problemText = (code: ErrorCode, facts: Facts, language: Language): { title: string; detail: string } => {
  const [title, detail] = TEXTS[language].problems[code]
  return { title, detail: fill(detail, facts).slice(0, 500) }
}

/** What is wrong with a line of a file, facts and all. */
export const lineText = (code: string, facts: Facts, language: Language): string =>
  code in TEXTS[language].problems
    ? problemText(code as ErrorCode, facts, language).detail
    : fieldText(code, facts, language)

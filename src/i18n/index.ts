/** Words for people: Indonesian unless English is asked for. Codes never change with the language. */
import Negotiator from 'negotiator'
import type { ErrorCode, Facts } from '../domain/errors.ts'
import { en } from './en.ts'
import { id } from './id.ts'

export const LANGUAGES = ['id', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export interface Texts {
  /** Title and detail; `{name}` is replaced by the fact of that name. */
  readonly problems: Readonly<Record<ErrorCode, readonly [title: string, detail: string]>>
  readonly findings: Readonly<Record<string, readonly [what: string, remedy: string]>>
  readonly groups: Readonly<Record<string, string>>
  readonly labels: Readonly<Record<string, string>>
  readonly reasons: Readonly<Record<string, string>>
  readonly explanation: Readonly<Record<string, string>>
}

export const TEXTS: Record<Language, Texts> = { id, en }

export const languageOf = (header: string | undefined): Language =>
  header === undefined
    ? 'id'
    : ((new Negotiator({ headers: { 'accept-language': header } }).language([...LANGUAGES]) as Language | undefined) ??
      'id')

export const fill = (template: string, facts: Facts): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in facts ? String(facts[name]) : whole))

export const problemText = (code: ErrorCode, facts: Facts, language: Language): { title: string; detail: string } => {
  const [title, detail] = TEXTS[language].problems[code]
  return { title, detail: fill(detail, facts).slice(0, 500) }
}

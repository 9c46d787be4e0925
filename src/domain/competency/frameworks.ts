/** Competency frameworks: competencies with levels 1..5 and behaviour indicators; a published edition never changes. */
import { DomainError, refuseUnless } from '../errors.ts'

export const COMPETENCY_GROUPS = ['MANAGERIAL', 'SOCIO_CULTURAL', 'TECHNICAL', 'BEHAVIOUR'] as const
export type CompetencyGroup = (typeof COMPETENCY_GROUPS)[number]

export const FRAMEWORK_STATES = ['draft', 'published', 'retired'] as const
export type FrameworkState = (typeof FRAMEWORK_STATES)[number]
export type FrameworkEvent = 'edit' | 'publish' | 'retire'

export interface Indicator {
  readonly code: string
  /** 1..5, or null where the framework has no levels (BerAKHLAK guides). */
  readonly level: number | null
  readonly text: string
  readonly textEn?: string
}
export interface CompetencyLevel {
  readonly level: number
  readonly description: string
  readonly descriptionEn?: string
}
export interface Competency {
  readonly code: string
  readonly group: CompetencyGroup
  readonly name: string
  readonly nameEn?: string
  readonly definition: string
  readonly levels: readonly CompetencyLevel[]
  readonly indicators: readonly Indicator[]
}
export interface FrameworkContent {
  readonly competencies: readonly Competency[]
}

const NEXT: Record<FrameworkState, Partial<Record<FrameworkEvent, FrameworkState>>> = {
  draft: { edit: 'draft', publish: 'published' },
  published: { retire: 'retired' },
  retired: {},
}

/** The state after the event. Throws `framework.notDraft` or `framework.notPublished`. */
export const nextFrameworkState = (state: FrameworkState, event: FrameworkEvent): FrameworkState => {
  const next = NEXT[state][event]
  if (!next) throw new DomainError(event === 'retire' ? 'framework.notPublished' : 'framework.notDraft', { state })
  return next
}

const firstRepeated = (codes: readonly string[]): string | undefined =>
  codes.find((code, index) => codes.indexOf(code) !== index)

/** Codes are unique within the framework. Throws `framework.codeRepeated`. */
export const checkFramework = ({ competencies }: FrameworkContent): void => {
  const codes = [
    ...competencies.map(({ code }) => code),
    ...competencies.flatMap(({ indicators }) => indicators.map(({ code }) => code)),
  ]
  const repeated = firstRepeated(codes)
  if (repeated !== undefined) throw new DomainError('framework.codeRepeated', { code: repeated })
}

/** What may be published has at least one competency, and every competency an indicator. Throws `framework.empty`. */
export const checkPublishable = ({ competencies }: FrameworkContent): void => {
  const bare = competencies.find(({ indicators }) => indicators.length === 0)
  refuseUnless(competencies.length > 0 && bare === undefined, 'framework.empty', { competency: bare?.code ?? '-' })
}

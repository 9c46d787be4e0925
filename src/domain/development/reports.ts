/** What a report says, before it is a page: one document for people, programs and pictures. */

export const CHARTS = ['radar', 'selfOther', 'gaps'] as const
export type Chart = (typeof CHARTS)[number]

export const REPORT_FORMATS = ['html', 'pdf'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export interface ReportCompetency {
  readonly code: string
  readonly name: string
  readonly attained: string
  /** Null where no level is required. */
  readonly required: string | null
  readonly self: string | null
  readonly others: string | null
  readonly gap: string | null
}

export interface ReportItem {
  readonly title: string
  readonly dueOn: string
  readonly hours: number
  readonly stateLabel: string
  readonly words: string | null
}

export interface ReportFigure {
  readonly label: string
  readonly value: string
}

/** The same shape for a person and for a unit, so that both are drawn by one hand. */
export interface Report {
  readonly language: 'id' | 'en'
  readonly title: string
  readonly institution: string
  readonly subject: string
  readonly lines: readonly string[]
  readonly cycle: string
  /** Synthetic data. */
  readonly sample: boolean
  readonly scale: { readonly low: number; readonly high: number }
  readonly figures: readonly ReportFigure[]
  readonly competencies: readonly ReportCompetency[]
  readonly explanation: readonly string[]
  /** Null where the subject is no person. */
  readonly plan: readonly ReportItem[] | null
  readonly objection: string | null
  readonly notes: readonly string[]
  /** By which a copy is recognised: the digest of the sealed result, or none. */
  readonly seal: string | null
}

/** What a calculation comes to, told by the ids of its steps. */
import type { Reason } from './breakdown.ts'
import type { ExpectationRating } from './policies.ts'

/** What a named official enters; never a score, a weight or a total. */
export interface OfficialInput {
  readonly resultRating: ExpectationRating | null
  /** SKP value, decimal string 0..120 (PP 30/2019 preset alone). */
  readonly resultFigure: string | null
  readonly innovation: boolean
  readonly behaviourRating: ExpectationRating | null
}

/** Ids of steps, each null where there is none. */
export interface OutcomeOutline {
  /** The step that is the outcome; null with a reason. */
  readonly result: string | null
  readonly reason: Reason | null
  readonly proposal: string | null
  readonly predicate: string | null
  readonly figure: string | null
  /** Competencies with a required level, in the order of the form. */
  readonly gaps: readonly { readonly code: string; readonly required: number }[]
}

export const NO_OUTCOME: OutcomeOutline = {
  result: null,
  reason: null,
  proposal: null,
  predicate: null,
  figure: null,
  gaps: [],
}

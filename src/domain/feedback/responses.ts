/** Feedback responses: what a rater answered, packed one number per item of the form. */
import { DomainError, refuseUnless } from '../errors.ts'
import { itemsOf, type FormContent, type NumberedItem } from '../appraisal/forms.ts'
import type { RaterGroup } from '../scoring/policies.ts'
import { NOT_ASKED, type SubmittedResponse } from '../scoring/ratings.ts'

/** Only in drafts. Not a zero, not "not able to judge": the rater has not said anything yet. */
export const UNANSWERED = -2

export type Rating =
  { readonly item: number; readonly value: number } | { readonly item: number; readonly notAbleToJudge: true }

export interface Comment {
  /** Code of the element that the comment is about. */
  readonly element: string
  readonly text: string
}

export type PackedRatings = readonly (number | null)[]

const valueIn = (rating: Rating, { scale }: FormContent, index: number): number | null => {
  if ('notAbleToJudge' in rating) return null
  const { low, high } = scale
  if (!Number.isInteger(rating.value) || rating.value < low || rating.value > high)
    throw new DomainError('feedbackResponse.ratingOutOfScale', { found: rating.value, low, high }, [
      { pointer: `/ratings/${String(index)}/value`, code: 'feedbackResponse.ratingOutOfScale' },
    ])
  return rating.value
}

const isShown = (item: NumberedItem, group: RaterGroup): boolean => item.groups.includes(group)

const unknown = (item: number, index: number): DomainError =>
  new DomainError('feedbackResponse.itemUnknown', { item }, [
    { pointer: `/ratings/${String(index)}/item`, code: 'feedbackResponse.itemUnknown' },
  ])

/**
 * One entry per item in form order. Throws `feedbackResponse.itemUnknown` (also for an item that this group is not
 * shown), `feedbackResponse.itemRepeated`, `feedbackResponse.ratingOutOfScale`.
 */
export const packRatings = (ratings: readonly Rating[], content: FormContent, group: RaterGroup): PackedRatings => {
  const items = itemsOf(content)
  const packed = items.map((item) => (isShown(item, group) ? UNANSWERED : NOT_ASKED)) as (number | null)[]
  ratings.forEach((rating, index) => {
    const current = packed[rating.item - 1]
    if (current === undefined || current === NOT_ASKED) throw unknown(rating.item, index)
    refuseUnless(current === UNANSWERED, 'feedbackResponse.itemRepeated', { item: rating.item })
    packed[rating.item - 1] = valueIn(rating, content, index)
  })
  return packed
}

export const unpackRatings = (packed: PackedRatings): Rating[] =>
  packed.flatMap((value, index): Rating[] => {
    if (value === NOT_ASKED || value === UNANSWERED) return []
    return [value === null ? { item: index + 1, notAbleToJudge: true } : { item: index + 1, value }]
  })

/** Throws `feedbackResponse.commentNotAllowed` where the form takes none or the element is not of the form. */
export const checkComments = (comments: readonly Comment[], content: FormContent): void => {
  for (const { element } of comments) {
    const known = content.elements.some(({ code }) => code === element)
    refuseUnless(content.comments !== 'none' && known, 'feedbackResponse.commentNotAllowed', { element })
  }
}

/** An answer to everything asked, and the comments that the form demands. Throws `…notComplete`, `…commentRequired`. */
export const checkComplete = (packed: PackedRatings, comments: readonly Comment[], content: FormContent): void => {
  const missing = packed.flatMap((value, index) => (value === UNANSWERED ? [index + 1] : []))
  if (missing.length > 0)
    throw new DomainError(
      'feedbackResponse.notComplete',
      {
        answered: packed.filter((value) => value !== UNANSWERED && value !== NOT_ASKED).length,
        missing: missing.length,
      },
      missing.slice(0, 50).map((item) => ({ pointer: `/items/${String(item)}`, code: 'feedbackResponse.unanswered' })),
    )
  if (content.comments !== 'extremes') return
  const { low, high } = content.scale
  const items = itemsOf(content)
  const extreme = content.elements.find(
    ({ code }) =>
      !comments.some((comment) => comment.element === code) &&
      items.some((item) => item.element === code && [low, high].includes(packed[item.number - 1] ?? NOT_ASKED)),
  )
  if (extreme) throw new DomainError('feedbackResponse.commentRequired', { element: extreme.code })
}

/** As PostgreSQL reads a smallint[]; `parsePacked` reads it back. */
export const writePacked = (packed: PackedRatings): string => `{${packed.map((rating) => rating ?? 'NULL').join(',')}}`

const codeOf = (sign: string): number => sign.charCodeAt(0)
const ZERO = codeOf('0')
const NINE = codeOf('9')
const MINUS = codeOf('-')
const COMMA = codeOf(',')

/** What stands between two places of a text, `4,NULL,-1`, read sign by sign: pieces of text are the slow part (speed.md). */
const ratingsIn = (text: string, from: number, to: number): (number | null)[] => {
  const ratings: (number | null)[] = []
  if (from === to) return ratings
  let value = 0
  let sign = 1
  let isNull = false
  for (let at = from; at <= to; at++) {
    const code = at === to ? COMMA : text.charCodeAt(at)
    if (code >= ZERO && code <= NINE) value = value * 10 + code - ZERO
    else if (code === MINUS) sign = -1
    else if (code === COMMA) {
      ratings.push(isNull ? null : sign * value)
      value = 0
      sign = 1
      isNull = false
    } else isNull = true
  }
  return ratings
}

/** Text form of smallint[], `{4,NULL,-1}`. */
export const parsePacked = (text: string): (number | null)[] => ratingsIn(text, 1, text.length - 1)

/** All of one appraisal, `group{ratings};group{ratings}`; null where there are none. */
export type PackedResponses = string | null

/** Without a word about who gave them. */
export const unpackResponses = (packed: PackedResponses): SubmittedResponse[] => {
  const responses: SubmittedResponse[] = []
  if (packed === null) return responses
  for (let start = 0; start < packed.length;) {
    const [open, close] = [packed.indexOf('{', start), packed.indexOf('}', start)]
    const group = packed.slice(start, open) as RaterGroup
    responses.push({ group, ratings: ratingsIn(packed, open + 1, close) })
    start = close + 2
  }
  return responses
}

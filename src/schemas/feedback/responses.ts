import Type from 'typebox'
import { closed, Code, component, Id, oneOf, text } from '../common.ts'

const Item = Type.Integer({ minimum: 1, maximum: 2_400, examples: [1], description: 'Number of the item in the form.' })
const Rating = Type.Union([
  closed({
    item: Item,
    value: Type.Integer({
      minimum: 1,
      maximum: 10,
      examples: [4],
      description: 'A whole number on the scale of the form.',
    }),
  }),
  closed({ item: Item, notAbleToJudge: Type.Literal(true) }),
])
const ratings = Type.Array(Rating, { maxItems: 400 })
const comments = Type.Array(closed({ element: Code, text: text(2_000, 'Selalu membantu warga sampai selesai') }), {
  maxItems: 40,
})
const example = {
  ratings: [
    { item: 1, value: 4 },
    { item: 2, notAbleToJudge: true },
  ],
  comments: [],
}

export const FeedbackResponse = component(
  'FeedbackResponse',
  'What the caller has answered so far. An item without a rating is unanswered, which is not the same as not able to judge.',
  closed({
    requestId: Id,
    state: oneOf(['draft', 'submitted'] as const),
    ratings,
    comments,
    version: Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      examples: [1],
      description: '0 before anything was saved.',
    }),
  }),
)
export const SaveResponse = component(
  'SaveResponse',
  'A draft, saved as often as wanted and replaced as a whole.',
  closed({ ratings, comments: Type.Optional(comments) }, { examples: [example] }),
)
export const SubmitResponse = component(
  'SubmitResponse',
  'The final answers, once. Every item shown needs a value or "not able to judge".',
  closed({ ratings, comments: Type.Optional(comments) }, { examples: [example] }),
)

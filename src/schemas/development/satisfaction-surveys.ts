import Type from 'typebox'
import { closed, component, Day, Id, Instant, pageOf, Version, whole, word } from '../common.ts'

export const SatisfactionSurvey = component(
  'SatisfactionSurvey',
  'A survey of citizens (PermenPANRB 14/2017): the mean of each of its nine elements over all respondents.',
  closed({
    id: Id,
    unitId: Id,
    startsOn: Day,
    endsOn: Day,
    respondents: whole(150),
    elements: Type.Array(word('3.4', 'A decimal of 1 to 4.'), { minItems: 9, maxItems: 9 }),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const SatisfactionSurveyPage = pageOf('SatisfactionSurvey', SatisfactionSurvey)

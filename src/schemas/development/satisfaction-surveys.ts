import Type from 'typebox'
import { SATISFACTION_GRADES } from '../../domain/development/satisfaction.ts'
import { closed, component, Day, Decimal, Id, Instant, oneOf, pageOf, Version, word } from '../common.ts'

const values = {
  startsOn: Day,
  endsOn: Day,
  respondents: Type.Integer({ minimum: 1, maximum: 1_000_000, examples: [150] }),
  elements: Type.Array(Decimal, {
    maxItems: 50,
    description: 'The mean of each of the nine elements in the order of the regulation, decimals of 1 to 4.',
    examples: [['3.4', '3.2', '3.1', '3.8', '3.3', '3.5', '3.6', '3.4', '3']],
  }),
}

export const SatisfactionSurvey = component(
  'SatisfactionSurvey',
  'A survey of citizens (PermenPANRB 14/2017): the mean of each of its nine elements, and the index from them.',
  closed({
    id: Id,
    unitId: Id,
    ...values,
    index: word('84.17', 'NIK: 25 times the mean of the nine, rounded half up; 25.00 to 100.00.'),
    grade: oneOf(SATISFACTION_GRADES),
    gradeLabel: word('Baik'),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const SatisfactionSurveyPage = pageOf('SatisfactionSurvey', SatisfactionSurvey)

const example = {
  startsOn: '2026-01-01',
  endsOn: '2026-06-30',
  respondents: 150,
  elements: ['3.4', '3.2', '3.1', '3.8', '3.3', '3.5', '3.6', '3.4', '3'],
}
export const CreateSatisfactionSurvey = component(
  'CreateSatisfactionSurvey',
  'What citizens said of a unit in a period.',
  closed({ unitId: Id, ...values }, { examples: [{ unitId: '01980a5e-7c1b-7000-8000-000000000001', ...example }] }),
)
export const UpdateSatisfactionSurvey = component(
  'UpdateSatisfactionSurvey',
  'A merge patch.',
  Type.Partial(closed(values), { additionalProperties: false, examples: [{ respondents: 160 }] }),
)

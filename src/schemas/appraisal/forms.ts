import Type from 'typebox'
import { COMMENT_RULES, FORM_STATES } from '../../domain/appraisal/forms.ts'
import { INSTRUMENTS, RATER_GROUPS } from '../../domain/scoring/policies.ts'
import { closed, Code, component, Id, Instant, nullable, oneOf, pageOf, text, Version, whole, word } from '../common.ts'

const Weight = Type.String({
  pattern: '^\\d{1,3}(\\.\\d{1,4})?$',
  maxLength: 8,
  description: 'Percent of the instrument.',
  examples: ['33.33'],
})
const instrument = oneOf(INSTRUMENTS)
const groups = Type.Array(oneOf(RATER_GROUPS), {
  minItems: 1,
  maxItems: 4,
  uniqueItems: true,
  description: 'Who is shown the items.',
})
const Element = closed({
  instrument,
  frameworkId: Id,
  code: Code,
  weight: Type.Optional(nullable(Weight)),
  groups: Type.Optional(groups),
  indicatorCodes: Type.Array(Code, { maxItems: 60, uniqueItems: true }),
})
const head = { title: text(200, 'Formulir perilaku BerAKHLAK'), code: Code }
const rules = {
  scale: closed({
    low: Type.Integer({ minimum: 1, maximum: 1, examples: [1] }),
    high: Type.Integer({ minimum: 2, maximum: 10, examples: [5] }),
  }),
  comments: oneOf(COMMENT_RULES, 'none: refused; optional; extremes: asked for at both ends of the scale.'),
  coverage: Type.String({
    pattern: '^(1|[1-9]\\d?/[1-9]\\d?)$',
    description: 'Share of the items that a response must answer to count.',
    examples: ['2/3'],
  }),
  behaviourPolicyId: nullable(Id),
  competencyPolicyId: nullable(Id),
}
const stored = {
  id: Id,
  ...head,
  edition: Version,
  state: oneOf(FORM_STATES),
  behaviourPolicyId: rules.behaviourPolicyId,
  competencyPolicyId: rules.competencyPolicyId,
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
}

export const FormSummary = component('FormSummary', 'An appraisal form without its items.', closed(stored))
export const Form = component(
  'Form',
  'An appraisal form with its items in the order in which they are numbered. A published edition never changes.',
  closed({
    ...stored,
    scale: rules.scale,
    comments: rules.comments,
    coverage: rules.coverage,
    elements: Type.Array(
      closed({
        instrument,
        frameworkId: Id,
        code: Code,
        name: word('Berorientasi Pelayanan'),
        weight: nullable(Weight),
        groups,
        items: Type.Array(
          closed({ number: whole(1), code: Code, text: word('Memahami dan memenuhi kebutuhan masyarakat') }),
        ),
      }),
    ),
  }),
)
const example = {
  code: 'BERAKHLAK',
  title: 'Formulir perilaku BerAKHLAK',
  elements: [
    {
      instrument: 'behaviour',
      frameworkId: '01980a5e-7c1b-7000-8000-000000000001',
      code: 'BP',
      indicatorCodes: ['BP.1', 'BP.2', 'BP.3'],
    },
  ],
}
export const CreateForm = component(
  'CreateForm',
  'A new draft. Weights stand on all elements of an instrument or on none, and then total exactly 100.',
  closed(
    {
      ...head,
      scale: Type.Optional(rules.scale),
      comments: Type.Optional(rules.comments),
      coverage: Type.Optional(rules.coverage),
      behaviourPolicyId: Type.Optional(rules.behaviourPolicyId),
      competencyPolicyId: Type.Optional(rules.competencyPolicyId),
      elements: Type.Array(Element, { maxItems: 40 }),
    },
    { examples: [example] },
  ),
)
export const UpdateForm = component(
  'UpdateForm',
  'A merge patch on a draft; `elements` is replaced as a whole.',
  closed(
    {
      title: Type.Optional(head.title),
      scale: Type.Optional(rules.scale),
      comments: Type.Optional(rules.comments),
      coverage: Type.Optional(rules.coverage),
      behaviourPolicyId: Type.Optional(rules.behaviourPolicyId),
      competencyPolicyId: Type.Optional(rules.competencyPolicyId),
      elements: Type.Optional(Type.Array(Element, { maxItems: 40 })),
    },
    { examples: [{ comments: 'extremes' }] },
  ),
)
export const FormPage = pageOf('FormSummary', FormSummary)

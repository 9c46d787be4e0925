import Type from 'typebox'
import { DELIVERIES, ITEM_STATES, PLAN_STATES, RULES } from '../../domain/development/plans.ts'
import {
  closed,
  Code,
  component,
  Day,
  Decimal,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  ref,
  text,
  Version,
  whole,
  word,
} from '../common.ts'
import { Hours, SiasnTypeId } from './trainings.ts'

const plan = {
  id: Id,
  employeeId: Id,
  cycleId: Id,
  resultId: Id,
  state: oneOf(PLAN_STATES),
  employeeAgreedAt: nullable(Instant),
  superiorAgreedAt: nullable(Instant),
  closedAt: nullable(Instant),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
}

const item = {
  competency: nullable(Code),
  title: text(200, 'Komunikasi Pelayanan Publik (contoh)'),
  delivery: oneOf(DELIVERIES),
  siasnTypeId: nullable(SiasnTypeId),
  trainingId: nullable(Id),
  ownerId: Id,
  hours: Hours(0),
  dueOn: Day,
}
const outcome = {
  state: oneOf(ITEM_STATES),
  evidence: nullable(text(2_000, 'Sertifikat CONTOH/001/2026')),
}

export const DevelopmentPlanItem = component(
  'DevelopmentPlanItem',
  'One thing to do, with the rule and the figures from which it was proposed.',
  closed({
    id: Id,
    planId: Id,
    ...item,
    ...outcome,
    why: nullable(
      closed({
        rule: oneOf(RULES),
        gap: Decimal,
        attained: Decimal,
        required: whole(3),
        priority: whole(1),
      }),
    ),
    words: nullable(word('Diusulkan karena kesenjangan -0.80.')),
    overdue: Flag('Open past its day.'),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)

export const DevelopmentPlan = component(
  'DevelopmentPlan',
  'What an employee and the superior agree to do about the gaps of a result.',
  closed({ ...plan, items: Type.Array(ref(DevelopmentPlanItem), { maxItems: 100 }) }),
)
export const DevelopmentPlanSummary = component(
  'DevelopmentPlanSummary',
  'A development plan without its items.',
  closed(plan),
)
export const DevelopmentPlanPage = pageOf('DevelopmentPlan', DevelopmentPlanSummary)

export const ProposeDevelopmentPlan = component(
  'ProposeDevelopmentPlan',
  'Whose gaps, and those of which published cycle.',
  closed(
    { employeeId: Id, cycleId: Id },
    {
      examples: [
        { employeeId: '01980a5e-7c1b-7000-8000-000000000001', cycleId: '01980a5e-7c1b-7000-8000-000000000002' },
      ],
    },
  ),
)
export const AddDevelopmentPlanItem = component(
  'AddDevelopmentPlanItem',
  'Something that people add. The owner is the employee unless named.',
  closed(
    {
      ...item,
      competency: Type.Optional(item.competency),
      siasnTypeId: Type.Optional(item.siasnTypeId),
      trainingId: Type.Optional(item.trainingId),
      ownerId: Type.Optional(item.ownerId),
    },
    {
      examples: [
        {
          title: 'Mendampingi loket (contoh)',
          delivery: 'NON_KLASIKAL',
          hours: 8,
          dueOn: '2026-09-30',
          competency: 'M.5',
        },
      ],
    },
  ),
)
export const UpdateDevelopmentPlanItem = component(
  'UpdateDevelopmentPlanItem',
  'A merge patch. State and evidence follow an agreed plan; any other change asks both for their word again.',
  Type.Partial(closed({ ...item, ...outcome }), {
    additionalProperties: false,
    examples: [{ state: 'done', evidence: 'Sertifikat CONTOH/001/2026' }],
  }),
)

export const OverdueItem = component(
  'OverdueItem',
  'An item of an agreed plan that is open past its day.',
  closed({
    itemId: Id,
    planId: Id,
    employeeId: Id,
    employeeName: word('Siti Contoh'),
    title: word('Komunikasi Pelayanan Publik (contoh)'),
    dueOn: Day,
    daysLate: whole(12),
  }),
)
export const OverdueItemPage = pageOf('OverdueItem', OverdueItem)

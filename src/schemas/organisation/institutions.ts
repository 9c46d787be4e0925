import Type from 'typebox'
import { TIMEZONES } from '../../domain/time.ts'
import {
  closed,
  Code,
  component,
  Decimal,
  Flag,
  Id,
  Instant,
  nullable,
  oneOf,
  pageOf,
  text,
  Version,
} from '../common.ts'

const SiasnId = Type.String({
  minLength: 1,
  maxLength: 42,
  pattern: '^[A-Za-z0-9-]+$',
  examples: ['A5EB03E23CA2F6A0E040640A040252AD'],
})
const CutOffs = closed({ high: Decimal, middle: Decimal })
const values = {
  name: text(200, 'Pemerintah Kota Medan'),
  timezone: oneOf(TIMEZONES, 'Decides which day it is: deadlines end at midnight here.'),
  siasnId: nullable(SiasnId),
  objectionDays: Type.Integer({
    minimum: 1,
    maximum: 90,
    examples: [14],
    description: 'Calendar days to object (PP 30/2019 Art 59: 14).',
  }),
  hearingDays: Type.Integer({
    minimum: 1,
    maximum: 90,
    examples: [7],
    description: 'Calendar days in which both sides are heard.',
  }),
  decisionDays: Type.Integer({
    minimum: 1,
    maximum: 180,
    examples: [14],
    description: 'Calendar days to decide; no legal source.',
  }),
  retentionYears: Type.Integer({
    minimum: 1,
    maximum: 50,
    examples: [5],
    description: 'Years after which people may be pseudonymised.',
  }),
  talentRules: nullable(
    closed(
      { performance: CutOffs, potential: CutOffs },
      {
        description:
          'Cut-offs of the nine boxes: points of the predicate (100, 80, 60, 40, 20) and Job Person Match in percent. Null: the template.',
        examples: [{ performance: { high: '90', middle: '70' }, potential: { high: '90', middle: '78' } }],
      },
    ),
  ),
}

export const Institution = component(
  'Institution',
  'An institution (instansi): the tenant that owns everything else.',
  closed({
    id: Id,
    code: Code,
    ...values,
    sample: Flag('Synthetic data.'),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const CreateInstitution = component(
  'CreateInstitution',
  'A new institution.',
  closed(
    {
      code: Code,
      name: values.name,
      timezone: Type.Optional(values.timezone),
      siasnId: Type.Optional(values.siasnId),
      objectionDays: Type.Optional(values.objectionDays),
      hearingDays: Type.Optional(values.hearingDays),
      decisionDays: Type.Optional(values.decisionDays),
      retentionYears: Type.Optional(values.retentionYears),
      talentRules: Type.Optional(values.talentRules),
      sample: Type.Optional(Flag('Synthetic data.')),
    },
    { examples: [{ code: 'KOTA-MEDAN', name: 'Pemerintah Kota Medan', timezone: 'Asia/Jakarta' }] },
  ),
)
export const UpdateInstitution = component(
  'UpdateInstitution',
  'A merge patch: absent leaves, null clears.',
  closed(
    {
      name: Type.Optional(values.name),
      timezone: Type.Optional(values.timezone),
      siasnId: Type.Optional(values.siasnId),
      objectionDays: Type.Optional(values.objectionDays),
      hearingDays: Type.Optional(values.hearingDays),
      decisionDays: Type.Optional(values.decisionDays),
      retentionYears: Type.Optional(values.retentionYears),
      talentRules: Type.Optional(values.talentRules),
    },
    { examples: [{ name: 'Pemerintah Kota Medan' }] },
  ),
)
export const InstitutionPage = pageOf('Institution', Institution)

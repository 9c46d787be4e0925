import Type from 'typebox'
import { TIMEZONES } from '../../domain/time.ts'
import { closed, Code, component, Flag, Id, Instant, nullable, oneOf, pageOf, text, Version } from '../common.ts'

const SiasnId = Type.String({
  minLength: 1,
  maxLength: 42,
  pattern: '^[A-Za-z0-9-]+$',
  examples: ['A5EB03E23CA2F6A0E040640A040252AD'],
})
const values = {
  name: text(200, 'Pemerintah Kota Medan'),
  timezone: oneOf(TIMEZONES, 'Decides which day it is: deadlines end at midnight here.'),
  siasnId: nullable(SiasnId),
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
    },
    { examples: [{ name: 'Pemerintah Kota Medan' }] },
  ),
)
export const InstitutionPage = pageOf('Institution', Institution)

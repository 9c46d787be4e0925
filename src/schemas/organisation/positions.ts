import Type from 'typebox'
import { POSITION_CLASSES } from '../../domain/organisation/positions.ts'
import { closed, Code, component, Flag, Id, Instant, oneOf, pageOf, text, Version } from '../common.ts'

export const PositionClassCode = oneOf(
  POSITION_CLASSES,
  'Class of the position: JPT, administrator, pengawas, pelaksana, or a functional jenjang.',
)
const values = {
  unitId: Id,
  code: Code,
  title: text(200, 'Kepala Seksi Pelayanan Umum'),
  class: PositionClassCode,
  leadsUnit: Flag('Whoever holds it leads the unit and supervises those placed there.'),
  active: Flag('Inactive positions take no new assignment.'),
}

export const Position = component(
  'Position',
  'A position (jabatan) within a unit.',
  closed({ id: Id, ...values, version: Version, createdAt: Instant, updatedAt: Instant }),
)
export const CreatePosition = component(
  'CreatePosition',
  'A new position.',
  closed(
    { ...values, leadsUnit: Type.Optional(values.leadsUnit), active: Type.Optional(values.active) },
    {
      examples: [
        {
          unitId: '01980a5e-7c1b-7000-8000-000000000001',
          code: 'CAMAT',
          title: 'Camat Medan Amplas',
          class: 'ADMINISTRATOR',
          leadsUnit: true,
        },
      ],
    },
  ),
)
export const UpdatePosition = component(
  'UpdatePosition',
  'A merge patch.',
  closed(
    {
      unitId: Type.Optional(values.unitId),
      code: Type.Optional(values.code),
      title: Type.Optional(values.title),
      class: Type.Optional(values.class),
      leadsUnit: Type.Optional(values.leadsUnit),
      active: Type.Optional(values.active),
    },
    { examples: [{ title: 'Kepala Seksi Pelayanan Umum' }] },
  ),
)
export const PositionPage = pageOf('Position', Position)

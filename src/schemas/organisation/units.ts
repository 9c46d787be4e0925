import Type from 'typebox'
import { closed, Code, component, Flag, Id, Instant, nullable, pageOf, text, Version, word } from '../common.ts'

const values = {
  code: Code,
  name: text(200, 'Seksi Pelayanan Umum'),
  parentId: nullable(Id),
  active: Flag('Inactive units keep their history and take part in no new cycle.'),
  siasnId: nullable(Type.String({ minLength: 1, maxLength: 42, pattern: '^[A-Za-z0-9-]+$' })),
}

export const Unit = component(
  'Unit',
  'A unit (unit organisasi) of the tree; `path` holds the ids from the root, so a sub-tree is a prefix.',
  closed({
    id: Id,
    ...values,
    path: word('01980a5e-7c1b-7000-8000-000000000002/', 'Ids from the top down to the unit.'),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const CreateUnit = component(
  'CreateUnit',
  'A new unit; without `parentId` it is a root.',
  closed(
    {
      code: values.code,
      name: values.name,
      parentId: Type.Optional(values.parentId),
      active: Type.Optional(values.active),
      siasnId: Type.Optional(values.siasnId),
    },
    { examples: [{ code: 'KEC-AMPLAS', name: 'Kecamatan Medan Amplas' }] },
  ),
)
export const UpdateUnit = component(
  'UpdateUnit',
  'A merge patch: absent leaves, null clears. A new `parentId` moves the whole sub-tree.',
  closed(
    {
      code: Type.Optional(values.code),
      name: Type.Optional(values.name),
      parentId: Type.Optional(values.parentId),
      active: Type.Optional(values.active),
      siasnId: Type.Optional(values.siasnId),
    },
    { examples: [{ active: false }] },
  ),
)
export const UnitPage = pageOf('Unit', Unit)

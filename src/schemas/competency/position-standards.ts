import Type from 'typebox'
import { STANDARD_ORIGINS } from '../../domain/competency/position-standards.ts'
import { closed, component, Id, Instant, nullable, oneOf, pageOf, Version } from '../common.ts'
import { PositionClassCode } from '../organisation/positions.ts'

const levels = Type.Record(
  Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$' }),
  Type.Integer({ minimum: 1, maximum: 5, examples: [3] }),
  {
    minProperties: 1,
    maxProperties: 60,
    additionalProperties: false,
    description: 'Required level 1 to 5 by competency code.',
    examples: [{ 'M.1': 3, 'M.2': 3 }],
  },
)

export const PositionStandard = component(
  'PositionStandard',
  'Required levels for a class or a single position. A `template` counts only once the institution has confirmed it.',
  closed({
    id: Id,
    positionClass: nullable(PositionClassCode),
    positionId: nullable(Id),
    levels,
    origin: oneOf(STANDARD_ORIGINS),
    confirmedAt: nullable(Instant),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
  }),
)
export const CreatePositionStandard = component(
  'CreatePositionStandard',
  "Name a class or one position, not both. The institution's own standards are confirmed by being made.",
  closed(
    { positionClass: Type.Optional(PositionClassCode), positionId: Type.Optional(Id), levels },
    { examples: [{ positionClass: 'PENGAWAS', levels: { 'M.1': 2, 'M.2': 2 } }] },
  ),
)
export const UpdatePositionStandard = component(
  'UpdatePositionStandard',
  'Replaces the levels; running cycles keep what was frozen.',
  closed({ levels }, { examples: [{ levels: { 'M.1': 3 } }] }),
)
export const PositionStandardPage = pageOf('PositionStandard', PositionStandard)

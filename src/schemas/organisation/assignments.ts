import Type from 'typebox'
import { ASSIGNMENT_KINDS } from '../../domain/organisation/assignments.ts'
import { closed, component, Day, Id, Instant, nullable, oneOf, pageOf, Version } from '../common.ts'

const values = {
  employeeId: Id,
  positionId: Id,
  supervisorId: nullable(Id),
  kind: oneOf(ASSIGNMENT_KINDS, 'Definitive, acting (Plt) or daily acting (Plh).'),
  startsOn: Day,
  endsOn: nullable(Day),
}

export const Assignment = component(
  'Assignment',
  'The placement of an employee in a position; `supervisorId` overrides the head of the unit.',
  closed({ id: Id, ...values, version: Version, createdAt: Instant, updatedAt: Instant }),
)
export const CreateAssignment = component(
  'CreateAssignment',
  'A new placement, definitive unless said otherwise.',
  closed(
    {
      employeeId: Id,
      positionId: Id,
      startsOn: Day,
      endsOn: Type.Optional(values.endsOn),
      supervisorId: Type.Optional(values.supervisorId),
      kind: Type.Optional(values.kind),
    },
    {
      examples: [
        {
          employeeId: '01980a5e-7c1b-7000-8000-000000000001',
          positionId: '01980a5e-7c1b-7000-8000-000000000002',
          startsOn: '2025-01-01',
        },
      ],
    },
  ),
)
export const UpdateAssignment = component(
  'UpdateAssignment',
  'A merge patch: `endsOn` ends the placement, null reopens it.',
  closed(
    {
      positionId: Type.Optional(Id),
      supervisorId: Type.Optional(values.supervisorId),
      startsOn: Type.Optional(Day),
      endsOn: Type.Optional(values.endsOn),
    },
    { examples: [{ endsOn: '2026-06-30' }] },
  ),
)
export const AssignmentPage = pageOf('Assignment', Assignment)

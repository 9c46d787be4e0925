import Type from 'typebox'
import { ROLES, SCOPES } from '../../domain/policy.ts'
import { closed, component, Flag, Id, nullable, oneOf, whole, word } from '../common.ts'

export const Me = component(
  'Me',
  'Who the service takes the caller for. `actions` is what the caller could do to at least something.',
  closed({
    identityId: Id,
    institutionId: Id,
    kind: oneOf(['person', 'client'] as const),
    employeeId: nullable(Id),
    name: nullable(word('Dewi Lubis (contoh 4)')),
    roles: Type.Array(oneOf(ROLES)),
    scopes: Type.Array(oneOf(SCOPES)),
    tasks: closed({
      feedback: whole(3, 'Requests to rate somebody, oneself included, that wait for an answer.'),
      confirmations: whole(2, 'Appraisals of scored cycles that wait for the superior who is the caller.'),
      objections: whole(0, 'Objections that the caller is to decide.'),
      acknowledgements: whole(1, 'Own appraisals whose results were published and not acknowledged.'),
    }),
    leadsUnits: Flag('Whether the caller leads a unit today.'),
    actions: Type.Array(word('cycle.read')),
  }),
)

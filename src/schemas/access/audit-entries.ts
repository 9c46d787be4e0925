import Type from 'typebox'
import { closed, component, Id, Instant, nullable, pageOf } from '../common.ts'

export const AuditEntry = component(
  'AuditEntry',
  'One act. Acts of raters name neither actor nor resource, and only the day.',
  closed({
    id: Id,
    at: Instant,
    actorId: nullable(Id),
    action: Type.String(),
    resourceId: nullable(Id),
    facts: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    requestId: Type.String(),
  }),
)
export const AuditEntryPage = pageOf('AuditEntry', AuditEntry)

import { closed, component, facts, Id, Instant, nullable, pageOf, word } from '../common.ts'

export const AuditEntry = component(
  'AuditEntry',
  'One act. Acts of raters name neither actor nor resource, and only the day.',
  closed({
    id: Id,
    at: Instant,
    actorId: nullable(Id),
    action: word('cycle.run'),
    resourceId: nullable(Id),
    facts: facts({ state: 'closed' }),
    requestId: word('0b9f3c1e-5d2a-4c56-9f0e-7a41c2d8e6b3'),
  }),
)
export const AuditEntryPage = pageOf('AuditEntry', AuditEntry)

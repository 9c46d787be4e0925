/** The whole permission policy on one screen: who may do what, and through which relation. Its matrix is a golden file. */
import type { Timezone } from './time.ts'

export const ROLES = ['hr_officer', 'auditor', 'platform_admin'] as const
export type Role = (typeof ROLES)[number]

/** Ties between the actor and the person or unit concerned; established by the service after loading. */
export type Relation = 'self' | 'supervisor' | 'superior' | 'unit_leader' | 'rater' | 'requester' | 'decider' | 'peer'

export const SCOPES = [
  'organisation:read',
  'organisation:write',
  'competency:read',
  'competency:write',
  'appraisal:read',
  'appraisal:write',
  'development:read',
  'development:write',
  'exchange:read',
  'exchange:write',
  'access:read',
] as const
export type Scope = (typeof SCOPES)[number]

export interface Actor {
  readonly identityId: string
  readonly institutionId: string
  /** Of the institution: decides which day it is. */
  readonly timezone: Timezone
  readonly kind: 'person' | 'client'
  readonly employeeId: string | null
  readonly roles: readonly Role[]
  readonly scopes: readonly Scope[]
  /** Requests per minute; null: what the installation grants everyone. */
  readonly rateLimit: number | null
  /** Identity of the API client through which a person acts (RFC 8693). */
  readonly through: string | null
}

const isSameList = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((one, index) => one === others[index])

/** Whether all that decides what one may do and see is the same for the other. */
export const isSameActor = (one: Actor, other: Actor): boolean =>
  one.identityId === other.identityId &&
  one.institutionId === other.institutionId &&
  one.timezone === other.timezone &&
  one.kind === other.kind &&
  one.employeeId === other.employeeId &&
  one.rateLimit === other.rateLimit &&
  one.through === other.through &&
  isSameList(one.roles, other.roles) &&
  isSameList(one.scopes, other.scopes)

interface Rule {
  /** Roles that may for the whole institution. */
  readonly roles: readonly Role[]
  /** Relations through which an employee may. */
  readonly relations?: readonly Relation[]
  /** Any signed-in person of the institution may. */
  readonly everyone?: true
  /** Scope with which an API client may for the whole institution; without one, no client may. */
  readonly scope?: Scope
}

const HR = ['hr_officer'] as const
const READERS = ['hr_officer', 'auditor'] as const
const PLATFORM = ['platform_admin'] as const

export const POLICY = {
  'institution.create': { roles: PLATFORM },
  'institution.list': { roles: PLATFORM },
  'institution.read': { roles: [...READERS, ...PLATFORM], everyone: true, scope: 'organisation:read' },
  'institution.update': { roles: [...HR, ...PLATFORM], scope: 'organisation:write' },
  'unit.read': { roles: READERS, everyone: true, scope: 'organisation:read' },
  'unit.write': { roles: HR, scope: 'organisation:write' },
  'position.read': { roles: READERS, everyone: true, scope: 'organisation:read' },
  'position.write': { roles: HR, scope: 'organisation:write' },
  'employee.list': { roles: READERS, relations: ['unit_leader'], scope: 'organisation:read' },
  'employee.read': {
    roles: READERS,
    relations: ['self', 'supervisor', 'superior', 'unit_leader'],
    scope: 'organisation:read',
  },
  'employee.write': { roles: HR, scope: 'organisation:write' },
  'assignment.read': { roles: READERS, relations: ['self', 'supervisor', 'unit_leader'], scope: 'organisation:read' },
  'assignment.list': { roles: READERS, scope: 'organisation:read' },
  'assignment.write': { roles: HR, scope: 'organisation:write' },
  'preset.read': { roles: READERS, everyone: true, scope: 'competency:read' },
  'preset.install': { roles: HR, scope: 'competency:write' },
  'framework.read': { roles: READERS, everyone: true, scope: 'competency:read' },
  'framework.write': { roles: HR, scope: 'competency:write' },
  'positionStandard.read': { roles: READERS, everyone: true, scope: 'competency:read' },
  'positionStandard.write': { roles: HR, scope: 'competency:write' },
  'scoringPolicy.read': { roles: READERS, everyone: true, scope: 'appraisal:read' },
  'scoringPolicy.write': { roles: HR, scope: 'appraisal:write' },
  'form.read': { roles: READERS, everyone: true, scope: 'appraisal:read' },
  'form.write': { roles: HR, scope: 'appraisal:write' },
  'cycle.read': { roles: READERS, everyone: true, scope: 'appraisal:read' },
  'cycle.write': { roles: HR, scope: 'appraisal:write' },
  'cycle.inspect': { roles: READERS, scope: 'appraisal:read' },
  'cycle.run': { roles: HR },
  'cycle.extend': { roles: HR },
  'briefing.acknowledge': { roles: [], relations: ['self'] },
  'briefing.list': { roles: READERS, relations: ['unit_leader'], scope: 'appraisal:read' },
  'appraisal.list': { roles: READERS, relations: ['self', 'supervisor', 'unit_leader'], scope: 'appraisal:read' },
  'appraisal.read': {
    roles: READERS,
    relations: ['self', 'supervisor', 'superior', 'unit_leader'],
    scope: 'appraisal:read',
  },
  'appraisal.handOver': { roles: HR },
  'appraisal.recordWorkResult': { roles: [], relations: ['supervisor'] },
  'appraisal.importWorkResults': { roles: HR, scope: 'appraisal:write' },
  'appraisal.confirm': { roles: [], relations: ['supervisor'] },
  'result.list': { roles: READERS, relations: ['self', 'supervisor', 'unit_leader'], scope: 'appraisal:read' },
  'result.read': {
    roles: READERS,
    relations: ['self', 'supervisor', 'superior', 'unit_leader'],
    scope: 'appraisal:read',
  },
  'unitFigure.read': { roles: READERS, everyone: true, scope: 'appraisal:read' },
  'myResult.read': { roles: [], relations: ['self'] },
  'myResult.acknowledge': { roles: [], relations: ['self'] },
  'objection.file': { roles: [], relations: ['self'] },
  'objection.list': { roles: READERS, relations: ['self', 'supervisor', 'decider'] },
  'objection.read': { roles: READERS, relations: ['self', 'supervisor', 'decider'] },
  'objection.appoint': { roles: HR },
  'objection.hear': { roles: [], relations: ['decider'] },
  'objection.state': { roles: [], relations: ['self', 'supervisor'] },
  'objection.readRecord': { roles: [], relations: ['decider'] },
  'objection.decide': { roles: [], relations: ['decider'] },
  'objection.withdraw': { roles: [], relations: ['self'] },
  'calibration.read': { roles: READERS },
  'calibration.write': { roles: HR },
  'calibration.simulate': { roles: HR },
  'breakdown.verify': { roles: READERS, everyone: true, scope: 'appraisal:read' },
  // No scope: who is asked to rate whom is for people to see, never for a machine.
  'feedbackRequest.list': { roles: HR },
  'feedbackRequest.read': { roles: HR, relations: ['rater'] },
  'feedbackRequest.nominate': { roles: HR, relations: ['self', 'supervisor'] },
  'feedbackRequest.approve': { roles: HR, relations: ['supervisor'] },
  'feedbackRequest.change': { roles: HR },
  'raterDraw.run': { roles: HR },
  'raterDraw.read': { roles: HR },
  'task.list': { roles: [], relations: ['rater'] },
  'feedbackResponse.read': { roles: [], relations: ['rater'] },
  'feedbackResponse.write': { roles: [], relations: ['rater'] },
  'feedbackResponse.submit': { roles: [], relations: ['rater'] },
  // Of raters who answered on paper; no scope, since a machine has no paper before it.
  'feedbackResponse.enter': { roles: HR },
  'feedbackResponse.decline': { roles: [], relations: ['rater'] },
  // Between those who work together; neither HR nor a machine reads along.
  'feedbackNote.write': { roles: [], relations: ['self', 'supervisor', 'superior', 'peer'] },
  'feedbackNote.read': { roles: [], relations: ['self', 'supervisor', 'superior', 'peer'] },
  'training.read': { roles: READERS, everyone: true, scope: 'development:read' },
  'training.write': { roles: HR, scope: 'development:write' },
  'enrolment.read': { roles: READERS, relations: ['self', 'supervisor', 'unit_leader'], scope: 'development:read' },
  'enrolment.list': { roles: READERS, scope: 'development:read' },
  'enrolment.write': { roles: HR, scope: 'development:write' },
  'trainingEffect.read': { roles: READERS, scope: 'development:read' },
  'trainingHours.read': { roles: READERS, relations: ['self', 'supervisor', 'unit_leader'], scope: 'development:read' },
  'developmentPlan.list': {
    roles: READERS,
    relations: ['self', 'supervisor', 'unit_leader'],
    scope: 'development:read',
  },
  'developmentPlan.read': {
    roles: READERS,
    relations: ['self', 'supervisor', 'unit_leader'],
    scope: 'development:read',
  },
  'developmentPlan.write': { roles: HR, relations: ['self', 'supervisor'] },
  // Nobody agrees for another.
  'developmentPlan.agree': { roles: [], relations: ['self', 'supervisor'] },
  'talent.read': { roles: READERS, scope: 'development:read' },
  'unitOverview.read': { roles: READERS, relations: ['unit_leader'], scope: 'development:read' },
  'satisfactionSurvey.read': { roles: READERS, everyone: true, scope: 'development:read' },
  'satisfactionSurvey.write': { roles: HR, scope: 'development:write' },
  // What a file may change is decided by its kind besides.
  'import.run': { roles: HR, scope: 'exchange:write' },
  'import.read': { roles: READERS, scope: 'exchange:read' },
  'export.request': { roles: [...READERS, ...PLATFORM], scope: 'exchange:read' },
  'export.read': { roles: [...READERS, ...PLATFORM], scope: 'exchange:read' },
  'siasnHandover.prepare': { roles: HR, scope: 'exchange:write' },
  'siasnHandover.read': { roles: READERS, scope: 'exchange:read' },
  'siasnRecord.read': { roles: READERS, scope: 'exchange:read' },
  'siasnRecord.settle': { roles: HR, scope: 'exchange:write' },
  'event.read': { roles: [...READERS, ...PLATFORM], scope: 'exchange:read' },
  'webhookEndpoint.read': { roles: READERS, scope: 'exchange:read' },
  'webhookEndpoint.write': { roles: HR, scope: 'exchange:write' },
  // Only files can be cancelled: the scope is theirs.
  'job.cancel': { roles: HR, relations: ['requester'], scope: 'exchange:write' },
  'job.read': { roles: READERS, relations: ['requester'] },
  'me.read': { roles: ROLES, everyone: true, scope: 'access:read' },
  'identity.read': { roles: [...READERS, ...PLATFORM], scope: 'access:read' },
  'identity.write': { roles: [...HR, ...PLATFORM] },
  'roleGrant.read': { roles: [...READERS, ...PLATFORM], scope: 'access:read' },
  'roleGrant.write': { roles: [...HR, ...PLATFORM] },
  'apiClient.read': { roles: [...READERS, ...PLATFORM], scope: 'access:read' },
  'apiClient.write': { roles: [...HR, ...PLATFORM] },
  'identityProvider.read': { roles: [...READERS, ...PLATFORM], scope: 'access:read' },
  'identityProvider.write': { roles: PLATFORM },
  'tokenKey.read': { roles: PLATFORM },
  'tokenKey.write': { roles: PLATFORM },
  'signingKey.read': { roles: ROLES, everyone: true, scope: 'access:read' },
  'personalData.own': { roles: [], relations: ['self'] },
  'personalData.read': { roles: READERS },
  'personalData.decide': { roles: HR },
  'raterOpening.request': { roles: READERS },
  'raterOpening.read': { roles: READERS },
  'raterOpening.decide': { roles: READERS },
  'auditChain.verify': { roles: ['hr_officer', 'auditor', 'platform_admin'], scope: 'access:read' },
  'auditEntry.read': { roles: ['auditor', 'platform_admin'], scope: 'access:read' },
} as const satisfies Record<string, Rule>

export type Action = keyof typeof POLICY

const ruleOf = (action: Action): Rule => POLICY[action]

/** Whether a role or scope of the actor suffices for the whole institution, whoever is concerned. */
export const mayEverywhere = (actor: Pick<Actor, 'kind' | 'roles' | 'scopes'>, action: Action): boolean => {
  const rule = ruleOf(action)
  if (actor.kind === 'client') return rule.scope !== undefined && actor.scopes.includes(rule.scope)
  return rule.everyone === true || rule.roles.some((role) => actor.roles.includes(role))
}

/** Whether the actor could ever do it; false is refused before anything is loaded. */
export const mayAtAll = (actor: Actor, action: Action): boolean =>
  mayEverywhere(actor, action) || (actor.employeeId !== null && (ruleOf(action).relations?.length ?? 0) > 0)

export const mayThrough = (actor: Actor, action: Action, relations: ReadonlySet<Relation>): boolean =>
  mayEverywhere(actor, action) ||
  (actor.employeeId !== null && (ruleOf(action).relations ?? []).some((relation) => relations.has(relation)))

/** Acts whose answer holds a secret: told once, and kept sealed for as long as it can be replayed. */
export const SECRET_ACTIONS: ReadonlySet<Action> = new Set<Action>(['apiClient.write', 'webhookEndpoint.write'])

/** Acts whose audit entry must not tell who did it, to what, or at which moment: a rater's answers. */
export const ANONYMOUS_ACTIONS: ReadonlySet<Action> = new Set<Action>([
  'feedbackResponse.write',
  'feedbackResponse.submit',
  'feedbackResponse.decline',
  // Who notes something of whom may be asked to rate him or her.
  'feedbackNote.write',
])

/**
 * Events: what others are told. A type says by which act it comes about, who may know of it, and which facts go out with
 * it; what is not named here stays inside. Of what raters do there is no event (hardening.md J2).
 */
import type { Action } from '../policy.ts'
import type { Facts } from '../errors.ts'

interface EventType {
  /** Operation of the contract, or kind of job that was done. */
  readonly by: readonly string[]
  /** Whoever may do this for the whole institution may know of it. */
  readonly read: Action
  /** Where the subject can be read. */
  readonly path: string
  readonly facts?: readonly string[]
}

const type = (
  by: string | readonly string[],
  read: Action,
  path: string,
  facts: readonly string[] = [],
): EventType => ({
  by: [by].flat(),
  read,
  path,
  facts,
})

const LIFECYCLE = ['code', 'edition']

export const EVENTS = {
  'institution.changed': type('updateInstitution', 'institution.read', '/v1/institutions/'),
  'unit.created': type('createUnit', 'unit.read', '/v1/units/'),
  'unit.changed': type('updateUnit', 'unit.read', '/v1/units/', ['moved']),
  'position.created': type('createPosition', 'position.read', '/v1/positions/'),
  'position.changed': type('updatePosition', 'position.read', '/v1/positions/'),
  'employee.created': type('createEmployee', 'employee.list', '/v1/employees/'),
  'employee.changed': type('updateEmployee', 'employee.list', '/v1/employees/'),
  'employee.pseudonymised': type('pseudonymiseEmployee', 'employee.list', '/v1/employees/'),
  'assignment.created': type('createAssignment', 'assignment.list', '/v1/assignments/', ['kind']),
  'assignment.changed': type('updateAssignment', 'assignment.list', '/v1/assignments/'),
  'framework.created': type('createFramework', 'framework.read', '/v1/frameworks/', LIFECYCLE),
  'framework.published': type('publishFramework', 'framework.read', '/v1/frameworks/'),
  'framework.retired': type('retireFramework', 'framework.read', '/v1/frameworks/'),
  'positionStandard.changed': type(
    ['createPositionStandard', 'updatePositionStandard', 'confirmPositionStandard'],
    'positionStandard.read',
    '/v1/position-standards/',
  ),
  'scoringPolicy.created': type('createScoringPolicy', 'scoringPolicy.read', '/v1/scoring-policies/', LIFECYCLE),
  'form.created': type('createForm', 'form.read', '/v1/forms/', LIFECYCLE),
  'form.published': type('publishForm', 'form.read', '/v1/forms/'),
  'form.retired': type('retireForm', 'form.read', '/v1/forms/'),
  'cycle.created': type('createCycle', 'cycle.read', '/v1/cycles/'),
  'cycle.changed': type('updateCycle', 'cycle.read', '/v1/cycles/'),
  'cycle.extended': type('extendCycle', 'cycle.read', '/v1/cycles/', ['phase', 'from', 'to']),
  'cycle.opened': type('cycle.open', 'cycle.read', '/v1/cycles/'),
  'cycle.closed': type('closeCycle', 'cycle.read', '/v1/cycles/'),
  'cycle.scored': type('cycle.score', 'cycle.read', '/v1/cycles/'),
  'cycle.published': type('cycle.publish', 'cycle.read', '/v1/cycles/'),
  'appraisal.workResultRecorded': type('recordWorkResult', 'appraisal.list', '/v1/appraisals/'),
  'appraisal.confirmed': type('confirmAppraisal', 'appraisal.list', '/v1/appraisals/'),
  'appraisal.handedOver': type('handOverAppraisal', 'appraisal.list', '/v1/appraisals/', ['supervisor']),
  'objection.filed': type('fileObjection', 'objection.list', '/v1/objections/', ['result']),
  'objection.deciderAppointed': type('appointDecider', 'objection.list', '/v1/objections/'),
  'objection.heard': type('openHearing', 'objection.list', '/v1/objections/'),
  'objection.decided': type('decideObjection', 'objection.list', '/v1/objections/'),
  'objection.withdrawn': type('withdrawObjection', 'objection.list', '/v1/objections/'),
  'calibration.opened': type('openCalibration', 'calibration.read', '/v1/calibrations/', ['cycle']),
  'calibration.applied': type('applyChangeSet', 'calibration.read', '/v1/calibrations/', ['changes']),
  'training.created': type('createTraining', 'training.read', '/v1/trainings/', ['code']),
  'training.changed': type('updateTraining', 'training.read', '/v1/trainings/', ['code']),
  'trainingSession.created': type('createTrainingSession', 'training.read', '/v1/training-sessions/', ['training']),
  'trainingSession.changed': type('updateTrainingSession', 'training.read', '/v1/training-sessions/', ['state']),
  'trainingSession.filled': type('selectParticipants', 'enrolment.list', '/v1/training-sessions/', ['enrolled']),
  'enrolment.created': type('createEnrolment', 'enrolment.list', '/v1/enrolments/', ['training']),
  'enrolment.changed': type('updateEnrolment', 'enrolment.list', '/v1/enrolments/', ['training', 'state']),
  'developmentPlan.proposed': type('proposeDevelopmentPlan', 'developmentPlan.list', '/v1/development-plans/'),
  'developmentPlan.agreed': type('agreeDevelopmentPlan', 'developmentPlan.list', '/v1/development-plans/', ['state']),
  'developmentPlan.changed': type(
    ['addDevelopmentPlanItem', 'updateDevelopmentPlanItem'],
    'developmentPlan.list',
    '/v1/development-plans/',
    ['state', 'item', 'itemState'],
  ),
  'developmentPlan.closed': type('closeDevelopmentPlan', 'developmentPlan.list', '/v1/development-plans/'),
  'developmentPlan.itemDue': type('developmentPlan.due', 'developmentPlan.list', '/v1/development-plans/', [
    'item',
    'dueOn',
  ]),
  'developmentPlan.itemOverdue': type('developmentPlan.overdue', 'developmentPlan.list', '/v1/development-plans/', [
    'item',
    'dueOn',
  ]),
  'satisfactionSurvey.changed': type(
    ['createSatisfactionSurvey', 'updateSatisfactionSurvey'],
    'satisfactionSurvey.read',
    '/v1/satisfaction-surveys/',
    ['unit'],
  ),
  'import.finished': type('import', 'import.read', '/v1/imports/', ['kind', 'dryRun']),
  'export.finished': type('export', 'export.read', '/v1/exports/', ['kind', 'format']),
  'siasnHandover.prepared': type('siasn.prepare', 'siasnHandover.read', '/v1/siasn-handovers/', ['service']),
  'siasnRecord.settled': type('settleSiasnRecord', 'siasnRecord.read', '/v1/siasn-records/', ['event', 'service']),
  'identity.created': type('createIdentity', 'identity.read', '/v1/identities/', ['kind']),
  'identity.changed': type('updateIdentity', 'identity.read', '/v1/identities/', ['disabled']),
  'roleGrant.created': type('createRoleGrant', 'roleGrant.read', '/v1/role-grants/', ['role', 'identity']),
  'roleGrant.revoked': type('revokeRoleGrant', 'roleGrant.read', '/v1/role-grants/', ['role']),
  'apiClient.created': type('createApiClient', 'apiClient.read', '/v1/api-clients/'),
  'apiClient.changed': type(
    ['updateApiClient', 'addClientSecret', 'addClientKey', 'revokeClientCredential'],
    'apiClient.read',
    '/v1/api-clients/',
  ),
  'personalData.requested': type('requestPersonalData', 'personalData.read', '/v1/employees/'),
  'personalData.decided': type('decidePersonalDataRequest', 'personalData.read', '/v1/employees/'),
  'webhookEndpoint.pinged': type('pingWebhookEndpoint', 'webhookEndpoint.read', '/v1/webhook-endpoints/'),
  'webhookEndpoint.disabled': type('webhook.disable', 'webhookEndpoint.read', '/v1/webhook-endpoints/', ['reason']),
} as const satisfies Record<string, EventType>

export type EventName = keyof typeof EVENTS
export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[]

const BY_ACT: ReadonlyMap<string, EventName> = new Map(
  EVENT_NAMES.flatMap((name) => EVENTS[name].by.map((act): [string, EventName] => [act, name])),
)

export interface NewEvent {
  readonly type: EventName
  readonly subject: string
  readonly data: Facts
}

/** The event of an act, with the facts that may go out; null for acts of which nobody is told. */
export const eventOf = (act: string, subject: string | undefined, facts: Facts): NewEvent | null => {
  const name = BY_ACT.get(act)
  if (name === undefined || subject === undefined) return null
  const told: EventType = EVENTS[name]
  const data = Object.fromEntries(Object.entries(facts).filter(([fact]) => told.facts?.includes(fact)))
  return { type: name, subject, data }
}

export interface StoredEvent extends NewEvent {
  readonly id: string
  readonly sequence: number
  readonly at: string
}

/** CloudEvents 1.0, with the extension `sequence`. */
export interface CloudEvent {
  readonly specversion: '1.0'
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject: string
  readonly time: string
  readonly datacontenttype: 'application/json'
  readonly sequence: string
  readonly data: Facts & { readonly url: string }
}

export const cloudEventOf = (
  institutionId: string,
  { type: name, subject, data, id, sequence, at }: StoredEvent,
): CloudEvent => ({
  specversion: '1.0',
  id,
  source: `/v1/institutions/${institutionId}`,
  type: name,
  subject,
  time: at,
  datacontenttype: 'application/json',
  sequence: String(sequence),
  data: { ...data, url: `${EVENTS[name].path}${subject}` },
})

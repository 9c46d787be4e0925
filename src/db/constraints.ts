/** What PostgreSQL refuses, as the product's own refusals: by constraint name, then by SQLSTATE. */
import { DomainError, type ErrorCode } from '../domain/errors.ts'

/** A rule that a request can break. Constraints missing here guard against faults of ours and are listed in a test. */
export const CONSTRAINT_CODES: Readonly<Record<string, ErrorCode>> = {
  institutions_code_once: 'institution.codeTaken',
  identities_subject_once: 'identity.subjectTaken',
  webhook_endpoints_client_exists: 'webhookEndpoint.clientUnknown',
  identity_providers_issuer_once: 'identityProvider.issuerTaken',
  identity_providers_institution_exists: 'identityProvider.institutionUnknown',
  identities_employee_exists: 'identity.employeeUnknown',
  role_grants_once: 'roleGrant.alreadyGranted',
  role_grants_platform_only: 'roleGrant.platformOnly',
  idempotency_keys_pkey: 'idempotency.inProgress',
  units_code_once: 'unit.codeTaken',
  units_parent_exists: 'unit.parentUnknown',
  units_not_own_parent: 'unit.wouldFormCycle',
  positions_code_once: 'position.codeTaken',
  positions_unit_exists: 'position.unitUnknown',
  positions_one_leader_per_unit: 'position.unitHasLeader',
  employees_nip_once: 'employee.nipTaken',
  employees_nip_is_18_digits: 'employee.nipInvalid',
  assignments_employee_exists: 'assignment.employeeUnknown',
  assignments_position_exists: 'assignment.positionUnknown',
  assignments_supervisor_exists: 'assignment.supervisorUnknown',
  assignments_dates_in_order: 'assignment.datesOutOfOrder',
  assignments_not_own_supervisor: 'assignment.ownSupervisor',
  frameworks_edition_once: 'framework.editionTaken',
  position_standards_class_once: 'positionStandard.targetTaken',
  position_standards_position_once: 'positionStandard.targetTaken',
  position_standards_position_exists: 'positionStandard.targetUnknown',
  position_standards_one_target: 'positionStandard.targetAmbiguous',
  scoring_policies_edition_once: 'scoringPolicy.editionTaken',
  forms_edition_once: 'form.editionTaken',
  cycles_form_exists: 'cycle.formUnknown',
  cycles_dates_in_order: 'cycle.datesOutOfOrder',
  trainings_code_once: 'training.codeTaken',
  enrolments_once: 'enrolment.alreadyEnrolled',
  satisfaction_surveys_once: 'satisfactionSurvey.alreadyReported',
  development_plans_once: 'developmentPlan.alreadyProposed',
  rater_identities_rater_exists: 'feedbackRequest.raterUnknown',
}

/** Causes that pass by themselves: the answer is 503 with Retry-After, never 500. */
const PASSING = new Set([
  '40001', // serialization failure, after the retries
  '40P01', // deadlock, after the retries
  '55P03', // lock not available in time
  '57014', // statement timeout
  '57P01', // administrator shut the server down
  '57P02', // server crashed
  '57P03', // server is starting or recovering
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '25006', // read-only server
  '25P03', // idle in transaction for too long
])

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH'])
const DRIVER_MESSAGE =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client was closed|Client has encountered a connection error)/

/** null when it is none of the database's refusals. */
export const databaseError = (error: unknown): DomainError | null => {
  const { code, constraint, message } = error as { code?: string; constraint?: string; message?: string }
  const known = constraint === undefined ? undefined : CONSTRAINT_CODES[constraint]
  if (known) return new DomainError(known)
  const passes = code !== undefined && (PASSING.has(code) || NETWORK.has(code) || code.startsWith('08'))
  if (passes || DRIVER_MESSAGE.test(message ?? '')) return new DomainError('service.unavailable')
  return null
}

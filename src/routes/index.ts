/** The table of contents: every route of the product, and every component of its contract. */
import type { TSchema } from 'typebox'
import type { AnyEndpoint } from '../http/contract.ts'
import * as schemas from '../schemas/index.ts'
import { apiClientRoutes } from './access/api-clients.ts'
import { auditEntryRoutes } from './access/audit-entries.ts'
import { identityRoutes } from './access/identities.ts'
import { identityProviderRoutes } from './access/identity-providers.ts'
import { meRoutes } from './access/me.ts'
import { personalDataRoutes } from './access/personal-data.ts'
import { raterOpeningRoutes } from './access/rater-openings.ts'
import { roleGrantRoutes } from './access/role-grants.ts'
import { tokenKeyRoutes } from './access/token-keys.ts'
import { appraisalRoutes } from './appraisal/appraisals.ts'
import { briefingRoutes } from './appraisal/briefings.ts'
import { calibrationRoutes } from './appraisal/calibrations.ts'
import { cycleExtensionRoutes } from './appraisal/cycle-extensions.ts'
import { cycleRoutes } from './appraisal/cycles.ts'
import { disclosureRoutes } from './appraisal/disclosures.ts'
import { formRoutes } from './appraisal/forms.ts'
import { handoverRoutes } from './appraisal/handovers.ts'
import { jobRoutes } from './appraisal/jobs.ts'
import { objectionRoutes } from './appraisal/objections.ts'
import { resultRoutes } from './appraisal/results.ts'
import { scoringPolicyRoutes } from './appraisal/scoring-policies.ts'
import { unitFigureRoutes } from './appraisal/unit-figures.ts'
import { enrolmentRoutes } from './development/enrolments.ts'
import { satisfactionSurveyRoutes } from './development/satisfaction-surveys.ts'
import { gapAnalysisRoutes } from './development/gap-analyses.ts'
import { developmentPlanRoutes } from './development/plans.ts'
import { reportRoutes } from './development/reports.ts'
import { trainingHoursRoutes } from './development/training-hours.ts'
import { trainingSessionRoutes } from './development/training-sessions.ts'
import { trainingRoutes } from './development/trainings.ts'
import { unitOverviewRoutes } from './development/unit-overviews.ts'
import { exportRoutes } from './exchange/exports.ts'
import { siasnRoutes } from './exchange/siasn.ts'
import { importRoutes } from './exchange/imports.ts'
import { webhookEndpointRoutes } from './exchange/webhook-endpoints.ts'
import { frameworkRoutes } from './competency/frameworks.ts'
import { positionStandardRoutes } from './competency/position-standards.ts'
import { presetRoutes } from './competency/presets.ts'
import { raterDrawRoutes } from './feedback/rater-draws.ts'
import { feedbackNoteRoutes } from './feedback/notes.ts'
import { feedbackRequestRoutes } from './feedback/requests.ts'
import { feedbackResponseRoutes } from './feedback/responses.ts'
import { assignmentRoutes } from './organisation/assignments.ts'
import { employeeRoutes } from './organisation/employees.ts'
import { institutionRoutes } from './organisation/institutions.ts'
import { positionRoutes } from './organisation/positions.ts'
import { unitRoutes } from './organisation/units.ts'

export const endpoints: readonly AnyEndpoint[] = [
  ...institutionRoutes,
  ...unitRoutes,
  ...positionRoutes,
  ...employeeRoutes,
  ...assignmentRoutes,
  ...presetRoutes,
  ...frameworkRoutes,
  ...positionStandardRoutes,
  ...scoringPolicyRoutes,
  ...formRoutes,
  ...cycleRoutes,
  ...cycleExtensionRoutes,
  ...briefingRoutes,
  ...appraisalRoutes,
  ...handoverRoutes,
  ...resultRoutes,
  ...unitFigureRoutes,
  ...disclosureRoutes,
  ...objectionRoutes,
  ...calibrationRoutes,
  ...raterDrawRoutes,
  ...feedbackRequestRoutes,
  ...feedbackResponseRoutes,
  ...feedbackNoteRoutes,
  ...gapAnalysisRoutes,
  ...unitOverviewRoutes,
  ...developmentPlanRoutes,
  ...trainingHoursRoutes,
  ...reportRoutes,
  ...trainingRoutes,
  ...trainingSessionRoutes,
  ...enrolmentRoutes,
  ...satisfactionSurveyRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...siasnRoutes,
  ...webhookEndpointRoutes,
  ...jobRoutes,
  ...meRoutes,
  ...identityRoutes,
  ...roleGrantRoutes,
  ...apiClientRoutes,
  ...identityProviderRoutes,
  ...tokenKeyRoutes,
  ...personalDataRoutes,
  ...raterOpeningRoutes,
  ...auditEntryRoutes,
]

export const components: readonly TSchema[] = Object.values(schemas)

/** Every component of the contract. */
export {
  ApiClient,
  ApiClientPage,
  CreateApiClient,
  IssuedSecret,
  PublicJwk,
  UpdateApiClient,
} from './access/api-clients.ts'
export {
  CreateIdentityProvider,
  IdentityProvider,
  IdentityProviderPage,
  UpdateIdentityProvider,
} from './access/identity-providers.ts'
export { KeySet, OAuthProblem, RevocationRequest, ServerMetadata, TokenAnswer, TokenRequest } from './access/oauth.ts'
export { TokenKey, TokenKeyPage } from './access/token-keys.ts'
export { AuditEntry, AuditEntryPage, AuditVerification, SigningKey } from './access/audit-entries.ts'
export { AppointOfficer, CreateIdentity, Identity, IdentityPage, Officer, UpdateIdentity } from './access/identities.ts'
export { Me } from './access/me.ts'
export {
  DecidePersonalDataRequest,
  MyOpening,
  MyOpeningPage,
  OpenedRater,
  PersonalData,
  PersonalDataReason,
  PersonalDataRequest,
  PersonalDataRequestPage,
  RaterOpening,
  RaterOpeningPage,
  RequestPersonalData,
  RequestRaterOpening,
} from './access/personal-data.ts'
export { CreateRoleGrant, RoleGrant, RoleGrantPage } from './access/role-grants.ts'
export {
  Appraisal,
  AppraisalPage,
  ConfirmAppraisal,
  Handover,
  HandoverPage,
  HandOverAppraisal,
  RecordWorkResult,
} from './appraisal/appraisals.ts'
export {
  AcknowledgeBriefing,
  Briefing,
  BriefingAcknowledgement,
  BriefingCoverage,
  BriefingCoveragePage,
} from './appraisal/briefings.ts'
export {
  CreateCycle,
  CreateRaterDraw,
  Cycle,
  CycleExtension,
  CycleExtensionPage,
  CyclePage,
  Distribution,
  ExtendCycle,
  Preflight,
  Progress,
  RaterDraw,
  RaterDrawPage,
  UpdateCycle,
} from './appraisal/cycles.ts'
export { CreateForm, Form, FormPage, FormSummary, UpdateForm } from './appraisal/forms.ts'
export {
  ApplyChangeSet,
  Calibration,
  CalibrationChange,
  CalibrationChangePage,
  CalibrationPage,
  CalibrationSummary,
  OpenCalibration,
  SimulateScoring,
  Simulation,
} from './appraisal/calibrations.ts'
export { AcknowledgeResult, Disclosure } from './appraisal/disclosures.ts'
export {
  AppointDecider,
  DecideObjection,
  FileObjection,
  Objection,
  ObjectionPage,
  ObjectionSummary,
  StateSide,
} from './appraisal/objections.ts'
export { Job } from './appraisal/jobs.ts'
export {
  Breakdown,
  CreateReceiptVerification,
  CreateVerification,
  Receipt,
  Result,
  ResultPage,
  ResultSummary,
  Verification,
} from './appraisal/results.ts'
export {
  CreateScoringPolicy,
  PolicyDocument,
  ScoringPolicy,
  ScoringPolicyPage,
  ScoringPolicySummary,
} from './appraisal/scoring-policies.ts'
export { UnitFigure, UnitFigurePage } from './appraisal/unit-figures.ts'
export {
  CreateFramework,
  Framework,
  FrameworkPage,
  FrameworkSummary,
  UpdateFramework,
} from './competency/frameworks.ts'
export {
  CreatePositionStandard,
  PositionStandard,
  PositionStandardPage,
  UpdatePositionStandard,
} from './competency/position-standards.ts'
export { Installation, Preset, PresetPage } from './competency/presets.ts'
export {
  ChangeWithReason,
  FeedbackRequest,
  FeedbackRequestPage,
  NominateRater,
  Nomination,
  Task,
  TaskPage,
} from './feedback/requests.ts'
export { FeedbackResponse, SaveResponse, SubmitResponse } from './feedback/responses.ts'
export { CloudEvent, EventFeed } from './exchange/events.ts'
export {
  CreateWebhookEndpoint,
  ReplayedEvents,
  ReplayEvents,
  SignedWebhookEndpoint,
  UpdateWebhookEndpoint,
  WebhookDelivery,
  WebhookDeliveryPage,
  WebhookEndpoint,
  WebhookEndpointPage,
} from './exchange/webhook-endpoints.ts'
export { CreateExport, Export, ExportPage } from './exchange/exports.ts'
export {
  CreateSiasnHandover,
  SettleSiasnRecord,
  SiasnHandover,
  SiasnHandoverPage,
  SiasnRecord,
  SiasnRecordPage,
} from './exchange/siasn.ts'
export {
  Import,
  ImportChange,
  ImportChangePage,
  ImportPage,
  ImportRefusal,
  ImportRefusalPage,
  WaitingPlacement,
  WaitingPlacementPage,
} from './exchange/imports.ts'
export { Assignment, AssignmentPage, CreateAssignment, UpdateAssignment } from './organisation/assignments.ts'
export { CreateEmployee, Employee, EmployeePage, Supervision, UpdateEmployee } from './organisation/employees.ts'
export { CreateInstitution, Institution, InstitutionPage, UpdateInstitution } from './organisation/institutions.ts'
export { CreatePosition, Position, PositionPage, UpdatePosition } from './organisation/positions.ts'
export { CreateUnit, Unit, UnitPage, UpdateUnit } from './organisation/units.ts'
export { Liveness, Readiness } from './health.ts'
export {
  CreateEnrolment,
  DetailedEnrolment,
  Enrolment,
  EnrolmentPage,
  ParticipantSelection,
  SelectParticipants,
  UpdateEnrolment,
} from './development/enrolments.ts'
export {
  AddDevelopmentPlanItem,
  DevelopmentPlan,
  DevelopmentPlanItem,
  DevelopmentPlanPage,
  DevelopmentPlanSummary,
  OverdueItem,
  OverdueItemPage,
  ProposeDevelopmentPlan,
  UpdateDevelopmentPlanItem,
} from './development/plans.ts'
export {
  CreateSatisfactionSurvey,
  SatisfactionSurvey,
  SatisfactionSurveyPage,
  UpdateSatisfactionSurvey,
} from './development/satisfaction-surveys.ts'
export { Successors, TalentPlacement, TalentPlacementPage } from './development/talent.ts'
export { TrainingChange, TrainingChangePage, TrainingEffect } from './development/training-effects.ts'
export { TrainingHours, UnitTrainingHours, UnitTrainingHoursPage } from './development/training-hours.ts'
export {
  CreateTraining,
  CreateTrainingSession,
  Training,
  TrainingPage,
  TrainingSession,
  TrainingSessionPage,
  UpdateTraining,
  UpdateTrainingSession,
} from './development/trainings.ts'
export {
  EmployeeGapAnalysis,
  GapAnalysis,
  HeatMap,
  OpenObjections,
  PersonNeedingHelp,
  PersonNeedingHelpPage,
  UnitPredicates,
  UnitProgress,
  UnitSatisfaction,
} from './development/unit-overviews.ts'
export { Report } from './development/reports.ts'
export {
  AddNoteFile,
  CreateFeedbackNote,
  FeedbackNote,
  FeedbackNotePage,
  UpdateFeedbackNote,
} from './feedback/notes.ts'

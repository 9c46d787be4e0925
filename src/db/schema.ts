/** Written by `npm run db:types` from the migrated database; compared by a test. */
import type { ColumnType, Generated } from 'kysely'

/** Read as a value, written as JSON text. */
export type Json = ColumnType<unknown, string, string>
export type GeneratedJson = ColumnType<unknown, string | undefined, string>
/** smallint[]: read as its text form, written as an array or as that text. */
export type Packed = ColumnType<string, readonly (number | null)[] | string, readonly (number | null)[] | string>

export interface Appraisals {
  institution_id: string
  id: string
  cycle_id: string
  employee_id: string
  supervisor_id: string
  superior_id: string | null
  unit_id: string
  unit_path: string
  position_id: string
  position_class: 'JPT_UTAMA' | 'JPT_MADYA' | 'JPT_PRATAMA' | 'ADMINISTRATOR' | 'PENGAWAS' | 'PELAKSANA' | 'AHLI_UTAMA' | 'AHLI_MADYA' | 'AHLI_MUDA' | 'AHLI_PERTAMA' | 'PENYELIA' | 'MAHIR' | 'TERAMPIL' | 'PEMULA'
  position_type: 'leader' | 'non_leader'
  frozen: Json
  required_levels: Json
  work_result_rating: 'DI_ATAS' | 'SESUAI' | 'DI_BAWAH' | null
  work_result_figure: string | null
  innovation: Generated<boolean>
  behaviour_rating: 'DI_ATAS' | 'SESUAI' | 'DI_BAWAH' | null
  deviation_reason: string | null
  confirmed_at: string | null
  confirmed_by: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface Assignments {
  institution_id: string
  id: string
  employee_id: string
  position_id: string
  supervisor_id: string | null
  kind: 'DEFINITIF' | 'PLT' | 'PLH'
  starts_on: string
  ends_on: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface AuditCheckpoints {
  institution_id: string
  seq: number
  hash: string
  signed_at: string
  key_id: string
  signature: string
}

export interface AuditEntries {
  institution_id: string
  id: string
  at: string
  actor_id: string | null
  action: string
  resource_id: string | null
  facts: string
  request_id: string
  seq: number | null
  hash: string | null
  mac: string | null
}

export interface AuditHeads {
  institution_id: string
  seq: number
  hash: string
  mac: string
  begun_with: string
}

export interface BriefingAcknowledgements {
  institution_id: string
  cycle_id: string
  employee_id: string
  briefing_sha256: string
  acknowledged_at: string
}

export interface CalibrationChanges {
  institution_id: string
  id: string
  calibration_id: string
  appraisal_id: string
  previous_rating: 'DI_ATAS' | 'SESUAI' | 'DI_BAWAH'
  rating: 'DI_ATAS' | 'SESUAI' | 'DI_BAWAH'
  reason: string
  signed_by: string
  signed_at: string
  signature: string
  result_id: string
}

export interface Calibrations {
  institution_id: string
  id: string
  cycle_id: string
  unit_id: string | null
  title: string
  organisation_predicate: 'ISTIMEWA' | 'BAIK' | 'BUTUH_PERBAIKAN' | 'KURANG' | 'SANGAT_KURANG' | null
  opened_by: string
  opened_at: string
}

export interface ClientCredentials {
  institution_id: string
  id: string
  identity_id: string
  kind: 'secret' | 'key'
  secret_digest: string | null
  public_jwk: Json | null
  created_at: string
  last_used_at: string | null
  revoked_at: string | null
  version: Generated<number>
}

export interface CommentSources {
  institution_id: string
  comment_id: string
  request_id: string
}

export interface CycleExtensions {
  institution_id: string
  id: string
  cycle_id: string
  phase: 'selfAssessment' | 'feedback' | 'confirmation'
  previous_to: string
  extended_to: string
  reason: string
  extended_at: string
}

export interface Cycles {
  institution_id: string
  id: string
  name: string
  form_id: string
  state: 'draft' | 'open' | 'closed' | 'scored' | 'published'
  starts_on: string
  ends_on: string
  phases: Json
  population: Json
  draw: Json
  opened_at: string | null
  closed_at: string | null
  scored_at: string | null
  published_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
  thresholds: Json
  requires_briefing: Generated<boolean>
}

export interface DevelopmentPlanItems {
  institution_id: string
  id: string
  plan_id: string
  competency: string | null
  title: string
  delivery: 'KLASIKAL' | 'NON_KLASIKAL'
  siasn_type_id: string | null
  training_id: string | null
  owner_id: string
  hours: number
  due_on: string
  state: 'open' | 'done' | 'dropped'
  evidence: string | null
  why: Json | null
  due_told_at: string | null
  overdue_told_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface DevelopmentPlans {
  institution_id: string
  id: string
  employee_id: string
  cycle_id: string
  result_id: string
  state: 'proposed' | 'agreed' | 'closed'
  employee_agreed_at: string | null
  superior_agreed_at: string | null
  superior_id: string | null
  closed_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface Employees {
  institution_id: string
  id: string
  nip: string
  siasn_id: string | null
  name: string
  employment_kind: 'PNS' | 'PPPK'
  grade: string | null
  active: Generated<boolean>
  sample: Generated<boolean>
  version: Generated<number>
  created_at: string
  updated_at: string
  restricted_at: string | null
  pseudonymised_at: string | null
  official_email: string | null
}

export interface Enrolments {
  institution_id: string
  id: string
  training_id: string
  employee_id: string
  state: 'ENROLLED' | 'COMPLETED' | 'NOT_COMPLETED' | 'WITHDRAWN'
  certificate_number: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
  session_id: string | null
  attended_hours: number | null
  certificate_on: string | null
  choice: Json | null
}

export interface EventPlaces {
  institution_id: string
  last: number
}

export interface Events {
  institution_id: string
  sequence: number
  id: string
  type: string
  subject: string | null
  data: Json
  at: string
}

export interface Exports {
  institution_id: string
  id: string
  kind: 'results' | 'gaps' | 'employees' | 'assignments' | 'audit' | 'development' | 'reports'
  format: 'csv' | 'ndjson' | 'xlsx' | 'pdf'
  cycle_id: string | null
  viewer_id: string | null
  file: string | null
  rows: number | null
  bytes: number | null
  sha256: string | null
  requested_by: string
  created_at: string
  expires_at: string
  language: Generated<'id' | 'en'>
}

export interface FeedbackNoteFiles {
  institution_id: string
  id: string
  note_id: string
  name: string
  media_type: string
  sha256: string
  reference: string | null
  content: Buffer | null
  created_at: string
}

export interface FeedbackNotes {
  institution_id: string
  id: string
  subject_id: string
  author_id: string
  relation: 'self' | 'superior' | 'peer'
  element: string | null
  indicator: string | null
  body: string
  noted_on: string
  shared: boolean
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface FeedbackRequests {
  institution_id: string
  id: string
  cycle_id: string
  appraisal_id: string
  rater_group: 'self' | 'supervisor' | 'peer' | 'subordinate'
  state: 'proposed' | 'active' | 'submitted' | 'declined' | 'withdrawn'
  origin: 'relation' | 'draw' | 'nomination'
  reason: string | null
  version: Generated<number>
  nominee_id: string | null
  decline_reason: string | null
  answered_on: string | null
}

export interface FeedbackResponses {
  institution_id: string
  request_id: string
  appraisal_id: string
  rater_group: 'self' | 'supervisor' | 'peer' | 'subordinate'
  state: 'draft' | 'submitted'
  ratings: Packed
  comments: Json
}

export interface Forms {
  institution_id: string
  id: string
  code: string
  edition: number
  title: string
  state: 'draft' | 'published' | 'retired'
  behaviour_policy_id: string | null
  competency_policy_id: string | null
  content: Json
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface Frameworks {
  institution_id: string
  id: string
  code: string
  edition: number
  name: string
  instrument: 'behaviour' | 'competency'
  source: string
  preset: string | null
  state: 'draft' | 'published' | 'retired'
  content: Json
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface GapProfiles {
  institution_id: string
  cycle_id: string
  scope: 'unit' | 'positionClass' | 'institution'
  key: string
  code: string
  people: number | null
  attained: string | null
  required: string | null
  gap: string | null
  withheld: 'below_threshold' | 'complementary' | null
}

export interface Handovers {
  institution_id: string
  id: string
  appraisal_id: string
  previous_supervisor_id: string
  supervisor_id: string
  reason: string
  handed_over_at: string
}

export interface IdempotencyKeys {
  institution_id: string
  identity_id: string
  key: string
  request_digest: string
  status: number
  headers: string
  body: string
  expires_at: string
}

export interface Identities {
  institution_id: string
  id: string
  issuer: string
  subject: string
  kind: 'person' | 'client'
  employee_id: string | null
  label: string
  scopes: Generated<string[]>
  disabled_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
  token_generation: Generated<number>
  rate_limit: number | null
  acts_for_persons: Generated<boolean>
  last_used_at: string | null
}

export interface IdentityProviders {
  institution_id: string
  id: string
  issuer: string
  audiences: string[]
  exchange_audiences: Generated<string[]>
  claim: string
  matches: 'nip' | 'siasn_id' | 'official_email'
  disabled_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface ImportChanges {
  institution_id: string
  import_id: string
  place: number
  line: number | null
  change: 'inserted' | 'updated' | 'deactivated'
  key: Json
  before: Json | null
  after: Json | null
}

export interface ImportRefusals {
  institution_id: string
  import_id: string
  line: number
  faults: Json
  cells: Json
}

export interface Imports {
  institution_id: string
  id: string
  kind: 'units' | 'positions' | 'employees' | 'assignments' | 'position-standards' | 'work-results' | 'feedback-responses' | 'trainings' | 'enrolments' | 'satisfaction-surveys'
  mode: 'partial' | 'atomic'
  dry_run: boolean
  missing: 'keep' | 'deactivate'
  max_missing_percent: number
  unknown_columns: 'refuse' | 'ignore'
  unknown_people: 'refuse' | 'wait'
  source: 'file' | 'waiting'
  with_changes: boolean
  format: 'csv' | 'ndjson' | 'xlsx'
  compressed: boolean
  bytes: number
  sha256: string
  file: string
  fields: string[] | null
  ignored: string[] | null
  rows: number | null
  inserted: number | null
  updated: number | null
  unchanged: number | null
  refused: number | null
  deactivated: number | null
  ended: number | null
  placed: number | null
  waiting: number | null
  followed_by: string | null
  cycle_id: string | null
  requested_by: string
  created_at: string
}

export interface Institutions {
  id: string
  code: string
  name: string
  timezone: 'Asia/Jakarta' | 'Asia/Makassar' | 'Asia/Jayapura'
  siasn_id: string | null
  sample: Generated<boolean>
  version: Generated<number>
  created_at: string
  updated_at: string
  objection_days: Generated<number>
  hearing_days: Generated<number>
  decision_days: Generated<number>
  retention_years: Generated<number>
  talent_rules: Json | null
}

export interface Jobs {
  institution_id: string
  id: string
  kind: 'cycle.open' | 'cycle.score' | 'cycle.publish' | 'import' | 'export' | 'siasn.prepare'
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  cycle_id: string | null
  requested_by: string
  done: Generated<number>
  total: number | null
  outcome: Json | null
  problem: Json | null
  version: Generated<number>
  created_at: string
  started_at: string | null
  finished_at: string | null
  progress: Json | null
  cancel_requested_at: string | null
}

export interface ObjectionStatements {
  institution_id: string
  id: string
  objection_id: string
  party: 'subject' | 'supervisor'
  body: string
  stated_at: string
}

export interface Objections {
  institution_id: string
  id: string
  appraisal_id: string
  instrument: 'behaviour' | 'competency'
  result_id: string
  state: 'filed' | 'hearing' | 'decided' | 'withdrawn'
  grounds: Json
  decider_id: string | null
  filed_at: string
  received_on: string
  decide_by: string
  hearing_until: string | null
  outcome: 'upheld' | 'dismissed' | null
  decision_reason: string | null
  decided_at: string | null
  new_result_id: string | null
  version: Generated<number>
}

export interface PaperResponses {
  institution_id: string
  request_id: string
  digest: string
  taken: boolean
}

export interface PersonalDataRequests {
  institution_id: string
  id: string
  employee_id: string
  kind: 'access' | 'correction' | 'restriction'
  detail: string | null
  state: 'open' | 'granted' | 'refused'
  requested_at: string
  due_at: string
  decided_by: string | null
  decision_reason: string | null
  decided_at: string | null
}

export interface PositionStandards {
  institution_id: string
  id: string
  position_class: 'JPT_UTAMA' | 'JPT_MADYA' | 'JPT_PRATAMA' | 'ADMINISTRATOR' | 'PENGAWAS' | 'PELAKSANA' | 'AHLI_UTAMA' | 'AHLI_MADYA' | 'AHLI_MUDA' | 'AHLI_PERTAMA' | 'PENYELIA' | 'MAHIR' | 'TERAMPIL' | 'PEMULA' | null
  position_id: string | null
  levels: Json
  origin: 'institution' | 'template'
  confirmed_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface Positions {
  institution_id: string
  id: string
  unit_id: string
  code: string
  title: string
  class: 'JPT_UTAMA' | 'JPT_MADYA' | 'JPT_PRATAMA' | 'ADMINISTRATOR' | 'PENGAWAS' | 'PELAKSANA' | 'AHLI_UTAMA' | 'AHLI_MADYA' | 'AHLI_MUDA' | 'AHLI_PERTAMA' | 'PENYELIA' | 'MAHIR' | 'TERAMPIL' | 'PEMULA'
  leads_unit: Generated<boolean>
  active: Generated<boolean>
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface RaterDraws {
  institution_id: string
  id: string
  cycle_id: string
  algorithm: string
  seed: string
  reason: string
  parameters: Json
  added: number
  drawn_at: string
}

export interface RaterIdentities {
  institution_id: string
  request_id: string
  appraisal_id: string
  rater_id: string
}

export interface RaterOpenings {
  institution_id: string
  id: string
  request_id: string
  appraisal_id: string
  state: 'requested' | 'approved' | 'refused'
  reason: string
  requested_by: string
  requested_at: string
  decided_by: string | null
  decision_reason: string | null
  decided_at: string | null
}

export interface ReleasedComments {
  institution_id: string
  id: string
  appraisal_id: string
  element: string
  source: 'supervisor' | 'others'
  body: string
}

export interface ResultAcknowledgements {
  institution_id: string
  appraisal_id: string
  comment: string | null
  acknowledged_at: string
}

export interface Results {
  institution_id: string
  id: string
  appraisal_id: string
  instrument: 'behaviour' | 'competency'
  edition: number
  stage: 'proposed' | 'final'
  supersedes_id: string | null
  policy_id: string
  total: string | null
  proposal: string | null
  predicate: string | null
  figure: string | null
  reason: string | null
  gaps: Json
  competencies: Json
  breakdown: string
  result_sha256: string
  sealed_at: string
  facts: Json
  released: Json
  agreement: Json
  change: Json | null
}

export interface RevokedTokens {
  institution_id: string
  digest: string
  expires_at: string
}

export interface RoleGrants {
  institution_id: string
  id: string
  identity_id: string
  role: 'hr_officer' | 'auditor' | 'platform_admin'
  granted_at: string
  revoked_at: string | null
  version: Generated<number>
}

export interface SatisfactionSurveys {
  institution_id: string
  id: string
  unit_id: string
  starts_on: string
  ends_on: string
  respondents: number
  u1: string
  u2: string
  u3: string
  u4: string
  u5: string
  u6: string
  u7: string
  u8: string
  u9: string
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface ScoringPolicies {
  institution_id: string
  id: string
  code: string
  edition: string
  instrument: 'behaviour' | 'competency'
  preset: string | null
  document: string
  sha256: string
  version: Generated<number>
  created_at: string
}

export interface SiasnHandovers {
  institution_id: string
  id: string
  service: 'skp22/save' | 'kinerjaperiodik/save' | 'kursus/save'
  cycle_id: string | null
  year: number | null
  parameters: Json
  created: number | null
  renewed: number | null
  unchanged: number | null
  in_flight: number | null
  incomplete: number | null
  requested_by: string
  created_at: string
}

export interface SiasnRecords {
  institution_id: string
  id: string
  handover_id: string
  service: 'skp22/save' | 'kinerjaperiodik/save' | 'kursus/save'
  source_id: string
  employee_id: string
  state: 'incomplete' | 'ready' | 'sent' | 'accepted' | 'rejected'
  body: Json
  lacking: Generated<string[]>
  siasn_id: string | null
  reason: string | null
  attempts: Generated<number>
  sent_at: string | null
  settled_at: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface TokenKeys {
  institution_id: string
  id: string
  created_at: string
  retired_at: string | null
  version: Generated<number>
}

export interface TrainingSessions {
  institution_id: string
  id: string
  training_id: string
  starts_on: string
  ends_on: string
  place: string | null
  seats: number
  state: 'planned' | 'held' | 'cancelled'
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface Trainings {
  institution_id: string
  id: string
  code: string
  name: string
  delivery: 'KLASIKAL' | 'NON_KLASIKAL'
  siasn_type_id: string | null
  certificate_kind: 'T' | 'F' | 'P' | null
  organiser: string | null
  hours: number
  starts_on: string
  ends_on: string
  active: Generated<boolean>
  version: Generated<number>
  created_at: string
  updated_at: string
  competencies: GeneratedJson
}

export interface UnitFigures {
  institution_id: string
  cycle_id: string
  unit_id: string
  instrument: 'behaviour' | 'competency'
  people: number | null
  mean_total: string | null
  withheld: 'below_threshold' | 'complementary' | null
  predicates: GeneratedJson
}

export interface Units {
  institution_id: string
  id: string
  parent_id: string | null
  code: string
  name: string
  path: string
  active: Generated<boolean>
  siasn_id: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface UsedAssertions {
  institution_id: string
  identity_id: string
  digest: string
  expires_at: string
}

export interface WaitingPlacements {
  institution_id: string
  id: string
  nip: string
  position_code: string
  kind: string
  starts_on: string
  ends_on: string | null
  supervisor_nip: string | null
  present: number
  import_id: string
  line: number
  created_at: string
}

export interface WebhookAttempts {
  institution_id: string
  delivery_id: string
  attempt: number
  at: string
  status: number | null
  fault: string | null
  ms: number
}

export interface WebhookDeliveries {
  institution_id: string
  id: string
  endpoint_id: string
  sequence: number
  state: 'queued' | 'delivered' | 'dead' | 'withheld'
  attempts: Generated<number>
  begun_at: string
  next_attempt_at: string | null
  settled_at: string | null
}

export interface WebhookEndpoints {
  institution_id: string
  id: string
  client_id: string
  url: string
  label: string
  types: string[] | null
  secret_version: Generated<number>
  previous_secret_until: string | null
  disabled_at: string | null
  disabled_reason: 'asked' | 'failing' | 'gone' | null
  failing_since: string | null
  version: Generated<number>
  created_at: string
  updated_at: string
}

export interface Database {
  appraisals: Appraisals
  assignments: Assignments
  audit_checkpoints: AuditCheckpoints
  audit_entries: AuditEntries
  audit_heads: AuditHeads
  briefing_acknowledgements: BriefingAcknowledgements
  calibration_changes: CalibrationChanges
  calibrations: Calibrations
  client_credentials: ClientCredentials
  comment_sources: CommentSources
  cycle_extensions: CycleExtensions
  cycles: Cycles
  development_plan_items: DevelopmentPlanItems
  development_plans: DevelopmentPlans
  employees: Employees
  enrolments: Enrolments
  event_places: EventPlaces
  events: Events
  exports: Exports
  feedback_note_files: FeedbackNoteFiles
  feedback_notes: FeedbackNotes
  feedback_requests: FeedbackRequests
  feedback_responses: FeedbackResponses
  forms: Forms
  frameworks: Frameworks
  gap_profiles: GapProfiles
  handovers: Handovers
  idempotency_keys: IdempotencyKeys
  identities: Identities
  identity_providers: IdentityProviders
  import_changes: ImportChanges
  import_refusals: ImportRefusals
  imports: Imports
  institutions: Institutions
  jobs: Jobs
  objection_statements: ObjectionStatements
  objections: Objections
  paper_responses: PaperResponses
  personal_data_requests: PersonalDataRequests
  position_standards: PositionStandards
  positions: Positions
  rater_draws: RaterDraws
  rater_identities: RaterIdentities
  rater_openings: RaterOpenings
  released_comments: ReleasedComments
  result_acknowledgements: ResultAcknowledgements
  results: Results
  revoked_tokens: RevokedTokens
  role_grants: RoleGrants
  satisfaction_surveys: SatisfactionSurveys
  scoring_policies: ScoringPolicies
  siasn_handovers: SiasnHandovers
  siasn_records: SiasnRecords
  token_keys: TokenKeys
  training_sessions: TrainingSessions
  trainings: Trainings
  unit_figures: UnitFigures
  units: Units
  used_assertions: UsedAssertions
  waiting_placements: WaitingPlacements
  webhook_attempts: WebhookAttempts
  webhook_deliveries: WebhookDeliveries
  webhook_endpoints: WebhookEndpoints
}

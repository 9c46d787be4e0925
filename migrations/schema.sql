-- Written by `npm run db:types` from the migrated database; compared by a test.

table appraisals
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  cycle_id uuid not null -- internal, kompeten_read
  employee_id uuid not null -- personal, kompeten_read
  supervisor_id uuid not null -- personal, kompeten_read
  superior_id uuid -- personal, kompeten_read
  unit_id uuid not null -- internal, kompeten_read
  unit_path text not null -- internal, kompeten_read
  position_id uuid not null -- internal, kompeten_read
  position_class text not null -- internal, kompeten_read
  position_type text not null -- internal, kompeten_read
  frozen jsonb not null -- personal, kompeten_read
  required_levels jsonb not null -- internal, kompeten_read
  work_result_rating text -- confidential
  work_result_figure text -- confidential
  innovation boolean not null default false -- confidential
  behaviour_rating text -- confidential
  deviation_reason text -- confidential
  confirmed_at timestamp with time zone -- confidential
  confirmed_by uuid -- confidential
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  constraint appraisals_behaviour_rating_known CHECK ((behaviour_rating = ANY (ARRAY['DI_ATAS'::text, 'SESUAI'::text, 'DI_BAWAH'::text])))
  constraint appraisals_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint appraisals_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint appraisals_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint appraisals_once_per_cycle UNIQUE (institution_id, cycle_id, employee_id)
  constraint appraisals_pkey PRIMARY KEY (institution_id, id)
  constraint appraisals_position_class_known CHECK ((position_class = ANY (ARRAY['JPT_UTAMA'::text, 'JPT_MADYA'::text, 'JPT_PRATAMA'::text, 'ADMINISTRATOR'::text, 'PENGAWAS'::text, 'PELAKSANA'::text, 'AHLI_UTAMA'::text, 'AHLI_MADYA'::text, 'AHLI_MUDA'::text, 'AHLI_PERTAMA'::text, 'PENYELIA'::text, 'MAHIR'::text, 'TERAMPIL'::text, 'PEMULA'::text])))
  constraint appraisals_position_type_known CHECK ((position_type = ANY (ARRAY['leader'::text, 'non_leader'::text])))
  constraint appraisals_supervisor_exists FOREIGN KEY (institution_id, supervisor_id) REFERENCES employees(institution_id, id)
  constraint appraisals_work_result_rating_known CHECK ((work_result_rating = ANY (ARRAY['DI_ATAS'::text, 'SESUAI'::text, 'DI_BAWAH'::text])))
  CREATE INDEX appraisals_by_employee ON public.appraisals USING btree (institution_id, employee_id)
  CREATE INDEX appraisals_by_path ON public.appraisals USING btree (institution_id, cycle_id, unit_path text_pattern_ops)
  CREATE INDEX appraisals_by_supervisor ON public.appraisals USING btree (institution_id, supervisor_id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table assignments
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  employee_id uuid not null -- personal, kompeten_read
  position_id uuid not null -- personal, kompeten_read
  supervisor_id uuid -- personal, kompeten_read
  kind text not null -- personal, kompeten_read
  starts_on date not null -- personal, kompeten_read
  ends_on date -- personal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  constraint assignments_dates_in_order CHECK ((ends_on >= starts_on))
  constraint assignments_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint assignments_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint assignments_kind_known CHECK ((kind = ANY (ARRAY['DEFINITIF'::text, 'PLT'::text, 'PLH'::text])))
  constraint assignments_not_own_supervisor CHECK ((supervisor_id <> employee_id))
  constraint assignments_pkey PRIMARY KEY (institution_id, id)
  constraint assignments_position_exists FOREIGN KEY (institution_id, position_id) REFERENCES positions(institution_id, id)
  constraint assignments_supervisor_exists FOREIGN KEY (institution_id, supervisor_id) REFERENCES employees(institution_id, id)
  CREATE INDEX assignments_by_employee ON public.assignments USING btree (institution_id, employee_id, starts_on)
  CREATE INDEX assignments_by_position ON public.assignments USING btree (institution_id, position_id, starts_on)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table audit_checkpoints
  institution_id uuid not null -- internal, kompeten_read
  seq bigint not null -- internal, kompeten_read
  hash text not null -- internal, kompeten_read
  signed_at timestamp with time zone not null -- internal, kompeten_read
  key_id text not null -- internal, kompeten_read
  signature text not null -- internal, kompeten_read
  constraint audit_checkpoints_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint audit_checkpoints_pkey PRIMARY KEY (institution_id, seq)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant select to kompeten_app

table audit_entries
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  at timestamp with time zone not null -- internal, kompeten_read
  actor_id uuid -- internal, kompeten_read
  action text not null -- internal, kompeten_read
  resource_id uuid -- internal, kompeten_read
  facts text not null -- internal, kompeten_read
  request_id text not null -- internal, kompeten_read
  seq bigint -- internal, kompeten_read
  hash text -- internal, kompeten_read
  mac text -- internal, kompeten_read
  constraint audit_entries_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint audit_entries_pkey PRIMARY KEY (institution_id, id)
  constraint audit_entries_place_once UNIQUE (institution_id, seq)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table audit_heads
  institution_id uuid not null -- internal
  seq bigint not null -- internal
  hash text not null -- internal
  mac text not null -- internal
  begun_with text not null -- internal
  constraint audit_heads_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint audit_heads_pkey PRIMARY KEY (institution_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant select, update to kompeten_app

table briefing_acknowledgements
  institution_id uuid not null -- internal
  cycle_id uuid not null -- internal
  employee_id uuid not null -- personal
  briefing_sha256 text not null -- internal
  acknowledged_at timestamp with time zone not null -- internal
  constraint briefing_acknowledgements_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint briefing_acknowledgements_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint briefing_acknowledgements_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint briefing_acknowledgements_pkey PRIMARY KEY (institution_id, cycle_id, employee_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table calibration_changes
  institution_id uuid not null -- internal
  id uuid not null -- internal
  calibration_id uuid not null -- internal
  appraisal_id uuid not null -- internal
  previous_rating text not null -- confidential
  rating text not null -- confidential
  reason text not null -- confidential
  signed_by uuid not null -- internal
  signed_at timestamp with time zone not null -- internal
  signature text not null -- internal
  result_id uuid not null -- internal
  constraint calibration_changes_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint calibration_changes_calibration_exists FOREIGN KEY (institution_id, calibration_id) REFERENCES calibrations(institution_id, id)
  constraint calibration_changes_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint calibration_changes_pkey PRIMARY KEY (institution_id, id)
  constraint calibration_changes_previous_rating_known CHECK ((previous_rating = ANY (ARRAY['DI_ATAS'::text, 'SESUAI'::text, 'DI_BAWAH'::text])))
  constraint calibration_changes_rating_known CHECK ((rating = ANY (ARRAY['DI_ATAS'::text, 'SESUAI'::text, 'DI_BAWAH'::text])))
  constraint calibration_changes_result_exists FOREIGN KEY (institution_id, result_id) REFERENCES results(institution_id, id)
  CREATE INDEX calibration_changes_by_calibration ON public.calibration_changes USING btree (institution_id, calibration_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table calibrations
  institution_id uuid not null -- internal
  id uuid not null -- internal
  cycle_id uuid not null -- internal
  unit_id uuid -- internal
  title text not null -- internal
  organisation_predicate text -- confidential
  opened_by uuid not null -- internal
  opened_at timestamp with time zone not null -- internal
  constraint calibrations_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint calibrations_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint calibrations_organisation_predicate_known CHECK ((organisation_predicate = ANY (ARRAY['ISTIMEWA'::text, 'BAIK'::text, 'BUTUH_PERBAIKAN'::text, 'KURANG'::text, 'SANGAT_KURANG'::text])))
  constraint calibrations_pkey PRIMARY KEY (institution_id, id)
  constraint calibrations_unit_exists FOREIGN KEY (institution_id, unit_id) REFERENCES units(institution_id, id)
  CREATE INDEX calibrations_by_cycle ON public.calibrations USING btree (institution_id, cycle_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table client_credentials
  institution_id uuid not null -- internal
  id uuid not null -- internal
  identity_id uuid not null -- internal
  kind text not null -- internal
  secret_digest text -- confidential
  public_jwk jsonb -- internal
  created_at timestamp with time zone not null -- internal
  last_used_at timestamp with time zone -- internal
  revoked_at timestamp with time zone -- internal
  version integer not null default 1 -- internal
  constraint client_credentials_identity_exists FOREIGN KEY (institution_id, identity_id) REFERENCES identities(institution_id, id)
  constraint client_credentials_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint client_credentials_kind_known CHECK ((kind = ANY (ARRAY['secret'::text, 'key'::text])))
  constraint client_credentials_of_one_kind CHECK ((((kind = 'secret'::text) = (secret_digest IS NOT NULL)) AND ((kind = 'key'::text) = (public_jwk IS NOT NULL))))
  constraint client_credentials_pkey PRIMARY KEY (institution_id, id)
  CREATE INDEX client_credentials_by_identity ON public.client_credentials USING btree (institution_id, identity_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table comment_sources
  institution_id uuid not null -- confidential
  comment_id uuid not null -- confidential
  request_id uuid not null -- confidential
  constraint comment_sources_comment_exists FOREIGN KEY (institution_id, comment_id) REFERENCES released_comments(institution_id, id)
  constraint comment_sources_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint comment_sources_pkey PRIMARY KEY (institution_id, comment_id)
  constraint comment_sources_request_exists FOREIGN KEY (institution_id, request_id) REFERENCES feedback_requests(institution_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert to kompeten_app

table cycle_extensions
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  cycle_id uuid not null -- internal, kompeten_read
  phase text not null -- internal, kompeten_read
  previous_to date not null -- internal, kompeten_read
  extended_to date not null -- internal, kompeten_read
  reason text not null -- internal, kompeten_read
  extended_at timestamp with time zone not null -- internal, kompeten_read
  constraint cycle_extensions_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint cycle_extensions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint cycle_extensions_only_later CHECK ((extended_to > previous_to))
  constraint cycle_extensions_phase_known CHECK ((phase = ANY (ARRAY['selfAssessment'::text, 'feedback'::text, 'confirmation'::text])))
  constraint cycle_extensions_pkey PRIMARY KEY (institution_id, id)
  CREATE INDEX cycle_extensions_by_cycle ON public.cycle_extensions USING btree (institution_id, cycle_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table cycles
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  name text not null -- internal, kompeten_read
  form_id uuid not null -- internal, kompeten_read
  state text not null -- internal, kompeten_read
  starts_on date not null -- internal, kompeten_read
  ends_on date not null -- internal, kompeten_read
  phases jsonb not null -- internal, kompeten_read
  population jsonb not null -- internal, kompeten_read
  draw jsonb not null -- confidential
  opened_at timestamp with time zone -- internal, kompeten_read
  closed_at timestamp with time zone -- internal, kompeten_read
  scored_at timestamp with time zone -- internal, kompeten_read
  published_at timestamp with time zone -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  thresholds jsonb not null -- internal, kompeten_read
  requires_briefing boolean not null default false -- internal, kompeten_read
  constraint cycles_dates_in_order CHECK ((ends_on >= starts_on))
  constraint cycles_form_exists FOREIGN KEY (institution_id, form_id) REFERENCES forms(institution_id, id)
  constraint cycles_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint cycles_pkey PRIMARY KEY (institution_id, id)
  constraint cycles_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'open'::text, 'closed'::text, 'scored'::text, 'published'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table development_plan_items
  institution_id uuid not null -- internal
  id uuid not null -- internal
  plan_id uuid not null -- internal
  competency text -- confidential
  title text not null -- confidential
  delivery text not null -- internal
  siasn_type_id text -- internal
  training_id uuid -- internal
  owner_id uuid not null -- personal
  hours integer not null -- internal
  due_on date not null -- internal
  state text not null -- internal
  evidence text -- confidential
  why jsonb -- confidential
  due_told_at timestamp with time zone -- internal
  overdue_told_at timestamp with time zone -- internal
  version integer not null default 1 -- internal
  created_at timestamp with time zone not null -- internal
  updated_at timestamp with time zone not null -- internal
  constraint development_plan_items_delivery_known CHECK ((delivery = ANY (ARRAY['KLASIKAL'::text, 'NON_KLASIKAL'::text])))
  constraint development_plan_items_done_with_evidence CHECK (((state <> 'done'::text) OR (evidence IS NOT NULL)))
  constraint development_plan_items_hours_in_range CHECK (((hours >= 0) AND (hours <= 2000)))
  constraint development_plan_items_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint development_plan_items_owner_exists FOREIGN KEY (institution_id, owner_id) REFERENCES employees(institution_id, id)
  constraint development_plan_items_pkey PRIMARY KEY (institution_id, id)
  constraint development_plan_items_plan_exists FOREIGN KEY (institution_id, plan_id) REFERENCES development_plans(institution_id, id)
  constraint development_plan_items_state_known CHECK ((state = ANY (ARRAY['open'::text, 'done'::text, 'dropped'::text])))
  constraint development_plan_items_training_exists FOREIGN KEY (institution_id, training_id) REFERENCES trainings(institution_id, id)
  CREATE INDEX development_plan_items_by_plan ON public.development_plan_items USING btree (institution_id, plan_id, id)
  CREATE INDEX development_plan_items_open_by_day ON public.development_plan_items USING btree (due_on) WHERE (state = 'open'::text)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table development_plans
  institution_id uuid not null -- internal
  id uuid not null -- internal
  employee_id uuid not null -- personal
  cycle_id uuid not null -- internal
  result_id uuid not null -- internal
  state text not null -- internal
  employee_agreed_at timestamp with time zone -- internal
  superior_agreed_at timestamp with time zone -- internal
  superior_id uuid -- personal
  closed_at timestamp with time zone -- internal
  version integer not null default 1 -- internal
  created_at timestamp with time zone not null -- internal
  updated_at timestamp with time zone not null -- internal
  constraint development_plans_agreed_by_both CHECK (((state = 'proposed'::text) OR ((employee_agreed_at IS NOT NULL) AND (superior_agreed_at IS NOT NULL))))
  constraint development_plans_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint development_plans_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint development_plans_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint development_plans_once UNIQUE (institution_id, employee_id, cycle_id)
  constraint development_plans_pkey PRIMARY KEY (institution_id, id)
  constraint development_plans_result_exists FOREIGN KEY (institution_id, result_id) REFERENCES results(institution_id, id)
  constraint development_plans_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'agreed'::text, 'closed'::text])))
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table employees
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  nip text not null -- personal, kompeten_read
  siasn_id text -- personal, kompeten_read
  name text not null -- personal, kompeten_read
  employment_kind text not null -- personal, kompeten_read
  grade text -- personal, kompeten_read
  active boolean not null default true -- internal, kompeten_read
  sample boolean not null default false -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  restricted_at timestamp with time zone -- internal, kompeten_read
  pseudonymised_at timestamp with time zone -- internal, kompeten_read
  official_email text -- personal, kompeten_read
  constraint employees_employment_kind_known CHECK ((employment_kind = ANY (ARRAY['PNS'::text, 'PPPK'::text])))
  constraint employees_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint employees_nip_is_18_digits CHECK ((nip ~ '^[0-9]{18}$'::text))
  constraint employees_nip_once UNIQUE (institution_id, nip)
  constraint employees_official_email_in_range CHECK (((length(official_email) >= 3) AND (length(official_email) <= 254)))
  constraint employees_pkey PRIMARY KEY (institution_id, id)
  CREATE INDEX employees_by_official_email ON public.employees USING btree (institution_id, lower(official_email)) WHERE (official_email IS NOT NULL)
  CREATE INDEX employees_by_siasn_id ON public.employees USING btree (institution_id, siasn_id) WHERE (siasn_id IS NOT NULL)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table enrolments
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  training_id uuid not null -- internal, kompeten_read
  employee_id uuid not null -- personal, kompeten_read
  state text not null -- personal, kompeten_read
  certificate_number text -- personal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  session_id uuid -- internal, kompeten_read
  attended_hours integer -- personal, kompeten_read
  certificate_on date -- personal, kompeten_read
  choice jsonb -- confidential
  constraint enrolments_attended_in_range CHECK (((attended_hours >= 0) AND (attended_hours <= 2000)))
  constraint enrolments_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint enrolments_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint enrolments_once UNIQUE (institution_id, training_id, employee_id)
  constraint enrolments_pkey PRIMARY KEY (institution_id, id)
  constraint enrolments_session_exists FOREIGN KEY (institution_id, session_id) REFERENCES training_sessions(institution_id, id)
  constraint enrolments_state_known CHECK ((state = ANY (ARRAY['ENROLLED'::text, 'COMPLETED'::text, 'NOT_COMPLETED'::text, 'WITHDRAWN'::text])))
  constraint enrolments_training_exists FOREIGN KEY (institution_id, training_id) REFERENCES trainings(institution_id, id)
  CREATE INDEX enrolments_by_employee ON public.enrolments USING btree (institution_id, employee_id)
  CREATE INDEX enrolments_by_session ON public.enrolments USING btree (institution_id, session_id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table event_places
  institution_id uuid not null -- internal, kompeten_read
  last bigint not null -- internal, kompeten_read
  constraint event_places_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint event_places_pkey PRIMARY KEY (institution_id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table events
  institution_id uuid not null -- internal, kompeten_read
  sequence bigint not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  type text not null -- internal, kompeten_read
  subject uuid -- internal, kompeten_read
  data jsonb not null -- internal, kompeten_read
  at timestamp with time zone not null -- internal, kompeten_read
  constraint events_id_once UNIQUE (institution_id, id)
  constraint events_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint events_pkey PRIMARY KEY (institution_id, sequence)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table exports
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  kind text not null -- internal, kompeten_read
  format text not null -- internal, kompeten_read
  cycle_id uuid -- internal, kompeten_read
  viewer_id uuid -- personal, kompeten_read
  file uuid -- internal, kompeten_read
  rows integer -- internal, kompeten_read
  bytes bigint -- internal, kompeten_read
  sha256 text -- internal, kompeten_read
  requested_by uuid not null -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  expires_at timestamp with time zone not null -- internal, kompeten_read
  language text not null default 'id'::text -- internal, kompeten_read
  constraint exports_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint exports_format_known CHECK ((format = ANY (ARRAY['csv'::text, 'ndjson'::text, 'xlsx'::text, 'pdf'::text])))
  constraint exports_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint exports_job_exists FOREIGN KEY (institution_id, id) REFERENCES jobs(institution_id, id)
  constraint exports_kind_known CHECK ((kind = ANY (ARRAY['results'::text, 'gaps'::text, 'employees'::text, 'assignments'::text, 'audit'::text, 'development'::text, 'reports'::text])))
  constraint exports_language_known CHECK ((language = ANY (ARRAY['id'::text, 'en'::text])))
  constraint exports_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table feedback_note_files
  institution_id uuid not null -- internal
  id uuid not null -- internal
  note_id uuid not null -- internal
  name text not null -- confidential
  media_type text not null -- confidential
  sha256 text not null -- confidential
  reference text -- confidential
  content bytea -- confidential
  created_at timestamp with time zone not null -- internal
  constraint feedback_note_files_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint feedback_note_files_note_exists FOREIGN KEY (institution_id, note_id) REFERENCES feedback_notes(institution_id, id)
  constraint feedback_note_files_pkey PRIMARY KEY (institution_id, id)
  constraint feedback_note_files_size_in_range CHECK (((octet_length(content) >= 1) AND (octet_length(content) <= 1048576)))
  constraint feedback_note_files_somewhere CHECK (((reference IS NULL) <> (content IS NULL)))
  CREATE INDEX feedback_note_files_by_note ON public.feedback_note_files USING btree (institution_id, note_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant delete, insert, select to kompeten_app

table feedback_notes
  institution_id uuid not null -- internal
  id uuid not null -- internal
  subject_id uuid not null -- personal
  author_id uuid not null -- confidential
  relation text not null -- confidential
  element text -- confidential
  indicator text -- confidential
  body text not null -- confidential
  noted_on date not null -- internal
  shared boolean not null -- internal
  version integer not null default 1 -- internal
  created_at timestamp with time zone not null -- internal
  updated_at timestamp with time zone not null -- internal
  constraint feedback_notes_author_exists FOREIGN KEY (institution_id, author_id) REFERENCES employees(institution_id, id)
  constraint feedback_notes_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint feedback_notes_pkey PRIMARY KEY (institution_id, id)
  constraint feedback_notes_relation_known CHECK ((relation = ANY (ARRAY['self'::text, 'superior'::text, 'peer'::text])))
  constraint feedback_notes_subject_exists FOREIGN KEY (institution_id, subject_id) REFERENCES employees(institution_id, id)
  CREATE INDEX feedback_notes_by_subject ON public.feedback_notes USING btree (institution_id, subject_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table feedback_requests
  institution_id uuid not null -- internal
  id uuid not null -- internal
  cycle_id uuid not null -- internal
  appraisal_id uuid not null -- internal
  rater_group text not null -- internal
  state text not null -- confidential
  origin text not null -- internal
  reason text -- confidential
  version integer not null default 1 -- internal
  nominee_id uuid -- personal
  decline_reason text -- confidential
  answered_on date -- confidential
  constraint feedback_requests_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint feedback_requests_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint feedback_requests_origin_known CHECK ((origin = ANY (ARRAY['relation'::text, 'draw'::text, 'nomination'::text])))
  constraint feedback_requests_pkey PRIMARY KEY (institution_id, id)
  constraint feedback_requests_rater_group_known CHECK ((rater_group = ANY (ARRAY['self'::text, 'supervisor'::text, 'peer'::text, 'subordinate'::text])))
  constraint feedback_requests_state_known CHECK ((state = ANY (ARRAY['proposed'::text, 'active'::text, 'submitted'::text, 'declined'::text, 'withdrawn'::text])))
  CREATE INDEX feedback_requests_by_appraisal ON public.feedback_requests USING btree (institution_id, appraisal_id)
  CREATE INDEX feedback_requests_by_cycle ON public.feedback_requests USING btree (institution_id, cycle_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table feedback_responses
  institution_id uuid not null -- internal
  request_id uuid not null -- internal
  appraisal_id uuid not null -- internal
  rater_group text not null -- internal
  state text not null -- confidential
  ratings smallint[] not null -- confidential
  comments jsonb not null -- confidential
  constraint feedback_responses_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint feedback_responses_pkey PRIMARY KEY (institution_id, request_id)
  constraint feedback_responses_rater_group_known CHECK ((rater_group = ANY (ARRAY['self'::text, 'supervisor'::text, 'peer'::text, 'subordinate'::text])))
  constraint feedback_responses_ratings_in_range CHECK ((('-2'::integer <= ALL (ratings)) AND (10 >= ALL (ratings)) AND (0 <> ALL (ratings))))
  constraint feedback_responses_request_exists FOREIGN KEY (institution_id, request_id) REFERENCES feedback_requests(institution_id, id)
  constraint feedback_responses_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text])))
  constraint feedback_responses_submitted_is_complete CHECK (((state = 'draft'::text) OR ('-2'::integer <> ALL (ratings))))
  CREATE INDEX feedback_responses_by_appraisal ON public.feedback_responses USING btree (institution_id, appraisal_id) WHERE (state = 'submitted'::text)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table forms
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  code text not null -- public, kompeten_read
  edition integer not null -- public, kompeten_read
  title text not null -- public, kompeten_read
  state text not null -- public, kompeten_read
  behaviour_policy_id uuid -- public, kompeten_read
  competency_policy_id uuid -- public, kompeten_read
  content jsonb not null -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint forms_behaviour_policy_exists FOREIGN KEY (institution_id, behaviour_policy_id) REFERENCES scoring_policies(institution_id, id)
  constraint forms_competency_policy_exists FOREIGN KEY (institution_id, competency_policy_id) REFERENCES scoring_policies(institution_id, id)
  constraint forms_edition_once UNIQUE (institution_id, code, edition)
  constraint forms_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint forms_pkey PRIMARY KEY (institution_id, id)
  constraint forms_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table frameworks
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  code text not null -- public, kompeten_read
  edition integer not null -- public, kompeten_read
  name text not null -- public, kompeten_read
  instrument text not null -- public, kompeten_read
  source text not null -- public, kompeten_read
  preset text -- public, kompeten_read
  state text not null -- public, kompeten_read
  content jsonb not null -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint frameworks_edition_once UNIQUE (institution_id, code, edition)
  constraint frameworks_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint frameworks_instrument_known CHECK ((instrument = ANY (ARRAY['behaviour'::text, 'competency'::text])))
  constraint frameworks_pkey PRIMARY KEY (institution_id, id)
  constraint frameworks_state_known CHECK ((state = ANY (ARRAY['draft'::text, 'published'::text, 'retired'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table gap_profiles
  institution_id uuid not null -- internal, kompeten_read
  cycle_id uuid not null -- internal, kompeten_read
  scope text not null -- internal, kompeten_read
  key text not null -- internal, kompeten_read
  code text not null -- internal, kompeten_read
  people integer -- internal, kompeten_read
  attained text -- internal, kompeten_read
  required text -- internal, kompeten_read
  gap text -- internal, kompeten_read
  withheld text -- internal, kompeten_read
  constraint gap_profiles_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint gap_profiles_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint gap_profiles_pkey PRIMARY KEY (institution_id, cycle_id, scope, key, code)
  constraint gap_profiles_scope_known CHECK ((scope = ANY (ARRAY['unit'::text, 'positionClass'::text, 'institution'::text])))
  constraint gap_profiles_value_or_reason CHECK ((((withheld IS NULL) = (attained IS NOT NULL)) AND ((withheld IS NULL) = (people IS NOT NULL))))
  constraint gap_profiles_withheld_known CHECK ((withheld = ANY (ARRAY['below_threshold'::text, 'complementary'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table handovers
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  appraisal_id uuid not null -- internal, kompeten_read
  previous_supervisor_id uuid not null -- personal, kompeten_read
  supervisor_id uuid not null -- personal, kompeten_read
  reason text not null -- personal, kompeten_read
  handed_over_at timestamp with time zone not null -- internal, kompeten_read
  constraint handovers_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint handovers_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint handovers_pkey PRIMARY KEY (institution_id, id)
  constraint handovers_supervisor_exists FOREIGN KEY (institution_id, supervisor_id) REFERENCES employees(institution_id, id)
  CREATE INDEX handovers_by_appraisal ON public.handovers USING btree (institution_id, appraisal_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table idempotency_keys
  institution_id uuid not null -- internal
  identity_id uuid not null -- internal
  key text not null -- internal
  request_digest text not null -- internal
  status integer not null -- internal
  headers text not null -- internal
  body text not null -- confidential
  expires_at timestamp with time zone not null -- internal
  constraint idempotency_keys_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint idempotency_keys_pkey PRIMARY KEY (institution_id, identity_id, key)
  CREATE INDEX idempotency_keys_expiry ON public.idempotency_keys USING btree (expires_at)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant delete, insert, select to kompeten_app

table identities
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  issuer text not null -- internal, kompeten_read
  subject text not null -- personal, kompeten_read
  kind text not null -- internal, kompeten_read
  employee_id uuid -- personal, kompeten_read
  label text not null -- personal, kompeten_read
  scopes text[] not null default '{}'::text[] -- internal, kompeten_read
  disabled_at timestamp with time zone -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  token_generation integer not null default 1 -- internal, kompeten_read
  rate_limit integer -- internal, kompeten_read
  acts_for_persons boolean not null default false -- internal, kompeten_read
  last_used_at timestamp with time zone -- internal, kompeten_read
  constraint identities_acts_as_client CHECK (((NOT acts_for_persons) OR (kind = 'client'::text)))
  constraint identities_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint identities_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint identities_kind_known CHECK ((kind = ANY (ARRAY['person'::text, 'client'::text])))
  constraint identities_pkey PRIMARY KEY (institution_id, id)
  constraint identities_rate_limit_in_range CHECK (((rate_limit >= 1) AND (rate_limit <= 1000000)))
  constraint identities_subject_once UNIQUE (issuer, subject)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table identity_providers
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  issuer text not null -- internal, kompeten_read
  audiences text[] not null -- internal, kompeten_read
  exchange_audiences text[] not null default '{}'::text[] -- internal, kompeten_read
  claim text not null -- internal, kompeten_read
  matches text not null -- internal, kompeten_read
  disabled_at timestamp with time zone -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  constraint identity_providers_institution_exists FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint identity_providers_issuer_once UNIQUE (issuer)
  constraint identity_providers_matches_known CHECK ((matches = ANY (ARRAY['nip'::text, 'siasn_id'::text, 'official_email'::text])))
  constraint identity_providers_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using ((institution_id = current_institution()) OR (current_institution() = '00000000-0000-4000-8000-000000000001'::uuid))
  grant insert, select, update to kompeten_app

table import_changes
  institution_id uuid not null -- internal
  import_id uuid not null -- internal
  place integer not null -- internal
  line integer -- internal
  change text not null -- internal
  key jsonb not null -- confidential
  before jsonb -- confidential
  after jsonb -- confidential
  constraint import_changes_change_known CHECK ((change = ANY (ARRAY['inserted'::text, 'updated'::text, 'deactivated'::text])))
  constraint import_changes_import_exists FOREIGN KEY (institution_id, import_id) REFERENCES imports(institution_id, id)
  constraint import_changes_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint import_changes_pkey PRIMARY KEY (institution_id, import_id, place)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant delete, insert, select to kompeten_app

table import_refusals
  institution_id uuid not null -- internal
  import_id uuid not null -- internal
  line integer not null -- internal
  faults jsonb not null -- confidential
  cells jsonb not null -- confidential
  constraint import_refusals_import_exists FOREIGN KEY (institution_id, import_id) REFERENCES imports(institution_id, id)
  constraint import_refusals_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint import_refusals_pkey PRIMARY KEY (institution_id, import_id, line)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant delete, insert, select to kompeten_app

table imports
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  kind text not null -- internal, kompeten_read
  mode text not null -- internal, kompeten_read
  dry_run boolean not null -- internal, kompeten_read
  missing text not null -- internal, kompeten_read
  max_missing_percent integer not null -- internal, kompeten_read
  unknown_columns text not null -- internal, kompeten_read
  unknown_people text not null -- internal, kompeten_read
  source text not null -- internal, kompeten_read
  with_changes boolean not null -- internal, kompeten_read
  format text not null -- internal, kompeten_read
  compressed boolean not null -- internal, kompeten_read
  bytes bigint not null -- internal, kompeten_read
  sha256 text not null -- internal, kompeten_read
  file uuid not null -- internal, kompeten_read
  fields text[] -- internal, kompeten_read
  ignored text[] -- internal, kompeten_read
  rows integer -- internal, kompeten_read
  inserted integer -- internal, kompeten_read
  updated integer -- internal, kompeten_read
  unchanged integer -- internal, kompeten_read
  refused integer -- internal, kompeten_read
  deactivated integer -- internal, kompeten_read
  ended integer -- internal, kompeten_read
  placed integer -- internal, kompeten_read
  waiting integer -- internal, kompeten_read
  followed_by uuid -- internal, kompeten_read
  cycle_id uuid -- internal, kompeten_read
  requested_by uuid not null -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  constraint imports_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint imports_format_known CHECK ((format = ANY (ARRAY['csv'::text, 'ndjson'::text, 'xlsx'::text])))
  constraint imports_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint imports_job_exists FOREIGN KEY (institution_id, id) REFERENCES jobs(institution_id, id)
  constraint imports_kind_known CHECK ((kind = ANY (ARRAY['units'::text, 'positions'::text, 'employees'::text, 'assignments'::text, 'position-standards'::text, 'work-results'::text, 'feedback-responses'::text, 'trainings'::text, 'enrolments'::text, 'satisfaction-surveys'::text])))
  constraint imports_missing_known CHECK ((missing = ANY (ARRAY['keep'::text, 'deactivate'::text])))
  constraint imports_mode_known CHECK ((mode = ANY (ARRAY['partial'::text, 'atomic'::text])))
  constraint imports_pkey PRIMARY KEY (institution_id, id)
  constraint imports_source_known CHECK ((source = ANY (ARRAY['file'::text, 'waiting'::text])))
  constraint imports_unknown_columns_known CHECK ((unknown_columns = ANY (ARRAY['refuse'::text, 'ignore'::text])))
  constraint imports_unknown_people_known CHECK ((unknown_people = ANY (ARRAY['refuse'::text, 'wait'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table institutions
  id uuid not null -- public, kompeten_read
  code text not null -- public, kompeten_read
  name text not null -- public, kompeten_read
  timezone text not null -- public, kompeten_read
  siasn_id text -- public, kompeten_read
  sample boolean not null default false -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  objection_days integer not null default 14 -- public, kompeten_read
  hearing_days integer not null default 7 -- public, kompeten_read
  decision_days integer not null default 14 -- public, kompeten_read
  retention_years integer not null default 5 -- public, kompeten_read
  talent_rules jsonb -- internal, kompeten_read
  constraint institutions_code_once UNIQUE (code)
  constraint institutions_decision_days_in_range CHECK (((decision_days >= 1) AND (decision_days <= 180)))
  constraint institutions_hearing_days_in_range CHECK (((hearing_days >= 1) AND (hearing_days <= 90)))
  constraint institutions_objection_days_in_range CHECK (((objection_days >= 1) AND (objection_days <= 90)))
  constraint institutions_pkey PRIMARY KEY (id)
  constraint institutions_retention_years_in_range CHECK (((retention_years >= 1) AND (retention_years <= 50)))
  constraint institutions_timezone_known CHECK ((timezone = ANY (ARRAY['Asia/Jakarta'::text, 'Asia/Makassar'::text, 'Asia/Jayapura'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using ((id = current_institution()) OR (current_institution() = '00000000-0000-4000-8000-000000000001'::uuid))
  grant insert, select, update to kompeten_app

table jobs
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  kind text not null -- internal, kompeten_read
  state text not null -- internal, kompeten_read
  cycle_id uuid -- internal, kompeten_read
  requested_by uuid not null -- internal, kompeten_read
  done integer not null default 0 -- internal, kompeten_read
  total integer -- internal, kompeten_read
  outcome jsonb -- internal, kompeten_read
  problem jsonb -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  started_at timestamp with time zone -- internal, kompeten_read
  finished_at timestamp with time zone -- internal, kompeten_read
  progress jsonb -- internal, kompeten_read
  cancel_requested_at timestamp with time zone -- internal, kompeten_read
  constraint jobs_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint jobs_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint jobs_kind_known CHECK ((kind = ANY (ARRAY['cycle.open'::text, 'cycle.score'::text, 'cycle.publish'::text, 'import'::text, 'export'::text, 'siasn.prepare'::text])))
  constraint jobs_pkey PRIMARY KEY (institution_id, id)
  constraint jobs_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table objection_statements
  institution_id uuid not null -- internal
  id uuid not null -- internal
  objection_id uuid not null -- internal
  party text not null -- internal
  body text not null -- confidential
  stated_at timestamp with time zone not null -- internal
  constraint objection_statements_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint objection_statements_objection_exists FOREIGN KEY (institution_id, objection_id) REFERENCES objections(institution_id, id)
  constraint objection_statements_party_known CHECK ((party = ANY (ARRAY['subject'::text, 'supervisor'::text])))
  constraint objection_statements_pkey PRIMARY KEY (institution_id, id)
  CREATE INDEX objection_statements_by_objection ON public.objection_statements USING btree (institution_id, objection_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table objections
  institution_id uuid not null -- internal
  id uuid not null -- internal
  appraisal_id uuid not null -- internal
  instrument text not null -- internal
  result_id uuid not null -- internal
  state text not null -- internal
  grounds jsonb not null -- confidential
  decider_id uuid -- personal
  filed_at timestamp with time zone not null -- internal
  received_on date not null -- internal
  decide_by date not null -- internal
  hearing_until date -- internal
  outcome text -- confidential
  decision_reason text -- confidential
  decided_at timestamp with time zone -- internal
  new_result_id uuid -- internal
  version integer not null default 1 -- internal
  constraint objections_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint objections_decided_with_reason CHECK (((state = 'decided'::text) = ((outcome IS NOT NULL) AND (decision_reason IS NOT NULL) AND (decided_at IS NOT NULL))))
  constraint objections_decider_exists FOREIGN KEY (institution_id, decider_id) REFERENCES employees(institution_id, id)
  constraint objections_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint objections_instrument_known CHECK ((instrument = ANY (ARRAY['behaviour'::text, 'competency'::text])))
  constraint objections_once UNIQUE (institution_id, appraisal_id, instrument)
  constraint objections_outcome_known CHECK ((outcome = ANY (ARRAY['upheld'::text, 'dismissed'::text])))
  constraint objections_pkey PRIMARY KEY (institution_id, id)
  constraint objections_result_exists FOREIGN KEY (institution_id, result_id) REFERENCES results(institution_id, id)
  constraint objections_state_known CHECK ((state = ANY (ARRAY['filed'::text, 'hearing'::text, 'decided'::text, 'withdrawn'::text])))
  CREATE INDEX objections_by_decider ON public.objections USING btree (institution_id, decider_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table paper_responses
  institution_id uuid not null -- confidential
  request_id uuid not null -- confidential
  digest text not null -- confidential
  taken boolean not null -- confidential
  constraint paper_responses_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint paper_responses_pkey PRIMARY KEY (institution_id, request_id)
  constraint paper_responses_request_exists FOREIGN KEY (institution_id, request_id) REFERENCES feedback_requests(institution_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table personal_data_requests
  institution_id uuid not null -- internal
  id uuid not null -- internal
  employee_id uuid not null -- personal
  kind text not null -- internal
  detail text -- confidential
  state text not null -- internal
  requested_at timestamp with time zone not null -- internal
  due_at timestamp with time zone not null -- internal
  decided_by uuid -- internal
  decision_reason text -- confidential
  decided_at timestamp with time zone -- internal
  constraint personal_data_requests_decided CHECK (((state = 'open'::text) = (decided_at IS NULL)))
  constraint personal_data_requests_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint personal_data_requests_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint personal_data_requests_kind_known CHECK ((kind = ANY (ARRAY['access'::text, 'correction'::text, 'restriction'::text])))
  constraint personal_data_requests_pkey PRIMARY KEY (institution_id, id)
  constraint personal_data_requests_state_known CHECK ((state = ANY (ARRAY['open'::text, 'granted'::text, 'refused'::text])))
  CREATE INDEX personal_data_requests_by_employee ON public.personal_data_requests USING btree (institution_id, employee_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table position_standards
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  position_class text -- public, kompeten_read
  position_id uuid -- public, kompeten_read
  levels jsonb not null -- public, kompeten_read
  origin text not null -- public, kompeten_read
  confirmed_at timestamp with time zone -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint position_standards_class_once UNIQUE (institution_id, position_class)
  constraint position_standards_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint position_standards_one_target CHECK (((position_class IS NULL) <> (position_id IS NULL)))
  constraint position_standards_origin_known CHECK ((origin = ANY (ARRAY['institution'::text, 'template'::text])))
  constraint position_standards_pkey PRIMARY KEY (institution_id, id)
  constraint position_standards_position_class_known CHECK ((position_class = ANY (ARRAY['JPT_UTAMA'::text, 'JPT_MADYA'::text, 'JPT_PRATAMA'::text, 'ADMINISTRATOR'::text, 'PENGAWAS'::text, 'PELAKSANA'::text, 'AHLI_UTAMA'::text, 'AHLI_MADYA'::text, 'AHLI_MUDA'::text, 'AHLI_PERTAMA'::text, 'PENYELIA'::text, 'MAHIR'::text, 'TERAMPIL'::text, 'PEMULA'::text])))
  constraint position_standards_position_exists FOREIGN KEY (institution_id, position_id) REFERENCES positions(institution_id, id)
  constraint position_standards_position_once UNIQUE (institution_id, position_id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table positions
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  unit_id uuid not null -- public, kompeten_read
  code text not null -- public, kompeten_read
  title text not null -- public, kompeten_read
  class text not null -- public, kompeten_read
  leads_unit boolean not null default false -- public, kompeten_read
  active boolean not null default true -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint positions_class_known CHECK ((class = ANY (ARRAY['JPT_UTAMA'::text, 'JPT_MADYA'::text, 'JPT_PRATAMA'::text, 'ADMINISTRATOR'::text, 'PENGAWAS'::text, 'PELAKSANA'::text, 'AHLI_UTAMA'::text, 'AHLI_MADYA'::text, 'AHLI_MUDA'::text, 'AHLI_PERTAMA'::text, 'PENYELIA'::text, 'MAHIR'::text, 'TERAMPIL'::text, 'PEMULA'::text])))
  constraint positions_code_once UNIQUE (institution_id, code)
  constraint positions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint positions_pkey PRIMARY KEY (institution_id, id)
  constraint positions_unit_exists FOREIGN KEY (institution_id, unit_id) REFERENCES units(institution_id, id)
  CREATE INDEX positions_by_unit ON public.positions USING btree (institution_id, unit_id)
  CREATE UNIQUE INDEX positions_one_leader_per_unit ON public.positions USING btree (institution_id, unit_id) WHERE (leads_unit AND active)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table rater_draws
  institution_id uuid not null -- internal
  id uuid not null -- internal
  cycle_id uuid not null -- internal
  algorithm text not null -- internal
  seed text not null -- confidential
  reason text not null -- internal
  parameters jsonb not null -- internal
  added integer not null -- internal
  drawn_at timestamp with time zone not null -- internal
  constraint rater_draws_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint rater_draws_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint rater_draws_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table rater_identities
  institution_id uuid not null -- confidential
  request_id uuid not null -- confidential
  appraisal_id uuid not null -- confidential
  rater_id uuid not null -- confidential
  constraint rater_identities_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint rater_identities_once_per_appraisal UNIQUE (institution_id, appraisal_id, rater_id)
  constraint rater_identities_pkey PRIMARY KEY (institution_id, request_id)
  constraint rater_identities_rater_exists FOREIGN KEY (institution_id, rater_id) REFERENCES employees(institution_id, id)
  constraint rater_identities_request_exists FOREIGN KEY (institution_id, request_id) REFERENCES feedback_requests(institution_id, id)
  CREATE INDEX rater_identities_by_rater ON public.rater_identities USING btree (institution_id, rater_id, request_id)
  policy owner for * using true
  policy tenant for * using ((institution_id = current_institution()) AND (rater_id = current_employee()))
  grant insert, select to kompeten_app

table rater_openings
  institution_id uuid not null -- internal
  id uuid not null -- internal
  request_id uuid not null -- confidential
  appraisal_id uuid not null -- internal
  state text not null -- internal
  reason text not null -- confidential
  requested_by uuid not null -- internal
  requested_at timestamp with time zone not null -- internal
  decided_by uuid -- internal
  decision_reason text -- confidential
  decided_at timestamp with time zone -- internal
  constraint rater_openings_decided CHECK (((state = 'requested'::text) = (decided_by IS NULL)))
  constraint rater_openings_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint rater_openings_pkey PRIMARY KEY (institution_id, id)
  constraint rater_openings_request_exists FOREIGN KEY (institution_id, request_id) REFERENCES feedback_requests(institution_id, id)
  constraint rater_openings_state_known CHECK ((state = ANY (ARRAY['requested'::text, 'approved'::text, 'refused'::text])))
  constraint rater_openings_two_officials CHECK ((decided_by <> requested_by))
  CREATE INDEX rater_openings_by_request ON public.rater_openings USING btree (institution_id, request_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table released_comments
  institution_id uuid not null -- internal
  id uuid not null -- internal
  appraisal_id uuid not null -- internal
  element text not null -- internal
  source text not null -- internal
  body text not null -- confidential
  constraint released_comments_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint released_comments_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint released_comments_pkey PRIMARY KEY (institution_id, id)
  constraint released_comments_source_known CHECK ((source = ANY (ARRAY['supervisor'::text, 'others'::text])))
  CREATE INDEX released_comments_by_appraisal ON public.released_comments USING btree (institution_id, appraisal_id, element, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table result_acknowledgements
  institution_id uuid not null -- internal
  appraisal_id uuid not null -- internal
  comment text -- confidential
  acknowledged_at timestamp with time zone not null -- internal
  constraint result_acknowledgements_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint result_acknowledgements_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint result_acknowledgements_pkey PRIMARY KEY (institution_id, appraisal_id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table results
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  appraisal_id uuid not null -- internal, kompeten_read
  instrument text not null -- internal, kompeten_read
  edition integer not null -- internal, kompeten_read
  stage text not null -- internal, kompeten_read
  supersedes_id uuid -- internal, kompeten_read
  policy_id uuid not null -- internal, kompeten_read
  total text -- confidential
  proposal text -- confidential
  predicate text -- confidential
  figure text -- confidential
  reason text -- confidential
  gaps jsonb not null -- confidential
  competencies jsonb not null -- confidential
  breakdown text not null -- confidential
  result_sha256 text not null -- internal, kompeten_read
  sealed_at timestamp with time zone not null -- internal, kompeten_read
  facts jsonb not null -- confidential
  released jsonb not null -- confidential
  agreement jsonb not null -- confidential
  change jsonb -- confidential
  constraint results_appraisal_exists FOREIGN KEY (institution_id, appraisal_id) REFERENCES appraisals(institution_id, id)
  constraint results_edition_once UNIQUE (institution_id, appraisal_id, instrument, edition)
  constraint results_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint results_instrument_known CHECK ((instrument = ANY (ARRAY['behaviour'::text, 'competency'::text])))
  constraint results_pkey PRIMARY KEY (institution_id, id)
  constraint results_policy_exists FOREIGN KEY (institution_id, policy_id) REFERENCES scoring_policies(institution_id, id)
  constraint results_stage_known CHECK ((stage = ANY (ARRAY['proposed'::text, 'final'::text])))
  constraint results_value_or_reason CHECK (((reason IS NOT NULL) OR (total IS NOT NULL) OR (predicate IS NOT NULL)))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table revoked_tokens
  institution_id uuid not null -- internal, kompeten_read
  digest text not null -- internal, kompeten_read
  expires_at timestamp with time zone not null -- internal, kompeten_read
  constraint revoked_tokens_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint revoked_tokens_pkey PRIMARY KEY (institution_id, digest)
  CREATE INDEX revoked_tokens_expiry ON public.revoked_tokens USING btree (expires_at)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table role_grants
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  identity_id uuid not null -- internal, kompeten_read
  role text not null -- internal, kompeten_read
  granted_at timestamp with time zone not null -- internal, kompeten_read
  revoked_at timestamp with time zone -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  constraint role_grants_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint role_grants_institution_id_identity_id_fkey FOREIGN KEY (institution_id, identity_id) REFERENCES identities(institution_id, id)
  constraint role_grants_pkey PRIMARY KEY (institution_id, id)
  constraint role_grants_platform_only CHECK (((role <> 'platform_admin'::text) OR (institution_id = '00000000-0000-4000-8000-000000000001'::uuid)))
  constraint role_grants_role_known CHECK ((role = ANY (ARRAY['hr_officer'::text, 'auditor'::text, 'platform_admin'::text])))
  CREATE UNIQUE INDEX role_grants_once ON public.role_grants USING btree (institution_id, identity_id, role) WHERE (revoked_at IS NULL)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table satisfaction_surveys
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  unit_id uuid not null -- public, kompeten_read
  starts_on date not null -- public, kompeten_read
  ends_on date not null -- public, kompeten_read
  respondents integer not null -- public, kompeten_read
  u1 text not null -- public, kompeten_read
  u2 text not null -- public, kompeten_read
  u3 text not null -- public, kompeten_read
  u4 text not null -- public, kompeten_read
  u5 text not null -- public, kompeten_read
  u6 text not null -- public, kompeten_read
  u7 text not null -- public, kompeten_read
  u8 text not null -- public, kompeten_read
  u9 text not null -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint satisfaction_surveys_dates_in_order CHECK ((ends_on >= starts_on))
  constraint satisfaction_surveys_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint satisfaction_surveys_once UNIQUE (institution_id, unit_id, starts_on)
  constraint satisfaction_surveys_pkey PRIMARY KEY (institution_id, id)
  constraint satisfaction_surveys_respondents_in_range CHECK (((respondents >= 1) AND (respondents <= 1000000)))
  constraint satisfaction_surveys_unit_exists FOREIGN KEY (institution_id, unit_id) REFERENCES units(institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table scoring_policies
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  code text not null -- public, kompeten_read
  edition text not null -- public, kompeten_read
  instrument text not null -- public, kompeten_read
  preset text -- public, kompeten_read
  document text not null -- public, kompeten_read
  sha256 text not null -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  constraint scoring_policies_edition_once UNIQUE (institution_id, code, edition)
  constraint scoring_policies_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint scoring_policies_instrument_known CHECK ((instrument = ANY (ARRAY['behaviour'::text, 'competency'::text])))
  constraint scoring_policies_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table siasn_handovers
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  service text not null -- internal, kompeten_read
  cycle_id uuid -- internal, kompeten_read
  year integer -- internal, kompeten_read
  parameters jsonb not null -- internal, kompeten_read
  created integer -- internal, kompeten_read
  renewed integer -- internal, kompeten_read
  unchanged integer -- internal, kompeten_read
  in_flight integer -- internal, kompeten_read
  incomplete integer -- internal, kompeten_read
  requested_by uuid not null -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  constraint siasn_handovers_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint siasn_handovers_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint siasn_handovers_job_exists FOREIGN KEY (institution_id, id) REFERENCES jobs(institution_id, id)
  constraint siasn_handovers_of_something CHECK (((cycle_id IS NULL) <> (year IS NULL)))
  constraint siasn_handovers_pkey PRIMARY KEY (institution_id, id)
  constraint siasn_handovers_service_known CHECK ((service = ANY (ARRAY['skp22/save'::text, 'kinerjaperiodik/save'::text, 'kursus/save'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table siasn_records
  institution_id uuid not null -- internal
  id uuid not null -- internal
  handover_id uuid not null -- internal
  service text not null -- internal
  source_id uuid not null -- internal
  employee_id uuid not null -- personal
  state text not null -- internal
  body jsonb not null -- confidential
  lacking text[] not null default '{}'::text[] -- internal
  siasn_id text -- internal
  reason text -- confidential
  attempts integer not null default 0 -- internal
  sent_at timestamp with time zone -- internal
  settled_at timestamp with time zone -- internal
  version integer not null default 1 -- internal
  created_at timestamp with time zone not null -- internal
  updated_at timestamp with time zone not null -- internal
  constraint siasn_records_employee_exists FOREIGN KEY (institution_id, employee_id) REFERENCES employees(institution_id, id)
  constraint siasn_records_handover_exists FOREIGN KEY (institution_id, handover_id) REFERENCES siasn_handovers(institution_id, id)
  constraint siasn_records_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint siasn_records_once UNIQUE (institution_id, service, source_id)
  constraint siasn_records_pkey PRIMARY KEY (institution_id, id)
  constraint siasn_records_reason_given CHECK (((state <> 'rejected'::text) OR (reason IS NOT NULL)))
  constraint siasn_records_service_known CHECK ((service = ANY (ARRAY['skp22/save'::text, 'kinerjaperiodik/save'::text, 'kursus/save'::text])))
  constraint siasn_records_state_known CHECK ((state = ANY (ARRAY['incomplete'::text, 'ready'::text, 'sent'::text, 'accepted'::text, 'rejected'::text])))
  CREATE INDEX siasn_records_by_state ON public.siasn_records USING btree (institution_id, state, id)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table token_keys
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  retired_at timestamp with time zone -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  constraint token_keys_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint token_keys_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table training_sessions
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  training_id uuid not null -- public, kompeten_read
  starts_on date not null -- public, kompeten_read
  ends_on date not null -- public, kompeten_read
  place text -- public, kompeten_read
  seats integer not null -- public, kompeten_read
  state text not null -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint training_sessions_dates_in_order CHECK ((ends_on >= starts_on))
  constraint training_sessions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint training_sessions_pkey PRIMARY KEY (institution_id, id)
  constraint training_sessions_seats_in_range CHECK (((seats >= 1) AND (seats <= 10000)))
  constraint training_sessions_state_known CHECK ((state = ANY (ARRAY['planned'::text, 'held'::text, 'cancelled'::text])))
  constraint training_sessions_training_exists FOREIGN KEY (institution_id, training_id) REFERENCES trainings(institution_id, id)
  CREATE INDEX training_sessions_by_training ON public.training_sessions USING btree (institution_id, training_id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table trainings
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  code text not null -- public, kompeten_read
  name text not null -- public, kompeten_read
  delivery text not null -- public, kompeten_read
  siasn_type_id text -- public, kompeten_read
  certificate_kind text -- public, kompeten_read
  organiser text -- public, kompeten_read
  hours integer not null -- public, kompeten_read
  starts_on date not null -- public, kompeten_read
  ends_on date not null -- public, kompeten_read
  active boolean not null default true -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  competencies jsonb not null default '[]'::jsonb -- public, kompeten_read
  constraint trainings_certificate_kind_known CHECK ((certificate_kind = ANY (ARRAY['T'::text, 'F'::text, 'P'::text])))
  constraint trainings_code_once UNIQUE (institution_id, code)
  constraint trainings_dates_in_order CHECK ((ends_on >= starts_on))
  constraint trainings_delivery_known CHECK ((delivery = ANY (ARRAY['KLASIKAL'::text, 'NON_KLASIKAL'::text])))
  constraint trainings_hours_in_range CHECK (((hours >= 1) AND (hours <= 2000)))
  constraint trainings_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint trainings_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table unit_figures
  institution_id uuid not null -- internal, kompeten_read
  cycle_id uuid not null -- internal, kompeten_read
  unit_id uuid not null -- internal, kompeten_read
  instrument text not null -- internal, kompeten_read
  people integer -- internal, kompeten_read
  mean_total text -- internal, kompeten_read
  withheld text -- internal, kompeten_read
  predicates jsonb not null default '{}'::jsonb -- internal, kompeten_read
  constraint unit_figures_cycle_exists FOREIGN KEY (institution_id, cycle_id) REFERENCES cycles(institution_id, id)
  constraint unit_figures_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint unit_figures_instrument_known CHECK ((instrument = ANY (ARRAY['behaviour'::text, 'competency'::text])))
  constraint unit_figures_pkey PRIMARY KEY (institution_id, cycle_id, unit_id, instrument)
  constraint unit_figures_unit_exists FOREIGN KEY (institution_id, unit_id) REFERENCES units(institution_id, id)
  constraint unit_figures_value_or_reason CHECK ((((withheld IS NULL) = (mean_total IS NOT NULL)) AND ((withheld IS NULL) = (people IS NOT NULL))))
  constraint unit_figures_withheld_known CHECK ((withheld = ANY (ARRAY['below_threshold'::text, 'complementary'::text])))
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table units
  institution_id uuid not null -- public, kompeten_read
  id uuid not null -- public, kompeten_read
  parent_id uuid -- public, kompeten_read
  code text not null -- public, kompeten_read
  name text not null -- public, kompeten_read
  path text not null -- public, kompeten_read
  active boolean not null default true -- public, kompeten_read
  siasn_id text -- public, kompeten_read
  version integer not null default 1 -- public, kompeten_read
  created_at timestamp with time zone not null -- public, kompeten_read
  updated_at timestamp with time zone not null -- public, kompeten_read
  constraint units_code_once UNIQUE (institution_id, code)
  constraint units_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint units_not_own_parent CHECK ((parent_id <> id))
  constraint units_parent_exists FOREIGN KEY (institution_id, parent_id) REFERENCES units(institution_id, id)
  constraint units_pkey PRIMARY KEY (institution_id, id)
  CREATE INDEX units_path ON public.units USING btree (institution_id, path text_pattern_ops)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table used_assertions
  institution_id uuid not null -- internal
  identity_id uuid not null -- internal
  digest text not null -- internal
  expires_at timestamp with time zone not null -- internal
  constraint used_assertions_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint used_assertions_pkey PRIMARY KEY (institution_id, identity_id, digest)
  CREATE INDEX used_assertions_expiry ON public.used_assertions USING btree (expires_at)
  policy owner for * using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table waiting_placements
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  nip text not null -- personal, kompeten_read
  position_code text not null -- internal, kompeten_read
  kind text not null -- internal, kompeten_read
  starts_on date not null -- internal, kompeten_read
  ends_on date -- internal, kompeten_read
  supervisor_nip text -- personal, kompeten_read
  present integer not null -- internal, kompeten_read
  import_id uuid not null -- internal, kompeten_read
  line integer not null -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  constraint waiting_placements_import_exists FOREIGN KEY (institution_id, import_id) REFERENCES imports(institution_id, id)
  constraint waiting_placements_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint waiting_placements_once UNIQUE (institution_id, nip, position_code, kind, starts_on)
  constraint waiting_placements_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant delete, insert, select, update to kompeten_app

table webhook_attempts
  institution_id uuid not null -- internal, kompeten_read
  delivery_id uuid not null -- internal, kompeten_read
  attempt integer not null -- internal, kompeten_read
  at timestamp with time zone not null -- internal, kompeten_read
  status integer -- internal, kompeten_read
  fault text -- internal, kompeten_read
  ms integer not null -- internal, kompeten_read
  constraint webhook_attempts_delivery_exists FOREIGN KEY (institution_id, delivery_id) REFERENCES webhook_deliveries(institution_id, id) ON DELETE CASCADE
  constraint webhook_attempts_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint webhook_attempts_pkey PRIMARY KEY (institution_id, delivery_id, attempt, at)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select to kompeten_app

table webhook_deliveries
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  endpoint_id uuid not null -- internal, kompeten_read
  sequence bigint not null -- internal, kompeten_read
  state text not null -- internal, kompeten_read
  attempts integer not null default 0 -- internal, kompeten_read
  begun_at timestamp with time zone not null -- internal, kompeten_read
  next_attempt_at timestamp with time zone -- internal, kompeten_read
  settled_at timestamp with time zone -- internal, kompeten_read
  constraint webhook_deliveries_endpoint_exists FOREIGN KEY (institution_id, endpoint_id) REFERENCES webhook_endpoints(institution_id, id)
  constraint webhook_deliveries_event_exists FOREIGN KEY (institution_id, sequence) REFERENCES events(institution_id, sequence)
  constraint webhook_deliveries_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint webhook_deliveries_pkey PRIMARY KEY (institution_id, id)
  constraint webhook_deliveries_state_known CHECK ((state = ANY (ARRAY['queued'::text, 'delivered'::text, 'dead'::text, 'withheld'::text])))
  CREATE INDEX webhook_deliveries_by_endpoint ON public.webhook_deliveries USING btree (institution_id, endpoint_id, id)
  CREATE INDEX webhook_deliveries_settled ON public.webhook_deliveries USING btree (settled_at) WHERE (settled_at IS NOT NULL)
  CREATE INDEX webhook_deliveries_unsettled ON public.webhook_deliveries USING btree (begun_at) WHERE (state = 'queued'::text)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

table webhook_endpoints
  institution_id uuid not null -- internal, kompeten_read
  id uuid not null -- internal, kompeten_read
  client_id uuid not null -- internal, kompeten_read
  url text not null -- internal, kompeten_read
  label text not null -- internal, kompeten_read
  types text[] -- internal, kompeten_read
  secret_version integer not null default 1 -- internal, kompeten_read
  previous_secret_until timestamp with time zone -- internal, kompeten_read
  disabled_at timestamp with time zone -- internal, kompeten_read
  disabled_reason text -- internal, kompeten_read
  failing_since timestamp with time zone -- internal, kompeten_read
  version integer not null default 1 -- internal, kompeten_read
  created_at timestamp with time zone not null -- internal, kompeten_read
  updated_at timestamp with time zone not null -- internal, kompeten_read
  constraint webhook_endpoints_client_exists FOREIGN KEY (institution_id, client_id) REFERENCES identities(institution_id, id)
  constraint webhook_endpoints_disabled_for_a_reason CHECK (((disabled_at IS NULL) = (disabled_reason IS NULL)))
  constraint webhook_endpoints_disabled_reason_known CHECK ((disabled_reason = ANY (ARRAY['asked'::text, 'failing'::text, 'gone'::text])))
  constraint webhook_endpoints_institution_id_fkey FOREIGN KEY (institution_id) REFERENCES institutions(id)
  constraint webhook_endpoints_pkey PRIMARY KEY (institution_id, id)
  policy owner for * using true
  policy reader for r using true
  policy tenant for * using (institution_id = current_institution())
  grant insert, select, update to kompeten_app

CREATE OR REPLACE FUNCTION public.asked_raters(institution uuid, cycle uuid)
 RETURNS TABLE(appraisal_id uuid, rater_id uuid, rater_group text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select r.appraisal_id, i.rater_id, r.rater_group
  from public.feedback_requests r
  join public.rater_identities i on i.institution_id = r.institution_id and i.request_id = r.id
  where r.institution_id = institution and r.cycle_id = cycle and institution = public.current_institution()
$function$

CREATE OR REPLACE FUNCTION public.begin_audit_chain()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  insert into public.audit_heads (institution_id, seq, hash, mac, begun_with) values (new.id, 0, '', '', '');
  return null;
end $function$

CREATE OR REPLACE FUNCTION public.chain_continues(moved bigint)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if moved = 0 then raise exception 'the audit chain was continued by somebody else' using errcode = 'serialization_failure'; end if;
  return true;
end $function$

CREATE OR REPLACE FUNCTION public.claim_new_key(claimed boolean, known boolean)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if not claimed or known then raise exception 'the key is not new' using errcode = 'KP001'; end if;
  return true;
end $function$

CREATE OR REPLACE PROCEDURE public.classify(IN target regclass, IN class text, VARIADIC names text[])
 LANGUAGE plpgsql
AS $procedure$
declare name text;
begin
  foreach name in array names loop execute format('comment on column %s.%I is %L', target, name, class); end loop;
end $procedure$

CREATE OR REPLACE FUNCTION public.confirm_actor(same boolean)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if not same then raise exception 'the actor is another by now' using errcode = 'KP002'; end if;
  return true;
end $function$

CREATE OR REPLACE FUNCTION public.current_employee()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.employee'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION public.current_institution()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.institution'::text, true), ''::text))::uuid

CREATE OR REPLACE FUNCTION public.enqueue_delivery(institution uuid, delivery uuid, run_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select graphile_worker.add_job('deliver_webhook', json_build_object('institutionId', institution, 'deliveryId', delivery),
    run_at := run_at, max_attempts := 25, job_key := 'delivery:' || delivery::text) $function$

CREATE OR REPLACE FUNCTION public.enqueue_file_job(institution uuid, job uuid, spool uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select graphile_worker.add_job('run_file_job_' || replace(spool::text, '-', ''), json_build_object('institutionId', institution, 'jobId', job), max_attempts := 8, job_key := job::text) $function$

CREATE OR REPLACE FUNCTION public.enqueue_job(institution uuid, job uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select graphile_worker.add_job('run_job', json_build_object('institutionId', institution, 'jobId', job), max_attempts := 25, job_key := job::text) $function$

CREATE OR REPLACE FUNCTION public.line_above(institution uuid, employee uuid, day date)
 RETURNS TABLE(step integer, employee_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  with recursive line (step, employee_id, behind) as (
    select 0, employee, array[]::uuid[]
    union all
    select l.step + 1, s.id, l.behind || l.employee_id
    from line l cross join lateral (select supervisor_of(institution, l.employee_id, day) as id) s
    where s.id is not null and l.employee_id <> all (l.behind))
  select step, employee_id from line order by step
$function$

CREATE OR REPLACE FUNCTION public.opened_rater(institution uuid, opening uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select i.rater_id from public.rater_openings o
  join public.rater_identities i on i.institution_id = o.institution_id and i.request_id = o.request_id
  where o.institution_id = institution and o.id = opening and o.state = 'approved' and o.decided_by <> o.requested_by
    and institution = public.current_institution()
$function$

CREATE OR REPLACE FUNCTION public.placements_on(institution uuid, day date)
 RETURNS TABLE(employee_id uuid, position_id uuid, class text, title text, leads_unit boolean, unit_id uuid, unit_path text, unit_name text, unit_active boolean, named_supervisor_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  select distinct on (a.employee_id) a.employee_id, p.id, p.class, p.title, p.leads_unit, u.id, u.path, u.name, u.active, a.supervisor_id
  from assignments a
  join positions p on p.institution_id = a.institution_id and p.id = a.position_id
  join units u on u.institution_id = p.institution_id and u.id = p.unit_id
  join employees e on e.institution_id = a.institution_id and e.id = a.employee_id
  where a.institution_id = institution and a.starts_on <= day and (a.ends_on is null or a.ends_on >= day) and e.active
  order by a.employee_id, case a.kind when 'DEFINITIF' then 1 when 'PLT' then 2 else 3 end, a.starts_on desc, a.id
$function$

CREATE OR REPLACE PROCEDURE public.protect(IN target regclass, IN privileges text)
 LANGUAGE plpgsql
AS $procedure$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s to kompeten_app using (institution_id = current_institution())', target);
  execute format('create policy owner on %s to %I using (true)', target, current_user);
  execute format('grant %s on %s to kompeten_app', privileges, target);
end $procedure$

CREATE OR REPLACE PROCEDURE public.readable(IN target regclass)
 LANGUAGE plpgsql
AS $procedure$
declare names text;
begin
  select string_agg(quote_ident(a.attname), ', ') into names from pg_attribute a
  where a.attrelid = target and a.attnum > 0 and not a.attisdropped and coalesce(col_description(target, a.attnum), 'confidential') <> 'confidential';
  execute format('create policy reader on %s for select to kompeten_read using (true)', target);
  execute format('grant select (%s) on %s to kompeten_read', names, target);
end $procedure$

CREATE OR REPLACE FUNCTION public.request_of_comment(institution uuid, comment uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select s.request_id from public.comment_sources s
  where s.institution_id = institution and s.comment_id = comment and institution = public.current_institution()
$function$

CREATE OR REPLACE FUNCTION public.request_of_rater(institution uuid, appraisal uuid, rater uuid)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select i.request_id from public.rater_identities i
  where i.institution_id = institution and i.appraisal_id = appraisal and i.rater_id = rater
    and institution = public.current_institution()
$function$

CREATE OR REPLACE FUNCTION public.supervisor_of(institution uuid, employee uuid, day date)
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(p.named_supervisor_id, (
    select h.employee_id from unit_heads_on(institution, day) h
    where h.unit_id = any (units_above(p.unit_path)) and h.employee_id <> p.employee_id
    order by length(h.unit_path) desc limit 1))
  from placements_on(institution, day) p where p.employee_id = employee
$function$

CREATE OR REPLACE FUNCTION public.supervisors_on(institution uuid, day date)
 RETURNS TABLE(employee_id uuid, supervisor_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  with placed as materialized (select * from placements_on(institution, day)),
  heads as materialized (
    select u.id as unit_id, above.depth, h.employee_id
    from (select distinct unit_id as id, unit_path as path from placed) u
    cross join lateral unnest(units_above(u.path)) with ordinality as above (id, depth)
    join unit_heads_on(institution, day) h on h.unit_id = above.id)
  select distinct on (p.employee_id) p.employee_id, coalesce(p.named_supervisor_id, h.employee_id)
  from placed p left join heads h on h.unit_id = p.unit_id and h.employee_id <> p.employee_id
  order by p.employee_id, h.depth desc nulls last
$function$

CREATE OR REPLACE FUNCTION public.tasks_of_rater(institution uuid, rater uuid, only_state text, after_id uuid, most integer)
 RETURNS TABLE(id uuid, cycle_id uuid, appraisal_id uuid, rater_group text, state text, saved boolean, version integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 20
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  return query
  select r.id, r.cycle_id, r.appraisal_id, r.rater_group, r.state, f.request_id is not null, r.version
  from public.rater_identities i
  join public.feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
  left join public.feedback_responses f on f.institution_id = r.institution_id and f.request_id = r.id
  where i.institution_id = institution and i.rater_id = rater and r.id > after_id
    and r.state in ('active', 'submitted', 'declined') and (only_state is null or r.state = only_state)
  order by r.id limit most;
end $function$

CREATE OR REPLACE FUNCTION public.unchained_digest(institution uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(encode(sha256(convert_to(string_agg(
    concat_ws('|', id, extract(epoch from at), actor_id, action, resource_id, facts, request_id), E'\n' order by id), 'UTF8')), 'hex'), '')
  from audit_entries where institution_id = institution and (seq is null or seq < 1)
$function$

CREATE OR REPLACE FUNCTION public.unit_heads_on(institution uuid, day date)
 RETURNS TABLE(unit_id uuid, unit_path text, employee_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  select distinct on (u.id) u.id, u.path, a.employee_id
  from positions p
  join units u on u.institution_id = p.institution_id and u.id = p.unit_id
  join assignments a on a.institution_id = p.institution_id and a.position_id = p.id
  join employees e on e.institution_id = a.institution_id and e.id = a.employee_id
  where p.institution_id = institution and p.leads_unit and p.active and e.active
    and a.starts_on <= day and (a.ends_on is null or a.ends_on >= day)
  order by u.id, case a.kind when 'DEFINITIF' then 1 when 'PLT' then 2 else 3 end, a.starts_on desc, a.id
$function$

CREATE OR REPLACE FUNCTION public.units_above(path text)
 RETURNS uuid[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (string_to_array(rtrim(path, '/'::text), '/'::text))::uuid[]

CREATE OR REPLACE FUNCTION public.units_led_by(institution uuid, employee uuid, day date)
 RETURNS TABLE(unit_id uuid, unit_path text)
 LANGUAGE sql
 STABLE
AS $function$
  select h.unit_id, h.unit_path from unit_heads_on(institution, day) h
  where h.employee_id = employee and h.unit_id = any (array(
    select p.unit_id from assignments a join positions p on p.institution_id = a.institution_id and p.id = a.position_id
    where a.institution_id = institution and a.employee_id = employee and p.leads_unit))
$function$

CREATE OR REPLACE FUNCTION public.waiting_for_employee(institution uuid, employee uuid)
 RETURNS TABLE(feedback integer, confirmations integer, objections integer, acknowledgements integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public'
AS $function$
begin
  return query
  select
    (select count(*)::integer from public.rater_identities i
      join public.feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
      join public.cycles c on c.institution_id = r.institution_id and c.id = r.cycle_id
      where i.institution_id = institution and i.rater_id = employee and r.state = 'active' and c.state = 'open'),
    (select count(*)::integer from public.appraisals a
      join public.cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
      where a.institution_id = institution and a.supervisor_id = employee and a.confirmed_at is null and c.state = 'scored'),
    (select count(*)::integer from public.objections o
      where o.institution_id = institution and o.decider_id = employee and o.state in ('filed', 'hearing')),
    (select count(*)::integer from public.appraisals a
      join public.cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
      where a.institution_id = institution and a.employee_id = employee and c.state = 'published'
        and not exists (select from public.result_acknowledgements k
          where k.institution_id = a.institution_id and k.appraisal_id = a.id));
end $function$

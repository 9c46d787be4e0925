-- What follows from a gap, and what citizens notice: trainings with their enrolments, satisfaction surveys of units.

create table trainings (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  code text not null,
  name text not null,
  delivery text not null constraint trainings_delivery_known check (delivery in ('KLASIKAL', 'NON_KLASIKAL')),
  -- jenisDiklat of SIASN and its kind of certificate.
  siasn_type_id text,
  certificate_kind text constraint trainings_certificate_kind_known check (certificate_kind in ('T', 'F', 'P')),
  organiser text,
  hours integer not null constraint trainings_hours_in_range check (hours between 1 and 2000),
  starts_on date not null,
  ends_on date not null,
  active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint trainings_code_once unique (institution_id, code),
  constraint trainings_dates_in_order check (ends_on >= starts_on)
);
call protect('trainings', 'select, insert, update');
call classify('trainings', 'public', 'institution_id', 'id', 'code', 'name', 'delivery', 'siasn_type_id', 'certificate_kind', 'organiser',
  'hours', 'starts_on', 'ends_on', 'active', 'version', 'created_at', 'updated_at');
call readable('trainings');

create table enrolments (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  training_id uuid not null,
  employee_id uuid not null,
  state text not null constraint enrolments_state_known check (state in ('ENROLLED', 'COMPLETED', 'NOT_COMPLETED', 'WITHDRAWN')),
  certificate_number text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint enrolments_training_exists foreign key (institution_id, training_id) references trainings (institution_id, id),
  constraint enrolments_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id),
  constraint enrolments_once unique (institution_id, training_id, employee_id)
);
create index enrolments_by_employee on enrolments (institution_id, employee_id);
call protect('enrolments', 'select, insert, update');
call classify('enrolments', 'internal', 'institution_id', 'id', 'training_id', 'version', 'created_at', 'updated_at');
call classify('enrolments', 'personal', 'employee_id', 'state', 'certificate_number');
call readable('enrolments');

-- The mean of each of the nine elements over the respondents of a unit and period (PermenPANRB 14/2017), as it was reported.
create table satisfaction_surveys (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  unit_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  respondents integer not null constraint satisfaction_surveys_respondents_in_range check (respondents between 1 and 1000000),
  -- Decimals of 1 to 4, kept as they were written, in the order of the regulation.
  u1 text not null,
  u2 text not null,
  u3 text not null,
  u4 text not null,
  u5 text not null,
  u6 text not null,
  u7 text not null,
  u8 text not null,
  u9 text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint satisfaction_surveys_unit_exists foreign key (institution_id, unit_id) references units (institution_id, id),
  constraint satisfaction_surveys_once unique (institution_id, unit_id, starts_on),
  constraint satisfaction_surveys_dates_in_order check (ends_on >= starts_on)
);
call protect('satisfaction_surveys', 'select, insert, update');
call classify('satisfaction_surveys', 'public', 'institution_id', 'id', 'unit_id', 'starts_on', 'ends_on', 'respondents', 'u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9',
  'version', 'created_at', 'updated_at');
call readable('satisfaction_surveys');

-- Answers on paper, as HR typed them in: what an import of such answers is compared with, and all that it may tell.
create table paper_responses (
  institution_id uuid not null references institutions (id),
  request_id uuid not null,
  digest text not null,
  -- Whether the answers on paper are the response; false where the rater had answered already.
  taken boolean not null,
  primary key (institution_id, request_id),
  constraint paper_responses_request_exists foreign key (institution_id, request_id) references feedback_requests (institution_id, id)
);
call protect('paper_responses', 'select, insert, update');
call classify('paper_responses', 'confidential', 'institution_id', 'request_id', 'digest', 'taken');

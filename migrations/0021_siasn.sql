-- Hand-over to SIASN: one record per sealed result or completed training, as the body that SIASN takes, and what became of it.

alter table jobs drop constraint jobs_kind_known;
alter table jobs
  add constraint jobs_kind_known check (kind in ('cycle.open', 'cycle.score', 'cycle.publish', 'import', 'export', 'siasn.prepare'));

-- A hand-over has the id of the job that prepares its records.
create table siasn_handovers (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  service text not null constraint siasn_handovers_service_known check (service in ('skp22/save', 'kinerjaperiodik/save', 'kursus/save')),
  cycle_id uuid,
  -- Of trainings that ended in it.
  year integer,
  -- Codes of SIASN that nothing here says: rhythm, coefficients, place, kind of course.
  parameters jsonb not null,
  created integer,
  renewed integer,
  unchanged integer,
  -- On their way while they were to be renewed, and left as they are.
  in_flight integer,
  incomplete integer,
  requested_by uuid not null,
  created_at timestamptz not null,
  primary key (institution_id, id),
  constraint siasn_handovers_job_exists foreign key (institution_id, id) references jobs (institution_id, id),
  constraint siasn_handovers_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint siasn_handovers_of_something check ((cycle_id is null) <> (year is null))
);
call protect('siasn_handovers', 'select, insert, update');
call classify('siasn_handovers', 'internal', 'institution_id', 'id', 'service', 'cycle_id', 'year', 'parameters', 'created', 'renewed', 'unchanged',
  'in_flight', 'incomplete', 'requested_by', 'created_at');
call readable('siasn_handovers');

create table siasn_records (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  handover_id uuid not null,
  service text not null constraint siasn_records_service_known check (service in ('skp22/save', 'kinerjaperiodik/save', 'kursus/save')),
  -- The appraisal or the enrolment that it tells of: a later edition of a result is the same record.
  source_id uuid not null,
  employee_id uuid not null,
  state text not null constraint siasn_records_state_known check (state in ('incomplete', 'ready', 'sent', 'accepted', 'rejected')),
  body jsonb not null,
  -- Members of the body that are not known yet.
  lacking text[] not null default '{}',
  -- Of SIASN, once it was accepted: what is sent again replaces it there.
  siasn_id text,
  reason text,
  attempts integer not null default 0,
  sent_at timestamptz,
  settled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint siasn_records_once unique (institution_id, service, source_id),
  constraint siasn_records_handover_exists foreign key (institution_id, handover_id) references siasn_handovers (institution_id, id),
  constraint siasn_records_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id),
  constraint siasn_records_reason_given check (state <> 'rejected' or reason is not null)
);
create index siasn_records_by_state on siasn_records (institution_id, state, id);
call protect('siasn_records', 'select, insert, update');
call classify('siasn_records', 'internal', 'institution_id', 'id', 'handover_id', 'service', 'source_id', 'state', 'lacking', 'siasn_id', 'attempts',
  'sent_at', 'settled_at', 'version', 'created_at', 'updated_at');
call classify('siasn_records', 'personal', 'employee_id');
call classify('siasn_records', 'confidential', 'body', 'reason');

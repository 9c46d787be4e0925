-- Imports: files that go through a job, and what became of each of their lines.

alter table jobs drop constraint jobs_kind_known, drop constraint jobs_state_known;
alter table jobs
  add constraint jobs_kind_known check (kind in ('cycle.open', 'cycle.score', 'cycle.publish', 'import')),
  add constraint jobs_state_known check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  -- How far the file is: rows, bytes and share read, rate, time left.
  add column progress jsonb,
  add column cancel_requested_at timestamptz;
call classify('jobs', 'internal', 'progress', 'cancel_requested_at');
grant select (progress, cancel_requested_at) on jobs to kompeten_read;

-- Only a process that sees the folder of a file can work on it: the queue keeps a task of its own for each folder.
create function enqueue_file_job(institution uuid, job uuid, spool uuid) returns void
language sql security definer set search_path = pg_catalog
  as $$ select graphile_worker.add_job('run_file_job_' || replace(spool::text, '-', ''), json_build_object('institutionId', institution, 'jobId', job), max_attempts := 8, job_key := job::text) $$;
revoke all on function enqueue_file_job(uuid, uuid, uuid) from public;
grant execute on function enqueue_file_job(uuid, uuid, uuid) to kompeten_app;

-- An import has the id of its job.
create table imports (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  kind text not null constraint imports_kind_known check (kind in ('units', 'positions', 'employees', 'assignments', 'position-standards',
    'work-results', 'feedback-responses', 'trainings', 'enrolments', 'satisfaction-surveys')),
  mode text not null constraint imports_mode_known check (mode in ('partial', 'atomic')),
  dry_run boolean not null,
  missing text not null constraint imports_missing_known check (missing in ('keep', 'deactivate')),
  max_missing_percent integer not null,
  unknown_columns text not null constraint imports_unknown_columns_known check (unknown_columns in ('refuse', 'ignore')),
  unknown_people text not null constraint imports_unknown_people_known check (unknown_people in ('refuse', 'wait')),
  -- A file, or reporting lines that waited for their people.
  source text not null constraint imports_source_known check (source in ('file', 'waiting')),
  with_changes boolean not null,
  format text not null constraint imports_format_known check (format in ('csv', 'ndjson', 'xlsx')),
  compressed boolean not null,
  bytes bigint not null,
  sha256 text not null,
  -- Its name in the folder of files.
  file uuid not null,
  fields text[],
  ignored text[],
  rows integer,
  inserted integer,
  updated integer,
  unchanged integer,
  refused integer,
  deactivated integer,
  -- Earlier placements that a newer one ended.
  ended integer,
  -- Placements that lines of people made or changed.
  placed integer,
  -- Reporting lines that wait for their people, and the import that took up such lines after this one.
  waiting integer,
  followed_by uuid,
  -- Of files that belong to a cycle.
  cycle_id uuid,
  requested_by uuid not null,
  created_at timestamptz not null,
  primary key (institution_id, id),
  constraint imports_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint imports_job_exists foreign key (institution_id, id) references jobs (institution_id, id)
);
call protect('imports', 'select, insert, update');
call classify('imports', 'internal', 'institution_id', 'id', 'kind', 'mode', 'dry_run', 'missing', 'max_missing_percent', 'unknown_columns', 'unknown_people',
  'source', 'with_changes', 'format', 'compressed', 'bytes', 'sha256', 'file', 'fields', 'ignored', 'rows', 'inserted', 'updated', 'unchanged',
  'refused', 'deactivated', 'ended', 'placed', 'waiting', 'followed_by', 'cycle_id', 'requested_by', 'created_at');
call readable('imports');

-- Lines that were refused: every fault, and the cells as they came, to be mended and sent again.
create table import_refusals (
  institution_id uuid not null references institutions (id),
  import_id uuid not null,
  line integer not null,
  faults jsonb not null,
  cells jsonb not null,
  primary key (institution_id, import_id, line),
  constraint import_refusals_import_exists foreign key (institution_id, import_id) references imports (institution_id, id)
);
call protect('import_refusals', 'select, insert, delete');
call classify('import_refusals', 'internal', 'institution_id', 'import_id', 'line');
call classify('import_refusals', 'confidential', 'faults', 'cells');

-- What an import changed, or would change, where that was asked for.
create table import_changes (
  institution_id uuid not null references institutions (id),
  import_id uuid not null,
  place integer not null,
  line integer,
  change text not null constraint import_changes_change_known check (change in ('inserted', 'updated', 'deactivated')),
  key jsonb not null,
  before jsonb,
  after jsonb,
  primary key (institution_id, import_id, place),
  constraint import_changes_import_exists foreign key (institution_id, import_id) references imports (institution_id, id)
);
call protect('import_changes', 'select, insert, delete');
call classify('import_changes', 'internal', 'institution_id', 'import_id', 'place', 'line', 'change');
call classify('import_changes', 'confidential', 'key', 'before', 'after');

-- Reporting lines that came before their people, until both are known.
create table waiting_placements (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  nip text not null,
  position_code text not null,
  kind text not null,
  starts_on date not null,
  ends_on date,
  supervisor_nip text,
  -- Which of its fields the line has.
  present integer not null,
  import_id uuid not null,
  line integer not null,
  created_at timestamptz not null,
  primary key (institution_id, id),
  constraint waiting_placements_once unique (institution_id, nip, position_code, kind, starts_on),
  constraint waiting_placements_import_exists foreign key (institution_id, import_id) references imports (institution_id, id)
);
call protect('waiting_placements', 'select, insert, update, delete');
call classify('waiting_placements', 'internal', 'institution_id', 'id', 'position_code', 'kind', 'starts_on', 'ends_on', 'present', 'import_id',
  'line', 'created_at');
call classify('waiting_placements', 'personal', 'nip', 'supervisor_nip');
call readable('waiting_placements');

-- Exports: files that a job writes and that lie in a folder of the service until they expire. An export has the id of its job.

alter table jobs drop constraint jobs_kind_known;
alter table jobs
  add constraint jobs_kind_known check (kind in ('cycle.open', 'cycle.score', 'cycle.publish', 'import', 'export'));

create table exports (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  kind text not null constraint exports_kind_known check (kind in ('results', 'gaps', 'employees', 'assignments', 'audit', 'development')),
  format text not null constraint exports_format_known check (format in ('csv', 'ndjson', 'xlsx')),
  cycle_id uuid,
  -- Whoever asked is not shown what is not his or hers to see yet.
  viewer_id uuid,
  -- Its name in the folder of files, once it is there.
  file uuid,
  rows integer,
  bytes bigint,
  sha256 text,
  requested_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (institution_id, id),
  constraint exports_job_exists foreign key (institution_id, id) references jobs (institution_id, id),
  constraint exports_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id)
);
call protect('exports', 'select, insert, update');
call classify('exports', 'internal', 'institution_id', 'id', 'kind', 'format', 'cycle_id', 'file', 'rows', 'bytes', 'sha256', 'requested_by',
  'created_at', 'expires_at');
call classify('exports', 'personal', 'viewer_id');
call readable('exports');

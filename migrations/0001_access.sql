-- Roles, the two walls between institutions, and what the door writes: identities, grants, audit, idempotency, jobs.

do $$
begin
  if not exists (select from pg_roles where rolname = 'kompeten_app') then create role kompeten_app nologin nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'kompeten_read') then create role kompeten_read nologin nobypassrls; end if;
  execute format('grant kompeten_app, kompeten_read to %I', current_user);
  execute format('grant usage on schema public to kompeten_app, kompeten_read');
end $$;

-- The institution of the running transaction; null (no rows at all) where none was set.
create function current_institution() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.institution', true), '')::uuid;

-- First wall is the predicate in every statement; this is the second. `keeps` tables can only grow.
create procedure protect(target regclass, privileges text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s to kompeten_app using (institution_id = current_institution())', target);
  execute format('create policy owner on %s to %I using (true)', target, current_user);
  execute format('grant %s on %s to kompeten_app', privileges, target);
end $$;

-- Hot single-statement reads pass by predicate alone, under a role that can only select from a written list of tables.
create procedure readable(target regclass) language plpgsql as $$
begin
  execute format('create policy reader on %s for select to kompeten_read using (true)', target);
  execute format('grant select on %s to kompeten_read', target);
end $$;

-- The data class of columns: public, internal, personal or confidential.
create procedure classify(target regclass, class text, variadic names text[]) language plpgsql as $$
declare name text;
begin
  foreach name in array names loop execute format('comment on column %s.%I is %L', target, name, class); end loop;
end $$;

create table institutions (
  id uuid primary key,
  code text not null constraint institutions_code_once unique,
  name text not null,
  timezone text not null constraint institutions_timezone_known check (timezone in ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')),
  siasn_id text,
  sample boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
alter table institutions enable row level security;
alter table institutions force row level security;
create policy tenant on institutions to kompeten_app
  using (id = current_institution() or current_institution() = '00000000-0000-4000-8000-000000000001');
do $$ begin execute format('create policy owner on institutions to %I using (true)', current_user); end $$;
grant select, insert, update on institutions to kompeten_app;
call readable('institutions');
call classify('institutions', 'public', 'id', 'code', 'name', 'timezone', 'siasn_id', 'sample', 'version', 'created_at', 'updated_at');

-- The platform itself is an institution of its own, so that its acts are audited and retried like all others.
insert into institutions (id, code, name, timezone, created_at, updated_at)
values ('00000000-0000-4000-8000-000000000001', 'PLATFORM', 'Kompeten', 'Asia/Jakarta', now(), now());

-- Who may sign in: (issuer, subject) of a token. Read before the institution is known, hence unique across institutions.
create table identities (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  issuer text not null,
  subject text not null,
  kind text not null constraint identities_kind_known check (kind in ('person', 'client')),
  employee_id uuid,
  label text not null,
  scopes text[] not null default '{}',
  disabled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint identities_subject_once unique (issuer, subject)
);
call protect('identities', 'select, insert, update');
call readable('identities');
call classify('identities', 'internal', 'institution_id', 'id', 'issuer', 'kind', 'scopes', 'disabled_at', 'version', 'created_at', 'updated_at');
call classify('identities', 'personal', 'subject', 'employee_id', 'label');

create table role_grants (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  identity_id uuid not null,
  role text not null constraint role_grants_role_known check (role in ('hr_officer', 'auditor', 'platform_admin')),
  granted_at timestamptz not null,
  revoked_at timestamptz,
  version integer not null default 1,
  primary key (institution_id, id),
  foreign key (institution_id, identity_id) references identities (institution_id, id),
  constraint role_grants_platform_only check (role <> 'platform_admin' or institution_id = '00000000-0000-4000-8000-000000000001')
);
create unique index role_grants_once on role_grants (institution_id, identity_id, role) where revoked_at is null;
call protect('role_grants', 'select, insert, update');
call readable('role_grants');
call classify('role_grants', 'internal', 'institution_id', 'id', 'identity_id', 'role', 'granted_at', 'revoked_at', 'version');

create table audit_entries (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  at timestamptz not null,
  actor_id uuid,
  action text not null,
  resource_id uuid,
  facts text not null,
  request_id text not null,
  primary key (institution_id, id)
);
call protect('audit_entries', 'select, insert');
call readable('audit_entries');
call classify('audit_entries', 'internal', 'institution_id', 'id', 'at', 'actor_id', 'action', 'resource_id', 'facts', 'request_id');

create table idempotency_keys (
  institution_id uuid not null references institutions (id),
  identity_id uuid not null,
  key text not null,
  request_digest text not null,
  status integer not null,
  headers text not null,
  body text not null,
  expires_at timestamptz not null,
  primary key (institution_id, identity_id, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);
call protect('idempotency_keys', 'select, insert, delete');
call classify('idempotency_keys', 'internal', 'institution_id', 'identity_id', 'key', 'request_digest', 'status', 'headers', 'expires_at');
call classify('idempotency_keys', 'confidential', 'body');

create table jobs (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  kind text not null constraint jobs_kind_known check (kind in ('cycle.open', 'cycle.score')),
  state text not null constraint jobs_state_known check (state in ('queued', 'running', 'succeeded', 'failed')),
  cycle_id uuid,
  requested_by uuid not null,
  done integer not null default 0,
  total integer,
  outcome jsonb,
  problem jsonb,
  version integer not null default 1,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (institution_id, id)
);
call protect('jobs', 'select, insert, update');
call readable('jobs');
call classify('jobs', 'internal', 'institution_id', 'id', 'kind', 'state', 'cycle_id', 'requested_by', 'done', 'total', 'outcome', 'problem', 'version', 'created_at', 'started_at', 'finished_at');

-- The queue belongs to a library with tables of its own; the service may only add to it, never read it.
create function enqueue_job(institution uuid, job uuid) returns void language sql security definer set search_path = pg_catalog
  as $$ select graphile_worker.add_job('run_job', json_build_object('institutionId', institution, 'jobId', job), max_attempts := 5, job_key := job::text) $$;
revoke all on function enqueue_job(uuid, uuid) from public;
grant execute on function enqueue_job(uuid, uuid) to kompeten_app;

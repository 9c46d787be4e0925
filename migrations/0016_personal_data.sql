-- Rights of the people whose data this is (UU 27/2022), and the opening of a rater's identity by two officials.

alter table employees
  -- Processing was restricted at the person's request: no new appraisal.
  add column restricted_at timestamptz,
  -- Name and numbers were replaced after the retention date; history stays computable.
  add column pseudonymised_at timestamptz;
call classify('employees', 'internal', 'restricted_at', 'pseudonymised_at');

create table personal_data_requests (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  employee_id uuid not null,
  kind text not null constraint personal_data_requests_kind_known check (kind in ('access', 'correction', 'restriction')),
  detail text,
  state text not null constraint personal_data_requests_state_known check (state in ('open', 'granted', 'refused')),
  requested_at timestamptz not null,
  -- 3 x 24 hours.
  due_at timestamptz not null,
  decided_by uuid,
  decision_reason text,
  decided_at timestamptz,
  primary key (institution_id, id),
  constraint personal_data_requests_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id),
  constraint personal_data_requests_decided check ((state = 'open') = (decided_at is null))
);
create index personal_data_requests_by_employee on personal_data_requests (institution_id, employee_id, id);
call protect('personal_data_requests', 'select, insert, update');
call classify('personal_data_requests', 'internal', 'institution_id', 'id', 'kind', 'state', 'requested_at', 'due_at', 'decided_by', 'decided_at');
call classify('personal_data_requests', 'personal', 'employee_id');
call classify('personal_data_requests', 'confidential', 'detail', 'decision_reason');

create table rater_openings (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  request_id uuid not null,
  appraisal_id uuid not null,
  state text not null constraint rater_openings_state_known check (state in ('requested', 'approved', 'refused')),
  reason text not null,
  requested_by uuid not null,
  requested_at timestamptz not null,
  decided_by uuid,
  decision_reason text,
  decided_at timestamptz,
  primary key (institution_id, id),
  constraint rater_openings_request_exists foreign key (institution_id, request_id) references feedback_requests (institution_id, id),
  constraint rater_openings_two_officials check (decided_by <> requested_by),
  constraint rater_openings_decided check ((state = 'requested') = (decided_by is null))
);
create index rater_openings_by_request on rater_openings (institution_id, request_id);
call protect('rater_openings', 'select, insert, update');
call classify('rater_openings', 'internal', 'institution_id', 'id', 'appraisal_id', 'state', 'requested_by', 'requested_at', 'decided_by', 'decided_at');
call classify('rater_openings', 'confidential', 'request_id', 'reason', 'decision_reason');

-- From which answer a released comment came; only an opening is made from it.
create function request_of_comment(institution uuid, comment uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.request_id from public.comment_sources s
  where s.institution_id = institution and s.comment_id = comment and institution = public.current_institution()
$$;

-- The identity, once two different officials have agreed; before that, and for anybody's appraisal else, nothing.
create function opened_rater(institution uuid, opening uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.rater_id from public.rater_openings o
  join public.rater_identities i on i.institution_id = o.institution_id and i.request_id = o.request_id
  where o.institution_id = institution and o.id = opening and o.state = 'approved' and o.decided_by <> o.requested_by
    and institution = public.current_institution()
$$;
revoke all on function request_of_comment(uuid, uuid), opened_rater(uuid, uuid) from public;
grant execute on function request_of_comment(uuid, uuid), opened_rater(uuid, uuid) to kompeten_app;

-- The role that reads by predicate alone reads no confidential column: the class of a column decides, not its table.
do $$
declare t record; names text;
begin
  for t in select c.oid, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind = 'r' and has_table_privilege('kompeten_read', c.oid, 'select') and c.relname <> 'kompeten_migrations'
  loop
    select string_agg(quote_ident(a.attname), ', ') into names from pg_attribute a
    where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped and col_description(t.oid, a.attnum) <> 'confidential';
    execute format('revoke select on %I from kompeten_read', t.relname);
    execute format('grant select (%s) on %I to kompeten_read', names, t.relname);
  end loop;
end $$;

-- From here on, so that no later table can forget it.
create or replace procedure readable(target regclass) language plpgsql as $$
declare names text;
begin
  select string_agg(quote_ident(a.attname), ', ') into names from pg_attribute a
  where a.attrelid = target and a.attnum > 0 and not a.attisdropped and coalesce(col_description(target, a.attnum), 'confidential') <> 'confidential';
  execute format('create policy reader on %s for select to kompeten_read using (true)', target);
  execute format('grant select (%s) on %s to kompeten_read', names, target);
end $$;

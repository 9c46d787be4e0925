-- Who rates whom, in a store of its own that shows each rater nothing but his or her own rows.

-- The employee who acts in the running transaction; null for machines and background work.
create function current_employee() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.employee', true), '')::uuid;

create table rater_identities (
  institution_id uuid not null references institutions (id),
  request_id uuid not null,
  appraisal_id uuid not null,
  rater_id uuid not null,
  primary key (institution_id, request_id),
  constraint rater_identities_once_per_appraisal unique (institution_id, appraisal_id, rater_id),
  constraint rater_identities_request_exists foreign key (institution_id, request_id) references feedback_requests (institution_id, id),
  constraint rater_identities_rater_exists foreign key (institution_id, rater_id) references employees (institution_id, id)
);
create index rater_identities_by_rater on rater_identities (institution_id, rater_id, request_id);
call protect('rater_identities', 'select, insert');
alter policy tenant on rater_identities
  using (institution_id = current_institution() and rater_id = current_employee())
  with check (institution_id = current_institution());
call classify('rater_identities', 'confidential', 'institution_id', 'request_id', 'appraisal_id', 'rater_id');

insert into rater_identities (institution_id, request_id, appraisal_id, rater_id)
select institution_id, id, appraisal_id, rater_id from feedback_requests;

alter table feedback_requests
  drop column rater_id,
  -- Named by the subject and not yet approved; known to those who decide on it, forgotten with the decision.
  add column nominee_id uuid,
  add column decline_reason text,
  -- The day of the answer: counts shown to HR are those of the day before.
  add column answered_on date;
call classify('feedback_requests', 'personal', 'nominee_id');
call classify('feedback_requests', 'confidential', 'decline_reason', 'answered_on');
create index feedback_requests_by_appraisal on feedback_requests (institution_id, appraisal_id);

-- The draw must not ask anybody twice, nor too often.
create function asked_raters(institution uuid, cycle uuid) returns table (appraisal_id uuid, rater_id uuid, rater_group text)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.appraisal_id, i.rater_id, r.rater_group
  from public.feedback_requests r
  join public.rater_identities i on i.institution_id = r.institution_id and i.request_id = r.id
  where r.institution_id = institution and r.cycle_id = cycle and institution = public.current_institution()
$$;

-- A superior who hands over or takes over is known to all as the one who rates: the request that he or she has.
create function request_of_rater(institution uuid, appraisal uuid, rater uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.request_id from public.rater_identities i
  where i.institution_id = institution and i.appraisal_id = appraisal and i.rater_id = rater
    and institution = public.current_institution()
$$;
revoke all on function asked_raters(uuid, uuid), request_of_rater(uuid, uuid, uuid) from public;
grant execute on function current_employee() to kompeten_app, kompeten_read;
grant execute on function asked_raters(uuid, uuid), request_of_rater(uuid, uuid, uuid) to kompeten_app;

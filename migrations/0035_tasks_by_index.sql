-- The same tasks (0032): whether there is an answer is joined. As `exists` it became a table of all answers of everybody in a
-- plan that was made while nobody had answered, and such a plan is kept until the statistics are renewed.
create or replace function tasks_of_rater(institution uuid, rater uuid, only_state text, after_id uuid, most integer)
returns table (id uuid, cycle_id uuid, appraisal_id uuid, rater_group text, state text, saved boolean, version integer)
language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
begin
  return query
  select r.id, r.cycle_id, r.appraisal_id, r.rater_group, r.state, f.request_id is not null, r.version
  from public.rater_identities i
  join public.feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
  left join public.feedback_responses f on f.institution_id = r.institution_id and f.request_id = r.id
  where i.institution_id = institution and i.rater_id = rater and r.id > after_id
    and r.state in ('active', 'submitted', 'declined') and (only_state is null or r.state = only_state)
  order by r.id limit most;
end $$;

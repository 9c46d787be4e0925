-- Task lists are read together with who asks, by a role of their own: it reads what kompeten_read does and, of who rates whom,
-- what one rater is asked.

do $$
begin
  if not exists (select from pg_roles where rolname = 'kompeten_shared') then create role kompeten_shared nologin nobypassrls; end if;
  grant kompeten_read to kompeten_shared;
  execute format('grant kompeten_shared to %I', current_user);
  execute format('grant usage on schema public to kompeten_shared');
end $$;

-- Nominations that wait for approval and withdrawn requests are none of it. In plpgsql, since that keeps the plan.
create function tasks_of_rater(institution uuid, rater uuid, only_state text, after_id uuid, most integer)
returns table (id uuid, cycle_id uuid, appraisal_id uuid, rater_group text, state text, saved boolean, version integer)
language plpgsql stable security definer rows 20 set search_path = pg_catalog, public as $$
begin
  return query
  select r.id, r.cycle_id, r.appraisal_id, r.rater_group, r.state,
    exists (select from public.feedback_responses f where f.institution_id = r.institution_id and f.request_id = r.id), r.version
  from public.rater_identities i
  join public.feedback_requests r on r.institution_id = i.institution_id and r.id = i.request_id
  where i.institution_id = institution and i.rater_id = rater and r.id > after_id
    and r.state in ('active', 'submitted', 'declined') and (only_state is null or r.state = only_state)
  order by r.id limit most;
end $$;
revoke all on function tasks_of_rater(uuid, uuid, text, uuid, integer) from public;
grant execute on function tasks_of_rater(uuid, uuid, text, uuid, integer) to kompeten_shared;

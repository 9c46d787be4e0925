-- How much waits for one person, as part of what is told of whoever asks; read together with who asks (0032).
create function waiting_for_employee(institution uuid, employee uuid)
returns table (feedback integer, confirmations integer, objections integer, acknowledgements integer)
language plpgsql stable security definer rows 1 set search_path = pg_catalog, public as $$
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
end $$;
revoke all on function waiting_for_employee(uuid, uuid) from public;
grant execute on function waiting_for_employee(uuid, uuid) to kompeten_shared;

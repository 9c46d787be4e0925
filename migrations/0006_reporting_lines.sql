-- Lines of one person by index, and of everyone in one pass: neither walks the whole institution once per person.

-- Unit ids from the top down to the unit itself, as its path spells them.
create function units_above(path text) returns uuid[] language sql immutable parallel safe
  return string_to_array(rtrim(path, '/'), '/')::uuid[];

-- The supervisor of everyone placed on a day: the one the assignment names, else the nearest head above who is someone else.
create or replace function supervisors_on(institution uuid, day date) returns table (employee_id uuid, supervisor_id uuid)
language sql stable as $$
  with placed as materialized (select * from placements_on(institution, day)),
  heads as materialized (
    select u.id as unit_id, above.depth, h.employee_id
    from (select distinct unit_id as id, unit_path as path from placed) u
    cross join lateral unnest(units_above(u.path)) with ordinality as above (id, depth)
    join unit_heads_on(institution, day) h on h.unit_id = above.id)
  select distinct on (p.employee_id) p.employee_id, coalesce(p.named_supervisor_id, h.employee_id)
  from placed p left join heads h on h.unit_id = p.unit_id and h.employee_id <> p.employee_id
  order by p.employee_id, h.depth desc nulls last
$$;

-- The same for one person; null where nobody stands above.
create function supervisor_of(institution uuid, employee uuid, day date) returns uuid
language sql stable as $$
  select coalesce(p.named_supervisor_id, (
    select h.employee_id from unit_heads_on(institution, day) h
    where h.unit_id = any (units_above(p.unit_path)) and h.employee_id <> p.employee_id
    order by length(h.unit_path) desc limit 1))
  from placements_on(institution, day) p where p.employee_id = employee
$$;

-- From one person upward, step 0 being the person; a line that comes back ends with the one it comes back to.
create function line_above(institution uuid, employee uuid, day date) returns table (step integer, employee_id uuid)
language sql stable as $$
  with recursive line (step, employee_id, behind) as (
    select 0, employee, array[]::uuid[]
    union all
    select l.step + 1, s.id, l.behind || l.employee_id
    from line l cross join lateral (select supervisor_of(institution, l.employee_id, day) as id) s
    where s.id is not null and l.employee_id <> all (l.behind))
  select step, employee_id from line order by step
$$;

-- The units that one person leads on a day.
create function units_led_by(institution uuid, employee uuid, day date) returns table (unit_id uuid, unit_path text)
language sql stable as $$
  select h.unit_id, h.unit_path from unit_heads_on(institution, day) h
  where h.employee_id = employee and h.unit_id = any (array(
    select p.unit_id from assignments a join positions p on p.institution_id = a.institution_id and p.id = a.position_id
    where a.institution_id = institution and a.employee_id = employee and p.leads_unit))
$$;

grant execute on function units_above(text), supervisor_of(uuid, uuid, date), line_above(uuid, uuid, date), units_led_by(uuid, uuid, date)
  to kompeten_app, kompeten_read;

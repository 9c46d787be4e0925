-- The institution's tree, its positions, its people, and who is placed where and when.

create table units (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  parent_id uuid,
  code text not null,
  name text not null,
  path text not null,
  active boolean not null default true,
  siasn_id text,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint units_parent_exists foreign key (institution_id, parent_id) references units (institution_id, id),
  constraint units_code_once unique (institution_id, code),
  constraint units_not_own_parent check (parent_id <> id)
);
create index units_path on units (institution_id, path text_pattern_ops);
call protect('units', 'select, insert, update');
call readable('units');
call classify('units', 'public', 'institution_id', 'id', 'parent_id', 'code', 'name', 'path', 'active', 'siasn_id', 'version', 'created_at', 'updated_at');

create table positions (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  unit_id uuid not null,
  code text not null,
  title text not null,
  class text not null constraint positions_class_known check (class in (
    'JPT_UTAMA', 'JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'PELAKSANA', 'AHLI_UTAMA', 'AHLI_MADYA',
    'AHLI_MUDA', 'AHLI_PERTAMA', 'PENYELIA', 'MAHIR', 'TERAMPIL', 'PEMULA')),
  leads_unit boolean not null default false,
  active boolean not null default true,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint positions_unit_exists foreign key (institution_id, unit_id) references units (institution_id, id),
  constraint positions_code_once unique (institution_id, code)
);
create unique index positions_one_leader_per_unit on positions (institution_id, unit_id) where leads_unit and active;
create index positions_by_unit on positions (institution_id, unit_id);
call protect('positions', 'select, insert, update');
call readable('positions');
call classify('positions', 'public', 'institution_id', 'id', 'unit_id', 'code', 'title', 'class', 'leads_unit', 'active', 'version', 'created_at', 'updated_at');

create table employees (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  nip text not null constraint employees_nip_is_18_digits check (nip ~ '^[0-9]{18}$'),
  siasn_id text,
  name text not null,
  employment_kind text not null constraint employees_employment_kind_known check (employment_kind in ('PNS', 'PPPK')),
  grade text,
  active boolean not null default true,
  sample boolean not null default false,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint employees_nip_once unique (institution_id, nip)
);
call protect('employees', 'select, insert, update');
call readable('employees');
call classify('employees', 'internal', 'institution_id', 'id', 'active', 'sample', 'version', 'created_at', 'updated_at');
call classify('employees', 'personal', 'nip', 'siasn_id', 'name', 'employment_kind', 'grade');

alter table identities add constraint identities_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id);

create table assignments (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  employee_id uuid not null,
  position_id uuid not null,
  supervisor_id uuid,
  kind text not null constraint assignments_kind_known check (kind in ('DEFINITIF', 'PLT', 'PLH')),
  starts_on date not null,
  ends_on date,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint assignments_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id),
  constraint assignments_position_exists foreign key (institution_id, position_id) references positions (institution_id, id),
  constraint assignments_supervisor_exists foreign key (institution_id, supervisor_id) references employees (institution_id, id),
  constraint assignments_dates_in_order check (ends_on >= starts_on),
  constraint assignments_not_own_supervisor check (supervisor_id <> employee_id)
);
create index assignments_by_employee on assignments (institution_id, employee_id, starts_on);
create index assignments_by_position on assignments (institution_id, position_id, starts_on);
call protect('assignments', 'select, insert, update');
call readable('assignments');
call classify('assignments', 'internal', 'institution_id', 'id', 'version', 'created_at', 'updated_at');
call classify('assignments', 'personal', 'employee_id', 'position_id', 'supervisor_id', 'kind', 'starts_on', 'ends_on');

-- One placement per employee on a day: definitif before Plt before Plh, and where it stands in the tree.
create function placements_on(institution uuid, day date)
returns table (employee_id uuid, position_id uuid, class text, title text, leads_unit boolean,
               unit_id uuid, unit_path text, unit_name text, unit_active boolean, named_supervisor_id uuid)
language sql stable as $$
  select distinct on (a.employee_id) a.employee_id, p.id, p.class, p.title, p.leads_unit, u.id, u.path, u.name, u.active, a.supervisor_id
  from assignments a
  join positions p on p.institution_id = a.institution_id and p.id = a.position_id
  join units u on u.institution_id = p.institution_id and u.id = p.unit_id
  join employees e on e.institution_id = a.institution_id and e.id = a.employee_id
  where a.institution_id = institution and a.starts_on <= day and (a.ends_on is null or a.ends_on >= day) and e.active
  order by a.employee_id, case a.kind when 'DEFINITIF' then 1 when 'PLT' then 2 else 3 end, a.starts_on desc, a.id
$$;

-- Who leads a unit on a day: the holder of its leading position, definitif before Plt before Plh.
create function unit_heads_on(institution uuid, day date) returns table (unit_id uuid, unit_path text, employee_id uuid)
language sql stable as $$
  select distinct on (u.id) u.id, u.path, a.employee_id
  from positions p
  join units u on u.institution_id = p.institution_id and u.id = p.unit_id
  join assignments a on a.institution_id = p.institution_id and a.position_id = p.id
  join employees e on e.institution_id = a.institution_id and e.id = a.employee_id
  where p.institution_id = institution and p.leads_unit and p.active and e.active
    and a.starts_on <= day and (a.ends_on is null or a.ends_on >= day)
  order by u.id, case a.kind when 'DEFINITIF' then 1 when 'PLT' then 2 else 3 end, a.starts_on desc, a.id
$$;

-- The supervisor of everyone placed on a day: the one the assignment names, else the nearest head above who is someone else.
create function supervisors_on(institution uuid, day date) returns table (employee_id uuid, supervisor_id uuid)
language sql stable as $$
  with heads as materialized (select * from unit_heads_on(institution, day))
  select p.employee_id, coalesce(p.named_supervisor_id, (
    select h.employee_id from heads h
    where h.employee_id <> p.employee_id and p.unit_path like h.unit_path || '%'
    order by length(h.unit_path) desc limit 1))
  from placements_on(institution, day) p
$$;
grant execute on function placements_on(uuid, date), unit_heads_on(uuid, date), supervisors_on(uuid, date) to kompeten_app, kompeten_read;

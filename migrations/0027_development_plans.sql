-- Development plans: proposed from the gaps of a result, agreed by both, followed item by item.

create table development_plans (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  employee_id uuid not null,
  cycle_id uuid not null,
  result_id uuid not null,
  state text not null constraint development_plans_state_known check (state in ('proposed', 'agreed', 'closed')),
  employee_agreed_at timestamptz,
  superior_agreed_at timestamptz,
  superior_id uuid,
  closed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint development_plans_once unique (institution_id, employee_id, cycle_id),
  constraint development_plans_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id),
  constraint development_plans_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint development_plans_result_exists foreign key (institution_id, result_id) references results (institution_id, id),
  constraint development_plans_agreed_by_both check (state = 'proposed' or (employee_agreed_at is not null and superior_agreed_at is not null))
);
call protect('development_plans', 'select, insert, update');
call classify('development_plans', 'internal', 'institution_id', 'id', 'cycle_id', 'result_id', 'state', 'employee_agreed_at', 'superior_agreed_at', 'closed_at', 'version', 'created_at', 'updated_at');
call classify('development_plans', 'personal', 'employee_id', 'superior_id');

create table development_plan_items (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  plan_id uuid not null,
  competency text,
  title text not null,
  delivery text not null constraint development_plan_items_delivery_known check (delivery in ('KLASIKAL', 'NON_KLASIKAL')),
  siasn_type_id text,
  training_id uuid,
  owner_id uuid not null,
  hours integer not null constraint development_plan_items_hours_in_range check (hours between 0 and 2000),
  due_on date not null,
  state text not null constraint development_plan_items_state_known check (state in ('open', 'done', 'dropped')),
  evidence text,
  -- The rule and the figures from which it was proposed; null for what people added.
  why jsonb,
  -- When its owner was reminded that it falls due, and that it is overdue.
  due_told_at timestamptz,
  overdue_told_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint development_plan_items_plan_exists foreign key (institution_id, plan_id) references development_plans (institution_id, id),
  constraint development_plan_items_training_exists foreign key (institution_id, training_id) references trainings (institution_id, id),
  constraint development_plan_items_owner_exists foreign key (institution_id, owner_id) references employees (institution_id, id),
  constraint development_plan_items_done_with_evidence check (state <> 'done' or evidence is not null)
);
create index development_plan_items_by_plan on development_plan_items (institution_id, plan_id, id);
create index development_plan_items_open_by_day on development_plan_items (due_on) where state = 'open';
call protect('development_plan_items', 'select, insert, update');
call classify('development_plan_items', 'internal', 'institution_id', 'id', 'plan_id', 'delivery', 'siasn_type_id', 'training_id', 'hours', 'due_on', 'state', 'due_told_at', 'overdue_told_at', 'version', 'created_at', 'updated_at');
call classify('development_plan_items', 'personal', 'owner_id');
call classify('development_plan_items', 'confidential', 'competency', 'title', 'evidence', 'why');

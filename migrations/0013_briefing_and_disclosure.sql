-- What people are told before they rate, and what they are shown afterwards.

alter table institutions
  -- Calendar days. Fourteen to object is PP 30/2019 Art 59; the others are ours, to be decided by the institution.
  add column objection_days integer not null default 14 constraint institutions_objection_days_in_range check (objection_days between 1 and 90),
  add column hearing_days integer not null default 7 constraint institutions_hearing_days_in_range check (hearing_days between 1 and 90),
  add column decision_days integer not null default 14 constraint institutions_decision_days_in_range check (decision_days between 1 and 180),
  add column retention_years integer not null default 5 constraint institutions_retention_years_in_range check (retention_years between 1 and 50);
call classify('institutions', 'public', 'objection_days', 'hearing_days', 'decision_days', 'retention_years');

alter table cycles add column requires_briefing boolean not null default false;
call classify('cycles', 'internal', 'requires_briefing');

create table briefing_acknowledgements (
  institution_id uuid not null references institutions (id),
  cycle_id uuid not null,
  employee_id uuid not null,
  -- Of the rules that were shown.
  briefing_sha256 text not null,
  acknowledged_at timestamptz not null,
  primary key (institution_id, cycle_id, employee_id),
  constraint briefing_acknowledgements_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint briefing_acknowledgements_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id)
);
call protect('briefing_acknowledgements', 'select, insert');
call classify('briefing_acknowledgements', 'internal', 'institution_id', 'cycle_id', 'briefing_sha256', 'acknowledged_at');
call classify('briefing_acknowledgements', 'personal', 'employee_id');

create table result_acknowledgements (
  institution_id uuid not null references institutions (id),
  appraisal_id uuid not null,
  comment text,
  acknowledged_at timestamptz not null,
  primary key (institution_id, appraisal_id),
  constraint result_acknowledgements_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id)
);
call protect('result_acknowledgements', 'select, insert');
call classify('result_acknowledgements', 'internal', 'institution_id', 'appraisal_id', 'acknowledged_at');
call classify('result_acknowledgements', 'confidential', 'comment');

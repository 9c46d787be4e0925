-- A phase that ends later than was published: by whom is in the trail, why is here, for everyone to read.

create table cycle_extensions (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  cycle_id uuid not null,
  phase text not null constraint cycle_extensions_phase_known check (phase in ('selfAssessment', 'feedback', 'confirmation')),
  previous_to date not null,
  extended_to date not null,
  reason text not null,
  extended_at timestamptz not null,
  primary key (institution_id, id),
  constraint cycle_extensions_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint cycle_extensions_only_later check (extended_to > previous_to)
);
create index cycle_extensions_by_cycle on cycle_extensions (institution_id, cycle_id, id);
call protect('cycle_extensions', 'select, insert');
call readable('cycle_extensions');
call classify('cycle_extensions', 'internal', 'institution_id', 'id', 'cycle_id', 'phase', 'previous_to', 'extended_to', 'reason', 'extended_at');

-- The superior who rates leaves before the end: HR hands the appraisal over, with a reason that the person rated can read.
create table handovers (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  appraisal_id uuid not null,
  previous_supervisor_id uuid not null,
  supervisor_id uuid not null,
  reason text not null,
  handed_over_at timestamptz not null,
  primary key (institution_id, id),
  constraint handovers_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id),
  constraint handovers_supervisor_exists foreign key (institution_id, supervisor_id) references employees (institution_id, id)
);
create index handovers_by_appraisal on handovers (institution_id, appraisal_id, id);
call protect('handovers', 'select, insert');
call readable('handovers');
call classify('handovers', 'internal', 'institution_id', 'id', 'appraisal_id', 'handed_over_at');
call classify('handovers', 'personal', 'previous_supervisor_id', 'supervisor_id', 'reason');

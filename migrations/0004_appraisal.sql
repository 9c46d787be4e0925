-- Forms, scoring policies, cycles, the appraisal of one employee in one cycle, and its sealed results.

create table scoring_policies (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  code text not null,
  edition text not null,
  instrument text not null constraint scoring_policies_instrument_known check (instrument in ('behaviour', 'competency')),
  preset text,
  -- Canonical JSON as text: what was hashed is what is stored.
  document text not null,
  sha256 text not null,
  version integer not null default 1,
  created_at timestamptz not null,
  primary key (institution_id, id),
  constraint scoring_policies_edition_once unique (institution_id, code, edition)
);
call protect('scoring_policies', 'select, insert');
call readable('scoring_policies');
call classify('scoring_policies', 'public', 'institution_id', 'id', 'code', 'edition', 'instrument', 'preset', 'document', 'sha256', 'version', 'created_at');

create table forms (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  code text not null,
  edition integer not null,
  title text not null,
  state text not null constraint forms_state_known check (state in ('draft', 'published', 'retired')),
  behaviour_policy_id uuid,
  competency_policy_id uuid,
  content jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint forms_edition_once unique (institution_id, code, edition),
  constraint forms_behaviour_policy_exists foreign key (institution_id, behaviour_policy_id) references scoring_policies (institution_id, id),
  constraint forms_competency_policy_exists foreign key (institution_id, competency_policy_id) references scoring_policies (institution_id, id)
);
call protect('forms', 'select, insert, update');
call readable('forms');
call classify('forms', 'public', 'institution_id', 'id', 'code', 'edition', 'title', 'state', 'behaviour_policy_id', 'competency_policy_id', 'content', 'version', 'created_at', 'updated_at');

create table cycles (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  name text not null,
  form_id uuid not null,
  state text not null constraint cycles_state_known check (state in ('draft', 'open', 'closed', 'scored', 'published')),
  starts_on date not null,
  ends_on date not null,
  phases jsonb not null,
  population jsonb not null,
  draw jsonb not null,
  opened_at timestamptz,
  closed_at timestamptz,
  scored_at timestamptz,
  published_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint cycles_form_exists foreign key (institution_id, form_id) references forms (institution_id, id),
  constraint cycles_dates_in_order check (ends_on >= starts_on)
);
call protect('cycles', 'select, insert, update');
call readable('cycles');
call classify('cycles', 'internal', 'institution_id', 'id', 'name', 'form_id', 'state', 'starts_on', 'ends_on', 'phases', 'population', 'opened_at', 'closed_at', 'scored_at', 'published_at', 'version', 'created_at', 'updated_at');
call classify('cycles', 'confidential', 'draw');

alter table jobs add constraint jobs_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id);

create table appraisals (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  cycle_id uuid not null,
  employee_id uuid not null,
  supervisor_id uuid not null,
  superior_id uuid,
  unit_id uuid not null,
  unit_path text not null,
  position_id uuid not null,
  position_class text not null constraint appraisals_position_class_known check (position_class in (
    'JPT_UTAMA', 'JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'PELAKSANA', 'AHLI_UTAMA', 'AHLI_MADYA',
    'AHLI_MUDA', 'AHLI_PERTAMA', 'PENYELIA', 'MAHIR', 'TERAMPIL', 'PEMULA')),
  position_type text not null constraint appraisals_position_type_known check (position_type in ('leader', 'non_leader')),
  -- Names and titles as they were when the cycle opened.
  frozen jsonb not null,
  required_levels jsonb not null,
  work_result_rating text constraint appraisals_work_result_rating_known check (work_result_rating in ('DI_ATAS', 'SESUAI', 'DI_BAWAH')),
  work_result_figure text,
  innovation boolean not null default false,
  behaviour_rating text constraint appraisals_behaviour_rating_known check (behaviour_rating in ('DI_ATAS', 'SESUAI', 'DI_BAWAH')),
  deviation_reason text,
  confirmed_at timestamptz,
  confirmed_by uuid,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint appraisals_once_per_cycle unique (institution_id, cycle_id, employee_id),
  constraint appraisals_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint appraisals_employee_exists foreign key (institution_id, employee_id) references employees (institution_id, id),
  constraint appraisals_supervisor_exists foreign key (institution_id, supervisor_id) references employees (institution_id, id)
);
create index appraisals_by_employee on appraisals (institution_id, employee_id);
create index appraisals_by_supervisor on appraisals (institution_id, supervisor_id);
create index appraisals_by_path on appraisals (institution_id, cycle_id, unit_path text_pattern_ops);
call protect('appraisals', 'select, insert, update');
call readable('appraisals');
call classify('appraisals', 'internal', 'institution_id', 'id', 'cycle_id', 'unit_id', 'unit_path', 'position_id', 'position_class', 'position_type', 'required_levels', 'version', 'created_at', 'updated_at');
call classify('appraisals', 'personal', 'employee_id', 'supervisor_id', 'superior_id', 'frozen');
call classify('appraisals', 'confidential', 'work_result_rating', 'work_result_figure', 'innovation', 'behaviour_rating', 'deviation_reason', 'confirmed_at', 'confirmed_by');

create table results (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  appraisal_id uuid not null,
  instrument text not null constraint results_instrument_known check (instrument in ('behaviour', 'competency')),
  edition integer not null,
  stage text not null constraint results_stage_known check (stage in ('proposed', 'final')),
  supersedes_id uuid,
  policy_id uuid not null,
  total text,
  proposal text,
  predicate text,
  figure text,
  reason text,
  gaps jsonb not null,
  competencies jsonb not null,
  -- Canonical JSON as text: the bytes that result_sha256 covers.
  breakdown text not null,
  result_sha256 text not null,
  sealed_at timestamptz not null,
  primary key (institution_id, id),
  constraint results_edition_once unique (institution_id, appraisal_id, instrument, edition),
  constraint results_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id),
  constraint results_policy_exists foreign key (institution_id, policy_id) references scoring_policies (institution_id, id),
  constraint results_value_or_reason check (reason is not null or total is not null or predicate is not null)
);
call protect('results', 'select, insert');
call readable('results');
call classify('results', 'internal', 'institution_id', 'id', 'appraisal_id', 'instrument', 'edition', 'stage', 'supersedes_id', 'policy_id', 'result_sha256', 'sealed_at');
call classify('results', 'confidential', 'total', 'proposal', 'predicate', 'figure', 'reason', 'gaps', 'competencies', 'breakdown');

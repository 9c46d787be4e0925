-- Objections: filed against named items, heard from both sides, decided once by a superior who had no part in the rating.

create table objections (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  appraisal_id uuid not null,
  instrument text not null constraint objections_instrument_known check (instrument in ('behaviour', 'competency')),
  result_id uuid not null,
  state text not null constraint objections_state_known check (state in ('filed', 'hearing', 'decided', 'withdrawn')),
  -- [{ item, reason }]
  grounds jsonb not null,
  decider_id uuid,
  filed_at timestamptz not null,
  received_on date not null,
  decide_by date not null,
  hearing_until date,
  outcome text constraint objections_outcome_known check (outcome in ('upheld', 'dismissed')),
  decision_reason text,
  decided_at timestamptz,
  new_result_id uuid,
  version integer not null default 1,
  primary key (institution_id, id),
  constraint objections_once unique (institution_id, appraisal_id, instrument),
  constraint objections_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id),
  constraint objections_result_exists foreign key (institution_id, result_id) references results (institution_id, id),
  constraint objections_decider_exists foreign key (institution_id, decider_id) references employees (institution_id, id),
  constraint objections_decided_with_reason check ((state = 'decided') = (outcome is not null and decision_reason is not null and decided_at is not null))
);
create index objections_by_decider on objections (institution_id, decider_id);
call protect('objections', 'select, insert, update');
call classify('objections', 'internal', 'institution_id', 'id', 'appraisal_id', 'instrument', 'result_id', 'state', 'filed_at', 'received_on', 'decide_by', 'hearing_until', 'decided_at', 'new_result_id', 'version');
call classify('objections', 'personal', 'decider_id');
call classify('objections', 'confidential', 'grounds', 'outcome', 'decision_reason');

create table objection_statements (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  objection_id uuid not null,
  party text not null constraint objection_statements_party_known check (party in ('subject', 'supervisor')),
  body text not null,
  stated_at timestamptz not null,
  primary key (institution_id, id),
  constraint objection_statements_objection_exists foreign key (institution_id, objection_id) references objections (institution_id, id)
);
create index objection_statements_by_objection on objection_statements (institution_id, objection_id, id);
call protect('objection_statements', 'select, insert');
call classify('objection_statements', 'internal', 'institution_id', 'id', 'objection_id', 'party', 'stated_at');
call classify('objection_statements', 'confidential', 'body');

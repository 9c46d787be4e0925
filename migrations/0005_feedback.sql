-- 360° feedback: who is asked, what they answered. Days instead of instants, random ids: neither may tell who answered.

create table rater_draws (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  cycle_id uuid not null,
  algorithm text not null,
  seed text not null,
  reason text not null,
  parameters jsonb not null,
  added integer not null,
  drawn_at timestamptz not null,
  primary key (institution_id, id),
  constraint rater_draws_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id)
);
call protect('rater_draws', 'select, insert');
call classify('rater_draws', 'internal', 'institution_id', 'id', 'cycle_id', 'algorithm', 'reason', 'parameters', 'added', 'drawn_at');
call classify('rater_draws', 'confidential', 'seed');

create table feedback_requests (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  cycle_id uuid not null,
  appraisal_id uuid not null,
  rater_id uuid not null,
  rater_group text not null constraint feedback_requests_rater_group_known check (rater_group in ('self', 'supervisor', 'peer', 'subordinate')),
  state text not null constraint feedback_requests_state_known check (state in ('proposed', 'active', 'submitted', 'declined', 'withdrawn')),
  origin text not null constraint feedback_requests_origin_known check (origin in ('relation', 'draw', 'nomination')),
  reason text,
  version integer not null default 1,
  primary key (institution_id, id),
  constraint feedback_requests_once_per_rater unique (institution_id, appraisal_id, rater_id),
  constraint feedback_requests_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id),
  constraint feedback_requests_rater_exists foreign key (institution_id, rater_id) references employees (institution_id, id)
);
create index feedback_requests_by_rater on feedback_requests (institution_id, rater_id, id);
create index feedback_requests_by_cycle on feedback_requests (institution_id, cycle_id);
call protect('feedback_requests', 'select, insert, update');
call classify('feedback_requests', 'internal', 'institution_id', 'id', 'cycle_id', 'appraisal_id', 'rater_group', 'origin', 'version');
call classify('feedback_requests', 'confidential', 'rater_id', 'state', 'reason');

create table feedback_responses (
  institution_id uuid not null references institutions (id),
  request_id uuid not null,
  appraisal_id uuid not null,
  rater_group text not null constraint feedback_responses_rater_group_known check (rater_group in ('self', 'supervisor', 'peer', 'subordinate')),
  state text not null constraint feedback_responses_state_known check (state in ('draft', 'submitted')),
  -- One entry per item of the form: 1..5, null = not able to judge, -1 = not asked, -2 = not answered yet (drafts only).
  ratings smallint[] not null,
  comments jsonb not null,
  version integer not null default 1,
  primary key (institution_id, request_id),
  constraint feedback_responses_request_exists foreign key (institution_id, request_id) references feedback_requests (institution_id, id),
  constraint feedback_responses_ratings_in_range check (-2 <= all (ratings) and 10 >= all (ratings) and 0 <> all (ratings)),
  constraint feedback_responses_submitted_is_complete check (state = 'draft' or -2 <> all (ratings))
);
create index feedback_responses_by_appraisal on feedback_responses (institution_id, appraisal_id) where state = 'submitted';
call protect('feedback_responses', 'select, insert, update');
call classify('feedback_responses', 'internal', 'institution_id', 'request_id', 'appraisal_id', 'rater_group', 'version');
call classify('feedback_responses', 'confidential', 'state', 'ratings', 'comments');

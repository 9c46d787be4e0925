-- What a publication releases: thresholds frozen with the cycle, facts that replay a result, comments, unit figures.

alter table cycles add column thresholds jsonb not null default '{"peer": 3, "subordinate": 3}';
alter table cycles alter column thresholds drop default;
call classify('cycles', 'internal', 'thresholds');

alter table results
  -- Everything beside the ratings that the calculation was given: the same facts give the same bytes again.
  add column facts jsonb not null default '{}',
  -- Raters counted per released group.
  add column released jsonb not null default '{}',
  -- How far the raters of a group agree, in one of three words, from five raters on.
  add column agreement jsonb not null default '{}',
  -- Why this edition replaced the one before, by whom, and where they differ.
  add column change jsonb;
-- What earlier editions were given and released, from where they got it.
update results r set
  facts = jsonb_build_object(
    'positionType', a.position_type, 'requiredLevels', a.required_levels, 'thresholds', '{}'::jsonb, 'contested', '[]'::jsonb,
    'closedAt', to_char(c.closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'official', case when r.instrument = 'behaviour' and r.stage = 'final' then jsonb_build_object(
      'resultRating', a.work_result_rating, 'resultFigure', a.work_result_figure, 'innovation', a.innovation,
      'behaviourRating', a.behaviour_rating) end),
  released = coalesce((
    select jsonb_object_agg(substr(s ->> 'id', 3), (s ->> 'value')::integer)
    from jsonb_array_elements(r.breakdown::jsonb -> 'steps') s where s ->> 'kind' = 'count'), '{}')
from appraisals a join cycles c on c.institution_id = a.institution_id and c.id = a.cycle_id
where a.institution_id = r.institution_id and a.id = r.appraisal_id;
alter table results alter column facts drop default, alter column released drop default, alter column agreement drop default;
call classify('results', 'confidential', 'facts', 'released', 'agreement', 'change');

alter table jobs drop constraint jobs_kind_known;
alter table jobs add constraint jobs_kind_known check (kind in ('cycle.open', 'cycle.score', 'cycle.publish'));

-- Comments as the person rated reads them: by competency, in the order of random ids, without time or hint of a rater.
create table released_comments (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  appraisal_id uuid not null,
  element text not null,
  source text not null constraint released_comments_source_known check (source in ('supervisor', 'others')),
  body text not null,
  primary key (institution_id, id),
  constraint released_comments_appraisal_exists foreign key (institution_id, appraisal_id) references appraisals (institution_id, id)
);
create index released_comments_by_appraisal on released_comments (institution_id, appraisal_id, element, id);
call protect('released_comments', 'select, insert');
call classify('released_comments', 'internal', 'institution_id', 'id', 'appraisal_id', 'element', 'source');
call classify('released_comments', 'confidential', 'body');

-- From which answer a comment came: written at publication, readable by no role of the service.
create table comment_sources (
  institution_id uuid not null references institutions (id),
  comment_id uuid not null,
  request_id uuid not null,
  primary key (institution_id, comment_id),
  constraint comment_sources_comment_exists foreign key (institution_id, comment_id) references released_comments (institution_id, id),
  constraint comment_sources_request_exists foreign key (institution_id, request_id) references feedback_requests (institution_id, id)
);
call protect('comment_sources', 'insert');
call classify('comment_sources', 'confidential', 'institution_id', 'comment_id', 'request_id');

-- Roll-ups over sub-trees, computed once with the publication and never again: two of them could be subtracted.
create table unit_figures (
  institution_id uuid not null references institutions (id),
  cycle_id uuid not null,
  unit_id uuid not null,
  instrument text not null constraint unit_figures_instrument_known check (instrument in ('behaviour', 'competency')),
  people integer,
  mean_total text,
  withheld text constraint unit_figures_withheld_known check (withheld in ('below_threshold', 'complementary')),
  primary key (institution_id, cycle_id, unit_id, instrument),
  constraint unit_figures_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint unit_figures_unit_exists foreign key (institution_id, unit_id) references units (institution_id, id),
  constraint unit_figures_value_or_reason check ((withheld is null) = (mean_total is not null) and (withheld is null) = (people is not null))
);
call protect('unit_figures', 'select, insert');
call readable('unit_figures');
call classify('unit_figures', 'internal', 'institution_id', 'cycle_id', 'unit_id', 'instrument', 'people', 'mean_total', 'withheld');

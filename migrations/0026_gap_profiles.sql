-- Where gaps lie: means over sub-trees, position classes and the institution, written once with the publication.

alter table unit_figures add column predicates jsonb not null default '{}';
call classify('unit_figures', 'internal', 'predicates');
grant select (predicates) on unit_figures to kompeten_read;

create table gap_profiles (
  institution_id uuid not null references institutions (id),
  cycle_id uuid not null,
  scope text not null constraint gap_profiles_scope_known check (scope in ('unit', 'positionClass', 'institution')),
  -- Id of the unit, position class, or *.
  key text not null,
  code text not null,
  people integer,
  attained text,
  required text,
  gap text,
  withheld text constraint gap_profiles_withheld_known check (withheld in ('below_threshold', 'complementary')),
  primary key (institution_id, cycle_id, scope, key, code),
  constraint gap_profiles_cycle_exists foreign key (institution_id, cycle_id) references cycles (institution_id, id),
  constraint gap_profiles_value_or_reason check ((withheld is null) = (attained is not null) and (withheld is null) = (people is not null))
);
call protect('gap_profiles', 'select, insert');
call classify('gap_profiles', 'internal', 'institution_id', 'cycle_id', 'scope', 'key', 'code', 'people', 'attained', 'required', 'gap', 'withheld');
call readable('gap_profiles');

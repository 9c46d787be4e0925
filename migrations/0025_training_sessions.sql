-- Trainings that lead somewhere: what they address, when they are held, who gets a seat and why.

alter table trainings add column competencies jsonb not null default '[]'; -- [{ code, level }]
call classify('trainings', 'public', 'competencies');
grant select (competencies) on trainings to kompeten_read;

create table training_sessions (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  training_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  place text,
  seats integer not null constraint training_sessions_seats_in_range check (seats between 1 and 10000),
  state text not null constraint training_sessions_state_known check (state in ('planned', 'held', 'cancelled')),
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint training_sessions_training_exists foreign key (institution_id, training_id) references trainings (institution_id, id),
  constraint training_sessions_dates_in_order check (ends_on >= starts_on)
);
create index training_sessions_by_training on training_sessions (institution_id, training_id);
call protect('training_sessions', 'select, insert, update');
call classify('training_sessions', 'public', 'institution_id', 'id', 'training_id', 'starts_on', 'ends_on', 'place', 'seats', 'state', 'version', 'created_at', 'updated_at');
call readable('training_sessions');

alter table enrolments
  add column session_id uuid,
  add column attended_hours integer,
  add column certificate_on date,
  -- Of those who were chosen by need: rank, gap, seed.
  add column choice jsonb;
alter table enrolments add constraint enrolments_session_exists foreign key (institution_id, session_id) references training_sessions (institution_id, id);
alter table enrolments add constraint enrolments_attended_in_range check (attended_hours between 0 and 2000);
create index enrolments_by_session on enrolments (institution_id, session_id);
call classify('enrolments', 'internal', 'session_id');
call classify('enrolments', 'personal', 'attended_hours', 'certificate_on');
call classify('enrolments', 'confidential', 'choice');
grant select (session_id, attended_hours, certificate_on) on enrolments to kompeten_read;

-- The cut-offs of the nine boxes, where the institution has its own; the template otherwise.
alter table institutions add column talent_rules jsonb;
call classify('institutions', 'internal', 'talent_rules');
grant select (talent_rules) on institutions to kompeten_read;

-- Published criteria: frameworks of competencies and indicators, and the level that a position requires.

create table frameworks (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  code text not null,
  edition integer not null,
  name text not null,
  instrument text not null constraint frameworks_instrument_known check (instrument in ('behaviour', 'competency')),
  source text not null,
  preset text,
  state text not null constraint frameworks_state_known check (state in ('draft', 'published', 'retired')),
  content jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint frameworks_edition_once unique (institution_id, code, edition)
);
call protect('frameworks', 'select, insert, update');
call readable('frameworks');
call classify('frameworks', 'public', 'institution_id', 'id', 'code', 'edition', 'name', 'instrument', 'source', 'preset', 'state', 'content', 'version', 'created_at', 'updated_at');

create table position_standards (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  position_class text constraint position_standards_position_class_known check (position_class in (
    'JPT_UTAMA', 'JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS', 'PELAKSANA', 'AHLI_UTAMA', 'AHLI_MADYA',
    'AHLI_MUDA', 'AHLI_PERTAMA', 'PENYELIA', 'MAHIR', 'TERAMPIL', 'PEMULA')),
  position_id uuid,
  levels jsonb not null,
  origin text not null constraint position_standards_origin_known check (origin in ('institution', 'template')),
  confirmed_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint position_standards_position_exists foreign key (institution_id, position_id) references positions (institution_id, id),
  constraint position_standards_one_target check ((position_class is null) <> (position_id is null)),
  constraint position_standards_class_once unique (institution_id, position_class),
  constraint position_standards_position_once unique (institution_id, position_id)
);
call protect('position_standards', 'select, insert, update');
call readable('position_standards');
call classify('position_standards', 'public', 'institution_id', 'id', 'position_class', 'position_id', 'levels', 'origin', 'confirmed_at', 'version', 'created_at', 'updated_at');

-- What is noticed during a period: by the person, superiors and colleagues, beside the form when it is time to rate.

create table feedback_notes (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  subject_id uuid not null,
  author_id uuid not null,
  relation text not null constraint feedback_notes_relation_known check (relation in ('self', 'superior', 'peer')),
  element text,
  indicator text,
  body text not null,
  noted_on date not null,
  -- Shown to the subject and the supervisor; otherwise the author's own memory.
  shared boolean not null,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint feedback_notes_subject_exists foreign key (institution_id, subject_id) references employees (institution_id, id),
  constraint feedback_notes_author_exists foreign key (institution_id, author_id) references employees (institution_id, id)
);
create index feedback_notes_by_subject on feedback_notes (institution_id, subject_id, id);
call protect('feedback_notes', 'select, insert, update');
call classify('feedback_notes', 'internal', 'institution_id', 'id', 'shared', 'noted_on', 'version', 'created_at', 'updated_at');
call classify('feedback_notes', 'personal', 'subject_id');
call classify('feedback_notes', 'confidential', 'author_id', 'relation', 'element', 'indicator', 'body');

create table feedback_note_files (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  note_id uuid not null,
  name text not null,
  media_type text not null,
  sha256 text not null,
  -- Where it lies, or itself.
  reference text,
  content bytea,
  created_at timestamptz not null,
  primary key (institution_id, id),
  constraint feedback_note_files_note_exists foreign key (institution_id, note_id) references feedback_notes (institution_id, id),
  constraint feedback_note_files_somewhere check ((reference is null) <> (content is null)),
  constraint feedback_note_files_size_in_range check (octet_length(content) between 1 and 1048576)
);
create index feedback_note_files_by_note on feedback_note_files (institution_id, note_id, id);
call protect('feedback_note_files', 'select, insert');
call classify('feedback_note_files', 'internal', 'institution_id', 'id', 'note_id', 'created_at');
call classify('feedback_note_files', 'confidential', 'name', 'media_type', 'sha256', 'reference', 'content');

-- Reports of a whole cycle as one document, written by a job like any other file.

alter table exports add column language text not null default 'id' constraint exports_language_known check (language in ('id', 'en'));
call classify('exports', 'internal', 'language');
grant select (language) on exports to kompeten_read;
alter table exports drop constraint exports_kind_known;
alter table exports add constraint exports_kind_known check (kind in ('results', 'gaps', 'employees', 'assignments', 'audit', 'development', 'reports'));
alter table exports drop constraint exports_format_known;
alter table exports add constraint exports_format_known check (format in ('csv', 'ndjson', 'xlsx', 'pdf'));

-- Identity providers of agencies (OpenID Connect), and the e-mail address by which one of them may know its people.

alter table employees add column official_email text constraint employees_official_email_in_range check (length(official_email) between 3 and 254);
call classify('employees', 'personal', 'official_email');
grant select (official_email) on employees to kompeten_read;
create index employees_by_official_email on employees (institution_id, lower(official_email)) where official_email is not null;
create index employees_by_siasn_id on employees (institution_id, siasn_id) where siasn_id is not null;

-- Named by the platform, since whoever names an issuer says whose signatures are believed.
create table identity_providers (
  institution_id uuid not null constraint identity_providers_institution_exists references institutions (id),
  id uuid not null,
  issuer text not null,
  -- `aud` that tokens of persons must name.
  audiences text[] not null,
  -- `aud` of tokens that an API client may exchange: the client ids of front ends at this provider.
  exchange_audiences text[] not null default '{}',
  -- Which claim names the person, and what it is compared with.
  claim text not null,
  matches text not null constraint identity_providers_matches_known check (matches in ('nip', 'siasn_id', 'official_email')),
  disabled_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint identity_providers_issuer_once unique (issuer)
);
call protect('identity_providers', 'select, insert, update');
alter policy tenant on identity_providers
  using (institution_id = current_institution() or current_institution() = '00000000-0000-4000-8000-000000000001');
call classify('identity_providers', 'internal', 'institution_id', 'id', 'issuer', 'audiences', 'exchange_audiences', 'claim', 'matches', 'disabled_at',
  'version', 'created_at', 'updated_at');
call readable('identity_providers');

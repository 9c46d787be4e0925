-- API clients with credentials of their own, the keys that sign their tokens, and tokens that were taken back.

alter table identities
  -- Part of every token that the service gives out: one step ends them all.
  add column token_generation integer not null default 1,
  -- Requests per minute; null: what the installation grants everyone.
  add column rate_limit integer constraint identities_rate_limit_in_range check (rate_limit between 1 and 1000000),
  -- Whether a client may ask for a token of the person who is signed in to it (RFC 8693).
  add column acts_for_persons boolean not null default false constraint identities_acts_as_client check (not acts_for_persons or kind = 'client'),
  -- To the minute.
  add column last_used_at timestamptz;
call classify('identities', 'internal', 'token_generation', 'rate_limit', 'acts_for_persons', 'last_used_at');
grant select (token_generation, rate_limit, acts_for_persons, last_used_at) on identities to kompeten_read;

-- A secret, as keyed digest, or the public key of a pair that the client keeps.
create table client_credentials (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  identity_id uuid not null,
  kind text not null constraint client_credentials_kind_known check (kind in ('secret', 'key')),
  secret_digest text,
  public_jwk jsonb,
  created_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  version integer not null default 1,
  primary key (institution_id, id),
  constraint client_credentials_identity_exists foreign key (institution_id, identity_id) references identities (institution_id, id),
  constraint client_credentials_of_one_kind check ((kind = 'secret') = (secret_digest is not null) and (kind = 'key') = (public_jwk is not null))
);
create index client_credentials_by_identity on client_credentials (institution_id, identity_id);
call protect('client_credentials', 'select, insert, update');
call classify('client_credentials', 'internal', 'institution_id', 'id', 'identity_id', 'kind', 'public_jwk', 'created_at', 'last_used_at', 'revoked_at',
  'version');
call classify('client_credentials', 'confidential', 'secret_digest');

-- Assertions of clients that were taken once (RFC 7523 §3), until they would have run out.
create table used_assertions (
  institution_id uuid not null references institutions (id),
  identity_id uuid not null,
  digest text not null,
  expires_at timestamptz not null,
  primary key (institution_id, identity_id, digest)
);
create index used_assertions_expiry on used_assertions (expires_at);
call protect('used_assertions', 'select, insert');
call classify('used_assertions', 'internal', 'institution_id', 'identity_id', 'digest', 'expires_at');

-- Tokens of ours that were taken back before their time (RFC 7009), as SHA-256.
create table revoked_tokens (
  institution_id uuid not null references institutions (id),
  digest text not null,
  expires_at timestamptz not null,
  primary key (institution_id, digest)
);
create index revoked_tokens_expiry on revoked_tokens (expires_at);
call protect('revoked_tokens', 'select, insert');
call classify('revoked_tokens', 'internal', 'institution_id', 'digest', 'expires_at');
call readable('revoked_tokens');

-- Names of the keys that sign tokens. A key itself is derived from its name and the installation's secret: it is in no
-- database. Of the platform, like everything that is not of one institution.
create table token_keys (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  created_at timestamptz not null,
  -- From then on no token of it is taken.
  retired_at timestamptz,
  version integer not null default 1,
  primary key (institution_id, id)
);
call protect('token_keys', 'select, insert, update');
call classify('token_keys', 'public', 'institution_id', 'id', 'created_at', 'retired_at', 'version');
call readable('token_keys');

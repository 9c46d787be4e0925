-- What happened, in the order in which it was committed, for those who follow it and for those who are told.

-- Places are taken under the lock of the audit chain's end, so that nobody who has read up to a place can miss what is
-- committed before it. They are not those of the chain, whose gaps would tell when raters answer.
create table event_places (
  institution_id uuid not null references institutions (id),
  last bigint not null,
  primary key (institution_id)
);
call protect('event_places', 'select, insert, update');
call classify('event_places', 'internal', 'institution_id', 'last');
call readable('event_places');

create table events (
  institution_id uuid not null references institutions (id),
  sequence bigint not null,
  id uuid not null,
  type text not null,
  subject uuid,
  data jsonb not null,
  at timestamptz not null,
  primary key (institution_id, sequence),
  constraint events_id_once unique (institution_id, id)
);
call protect('events', 'select, insert');
call classify('events', 'internal', 'institution_id', 'sequence', 'id', 'type', 'subject', 'data', 'at');
call readable('events');

-- An address of an API client: it is told what that client may read. Its secrets are derived, never stored.
create table webhook_endpoints (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  client_id uuid not null,
  url text not null,
  label text not null,
  -- null: every type that the client may read.
  types text[],
  secret_version integer not null default 1,
  -- Until then the secret before signs too.
  previous_secret_until timestamptz,
  disabled_at timestamptz,
  disabled_reason text constraint webhook_endpoints_disabled_reason_known check (disabled_reason in ('asked', 'failing', 'gone')),
  -- Since its last success.
  failing_since timestamptz,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (institution_id, id),
  constraint webhook_endpoints_client_exists foreign key (institution_id, client_id) references identities (institution_id, id),
  constraint webhook_endpoints_disabled_for_a_reason check ((disabled_at is null) = (disabled_reason is null))
);
call protect('webhook_endpoints', 'select, insert, update');
call classify('webhook_endpoints', 'internal', 'institution_id', 'id', 'client_id', 'url', 'label', 'types', 'secret_version', 'previous_secret_until',
  'disabled_at', 'disabled_reason', 'failing_since', 'version', 'created_at', 'updated_at');
call readable('webhook_endpoints');

create table webhook_deliveries (
  institution_id uuid not null references institutions (id),
  id uuid not null,
  endpoint_id uuid not null,
  sequence bigint not null,
  state text not null constraint webhook_deliveries_state_known check (state in ('queued', 'delivered', 'dead', 'withheld')),
  attempts integer not null default 0,
  -- The 24 hours of trying run from here.
  begun_at timestamptz not null,
  next_attempt_at timestamptz,
  settled_at timestamptz,
  primary key (institution_id, id),
  constraint webhook_deliveries_endpoint_exists foreign key (institution_id, endpoint_id) references webhook_endpoints (institution_id, id),
  constraint webhook_deliveries_event_exists foreign key (institution_id, sequence) references events (institution_id, sequence)
);
create index webhook_deliveries_by_endpoint on webhook_deliveries (institution_id, endpoint_id, id);
create index webhook_deliveries_unsettled on webhook_deliveries (begun_at) where state = 'queued';
create index webhook_deliveries_settled on webhook_deliveries (settled_at) where settled_at is not null;
call protect('webhook_deliveries', 'select, insert, update');
call classify('webhook_deliveries', 'internal', 'institution_id', 'id', 'endpoint_id', 'sequence', 'state', 'attempts', 'begun_at', 'next_attempt_at',
  'settled_at');
call readable('webhook_deliveries');

-- The log: what each attempt met. Never what the receiver said.
create table webhook_attempts (
  institution_id uuid not null references institutions (id),
  delivery_id uuid not null,
  attempt integer not null,
  at timestamptz not null,
  status integer,
  fault text,
  ms integer not null,
  primary key (institution_id, delivery_id, attempt, at),
  constraint webhook_attempts_delivery_exists foreign key (institution_id, delivery_id) references webhook_deliveries (institution_id, id) on delete cascade
);
call protect('webhook_attempts', 'select, insert');
call classify('webhook_attempts', 'internal', 'institution_id', 'delivery_id', 'attempt', 'at', 'status', 'fault', 'ms');
call readable('webhook_attempts');

create function enqueue_delivery(institution uuid, delivery uuid, run_at timestamptz) returns void
  language sql security definer set search_path = pg_catalog
  as $$ select graphile_worker.add_job('deliver_webhook', json_build_object('institutionId', institution, 'deliveryId', delivery),
    run_at := run_at, max_attempts := 25, job_key := 'delivery:' || delivery::text) $$;
revoke all on function enqueue_delivery(uuid, uuid, timestamptz) from public;
grant execute on function enqueue_delivery(uuid, uuid, timestamptz) to kompeten_app;

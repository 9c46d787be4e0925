-- The trail becomes a chain: every entry is hashed over the one before and authenticated with a key that no database holds.

alter table audit_entries
  add seq bigint,
  add hash text,
  add mac text,
  add constraint audit_entries_place_once unique (institution_id, seq);
call classify('audit_entries', 'internal', 'seq', 'hash', 'mac');

-- What stood in the trail before there was a chain, as one digest; the chain of an institution begins with it.
create function unchained_digest(institution uuid) returns text language sql stable as $$
  select coalesce(encode(sha256(convert_to(string_agg(
    concat_ws('|', id, extract(epoch from at), actor_id, action, resource_id, facts, request_id), E'\n' order by id), 'UTF8')), 'hex'), '')
  from audit_entries where institution_id = institution and (seq is null or seq < 1)
$$;
grant execute on function unchained_digest(uuid) to kompeten_app;

-- The end of each chain. Locked last and once per transaction, so that only writes of one institution wait for each other.
create table audit_heads (
  institution_id uuid not null references institutions (id),
  seq bigint not null,
  hash text not null,
  mac text not null,
  -- Digest of what was in the trail before the chain; the hash of the first entry goes over it.
  begun_with text not null,
  primary key (institution_id)
);
call protect('audit_heads', 'select, update');
call classify('audit_heads', 'internal', 'institution_id', 'seq', 'hash', 'mac', 'begun_with');

-- Heads that were signed, with the public key that proves it; copies of them lie outside the database.
create table audit_checkpoints (
  institution_id uuid not null references institutions (id),
  seq bigint not null,
  hash text not null,
  signed_at timestamptz not null,
  key_id text not null,
  signature text not null,
  primary key (institution_id, seq)
);
call protect('audit_checkpoints', 'select');
call readable('audit_checkpoints');
call classify('audit_checkpoints', 'internal', 'institution_id', 'seq', 'hash', 'signed_at', 'key_id', 'signature');

create function begin_audit_chain() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  insert into public.audit_heads (institution_id, seq, hash, mac, begun_with) values (new.id, 0, '', '', '');
  return null;
end $$;
create trigger audit_chain_begins after insert on institutions for each row execute function begin_audit_chain();

insert into audit_heads (institution_id, seq, hash, mac, begun_with)
select id, 0, unchained_digest(id), '', unchained_digest(id) from institutions;

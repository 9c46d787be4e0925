-- An entry may be appended without reading the end of its chain first, by a process that wrote that end itself. Where
-- somebody else wrote since, the transaction is a lost race like any other and is tried again.
create function chain_continues(moved bigint) returns boolean language plpgsql as $$
begin
  if moved = 0 then raise exception 'the audit chain was continued by somebody else' using errcode = 'serialization_failure'; end if;
  return true;
end $$;
grant execute on function chain_continues(bigint) to kompeten_app;

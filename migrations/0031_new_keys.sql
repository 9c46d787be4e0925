-- Most keys of writes are new. Such a key is claimed on the way: the claim travels with the statement that follows it, and
-- where the key is held or known already, it fails and everything after it.
create function claim_new_key(claimed boolean, known boolean) returns boolean language plpgsql as $$
begin
  if not claimed or known then raise exception 'the key is not new' using errcode = 'KP001'; end if;
  return true;
end $$;
grant execute on function claim_new_key(boolean, boolean) to kompeten_app;

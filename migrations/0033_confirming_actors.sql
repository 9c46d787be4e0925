-- A write begins as whoever came with the same token before: that it is still so is confirmed on the way, as the claim of a
-- key is, and where it is not, nothing of the write happens.
create function confirm_actor(same boolean) returns boolean language plpgsql as $$
begin
  if not same then raise exception 'the actor is another by now' using errcode = 'KP002'; end if;
  return true;
end $$;
grant execute on function confirm_actor(boolean) to kompeten_app;

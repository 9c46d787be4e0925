-- A killed service costs its job an attempt: five kills must not end the job for ever.
create or replace function enqueue_job(institution uuid, job uuid) returns void language sql security definer set search_path = pg_catalog
  as $$ select graphile_worker.add_job('run_job', json_build_object('institutionId', institution, 'jobId', job), max_attempts := 25, job_key := job::text) $$;

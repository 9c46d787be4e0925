/** Jobs, for those who may read them and for the one who asked. */
import { refuseUnless } from '../../domain/errors.ts'
import { findJob, findJobForUpdate, updateJob, type JobRow } from '../../repositories/appraisal/jobs.ts'
import type { Relation } from '../../domain/policy.ts'
import { authorize, found, record, type Context, type WriteContext } from '../context.ts'

export const getJob = async (context: Context, id: string): Promise<JobRow> => {
  const job = found(await findJob(context.db, context.actor.institutionId, id))
  authorize(context, new Set<Relation>(job.requestedBy === context.actor.identityId ? ['requester'] : []))
  return job
}

/** A job that waits is cancelled at once, one that runs as soon as it looks; what it did until then is undone. */
export const cancelJob = async (context: WriteContext, id: string): Promise<JobRow> => {
  const { institutionId, identityId } = context.actor
  const job = found(await findJobForUpdate(context.tx, institutionId, id))
  authorize(context, new Set<Relation>(job.requestedBy === identityId ? ['requester'] : []), 'job.read')
  const isFile = job.kind === 'import' || job.kind === 'export'
  const isOpen = job.state === 'queued' || job.state === 'running'
  refuseUnless(isFile && isOpen, 'job.notCancellable', { state: job.state })
  const { now } = context
  const change = job.state === 'queued' ? { state: 'cancelled', finishedAt: now } : {}
  await updateJob(context.tx, institutionId, id, { cancelRequestedAt: now, ...(change as object) })
  record(context, id, { kind: job.kind })
  return found(await findJob(context.tx, institutionId, id))
}

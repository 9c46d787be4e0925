/** Jobs, for those who may read them and for the one who asked. */
import { findJob, type JobRow } from '../../repositories/appraisal/jobs.ts'
import type { Relation } from '../../domain/policy.ts'
import { authorize, found, type Context } from '../context.ts'

export const getJob = async (context: Context, id: string): Promise<JobRow> => {
  const job = found(await findJob(context.db, context.actor.institutionId, id))
  authorize(context, new Set<Relation>(job.requestedBy === context.actor.identityId ? ['requester'] : []))
  return job
}

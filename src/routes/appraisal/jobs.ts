/** Routes of jobs. */
import { endpoint } from '../../http/contract.ts'
import { PathId, ref } from '../../schemas/common.ts'
import { Job } from '../../schemas/appraisal/jobs.ts'
import { cancelJob, getJob } from '../../services/appraisal/jobs.ts'

export const jobRoutes = [
  endpoint({
    operationId: 'getJob',
    action: 'job.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/jobs/:id',
    summary: 'Read a job',
    description: 'State and progress of work in the background; a failed job names the reason.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(Job),
    run: (context, { params }) => getJob(context, params.id),
  }),
  endpoint({
    operationId: 'cancelJob',
    action: 'job.cancel',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/jobs/:id/cancellation',
    summary: 'Cancel a job',
    description: 'An import stops as soon as it looks, and leaves nothing behind. Other jobs cannot be cancelled.',
    mode: 'write',
    status: 202,
    params: PathId,
    response: ref(Job),
    run: (context, { params }) => cancelJob(context, params.id),
  }),
]

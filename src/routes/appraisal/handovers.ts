/** Routes of handovers of an appraisal. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { Handover, HandOverAppraisal, HandoverPage } from '../../schemas/appraisal/appraisals.ts'
import * as handovers from '../../services/appraisal/handovers.ts'

export const handoverRoutes = [
  endpoint({
    operationId: 'handOverAppraisal',
    action: 'appraisal.handOver',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/appraisals/:id/handovers',
    summary: 'Hand an appraisal over',
    description:
      'Another superior rates and confirms from now on. A view that was submitted stays; one still owed passes on.',
    mode: 'write',
    status: 201,
    params: PathId,
    body: ref(HandOverAppraisal),
    response: ref(Handover),
    run: (context, { params, body }) => handovers.handOverAppraisal(context, params.id, body),
  }),
  endpoint({
    operationId: 'listHandovers',
    action: 'appraisal.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/appraisals/:id/handovers',
    summary: 'List handovers of an appraisal',
    description: 'Who handed the appraisal to whom, and why; also for the person rated.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery }),
    response: ref(HandoverPage),
    run: async (context, { params, page }) => toPage(await handovers.listHandovers(context, params.id, page), page),
  }),
]

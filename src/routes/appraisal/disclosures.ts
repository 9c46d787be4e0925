/** Routes of one's own results. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { AcknowledgeResult, Disclosure } from '../../schemas/appraisal/disclosures.ts'
import { ResultPage } from '../../schemas/appraisal/results.ts'
import * as disclosures from '../../services/appraisal/disclosures.ts'

export const disclosureRoutes = [
  endpoint({
    operationId: 'listMyResults',
    action: 'myResult.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/me/results',
    summary: 'List my results',
    description: 'The newest edition of each, from the publication of its cycle on.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery }),
    response: ref(ResultPage),
    run: async (context, { page }) => toPage(await disclosures.listMyResults(context, page), page),
  }),
  endpoint({
    operationId: 'getMyResult',
    action: 'myResult.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/me/results/:id',
    summary: 'Read my result',
    description:
      'With gaps, group figures, self-other comparison, precision, comments, deadlines and the way to object.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    response: ref(Disclosure),
    run: (context, { params }) => disclosures.getMyResult(context, params.id),
  }),
  endpoint({
    operationId: 'acknowledgeResult',
    action: 'myResult.acknowledge',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/me/results/:id/acknowledgement',
    summary: 'Acknowledge my result',
    description: 'Once per appraisal. Having seen a result is not agreeing to it.',
    mode: 'write',
    status: 200,
    params: PathId,
    body: ref(AcknowledgeResult),
    response: ref(Disclosure),
    run: (context, { params, body }) => disclosures.acknowledgeResult(context, params.id, body),
  }),
]

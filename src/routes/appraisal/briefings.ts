/** Routes of briefings. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import {
  AcknowledgeBriefing,
  Briefing,
  BriefingAcknowledgement,
  BriefingCoveragePage,
} from '../../schemas/appraisal/briefings.ts'
import * as briefings from '../../services/appraisal/briefings.ts'

export const briefingRoutes = [
  endpoint({
    operationId: 'getBriefing',
    action: 'cycle.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/cycles/:id/briefing',
    summary: 'Read the briefing of a cycle',
    description: 'The rules in words, in Indonesian or English by Accept-Language, made from what the cycle froze.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    response: ref(Briefing),
    run: (context, { params }) => briefings.getBriefing(context, params.id),
  }),
  endpoint({
    operationId: 'acknowledgeBriefing',
    action: 'briefing.acknowledge',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/cycles/:id/briefing-acknowledgements',
    summary: 'Acknowledge the briefing',
    description: 'By everybody who is rated or rates in the cycle; repeated it stays as it was.',
    mode: 'write',
    status: 200,
    params: PathId,
    body: ref(AcknowledgeBriefing),
    response: ref(BriefingAcknowledgement),
    run: (context, { params, body }) => briefings.acknowledgeBriefing(context, params.id, body),
  }),
  endpoint({
    operationId: 'listBriefingCoverage',
    action: 'briefing.list',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/cycles/:id/briefing-coverage',
    summary: 'List the coverage of the briefing by unit',
    description: 'For HR and auditors everywhere, for unit leaders below the units they lead.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery }),
    response: ref(BriefingCoveragePage),
    run: async (context, { params, page }) => toPage(await briefings.listCoverage(context, params.id, page), page),
  }),
]

/** Routes of rater draws. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { CreateRaterDraw, RaterDraw, RaterDrawPage } from '../../schemas/appraisal/cycles.ts'
import * as raterDraws from '../../services/feedback/rater-draws.ts'

export const raterDrawRoutes = [
  endpoint({
    operationId: 'createRaterDraw',
    action: 'raterDraw.run',
    tag: 'feedback',
    method: 'POST',
    path: '/v1/cycles/:id/rater-draws',
    summary: 'Draw raters again',
    description: 'Adds raters where some are missing. Requests and answers that exist are kept.',
    mode: 'write',
    status: 201,
    params: PathId,
    body: ref(CreateRaterDraw),
    response: ref(RaterDraw),
    run: (context, { params, body }) => raterDraws.createRaterDraw(context, params.id, body),
  }),
  endpoint({
    operationId: 'listRaterDraws',
    action: 'raterDraw.read',
    tag: 'feedback',
    method: 'GET',
    path: '/v1/cycles/:id/rater-draws',
    summary: 'List rater draws',
    description: 'Seed, procedure and reason of every draw, for HR alone.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery }),
    response: ref(RaterDrawPage),
    run: async (context, { params, page }) => toPage(await raterDraws.listRaterDraws(context, params.id, page), page),
  }),
]

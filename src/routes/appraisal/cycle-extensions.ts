/** Routes of extensions of a cycle's phases. */
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { CycleExtension, CycleExtensionPage, ExtendCycle } from '../../schemas/appraisal/cycles.ts'
import * as extensions from '../../services/appraisal/cycle-extensions.ts'

export const cycleExtensionRoutes = [
  endpoint({
    operationId: 'extendCycle',
    action: 'cycle.extend',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/cycles/:id/extensions',
    summary: 'Extend a phase of a cycle',
    description: 'Moves the last day of a phase later, with a reason that everyone can read. Never earlier.',
    mode: 'write',
    status: 201,
    params: PathId,
    body: ref(ExtendCycle),
    response: ref(CycleExtension),
    run: (context, { params, body }) => extensions.extendCycle(context, params.id, body),
  }),
  endpoint({
    operationId: 'listCycleExtensions',
    action: 'cycle.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/cycles/:id/extensions',
    summary: 'List extensions of a cycle',
    description: 'Which phases were extended, until when, and why.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery }),
    response: ref(CycleExtensionPage),
    run: async (context, { params, page }) =>
      toPage(await extensions.listCycleExtensions(context, params.id, page), page),
  }),
]

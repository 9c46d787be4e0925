/** Routes of unit figures. */
import Type from 'typebox'
import { INSTRUMENTS } from '../../domain/scoring/policies.ts'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, oneOf, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { UnitFigurePage } from '../../schemas/appraisal/unit-figures.ts'
import * as unitFigures from '../../services/appraisal/unit-figures.ts'

export const unitFigureRoutes = [
  endpoint({
    operationId: 'listUnitFigures',
    action: 'unitFigure.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/cycles/:id/unit-figures',
    summary: 'List the unit figures of a cycle',
    description: 'Means over sub-trees, computed once with the publication; empty before it.',
    mode: 'snapshot',
    status: 200,
    paged: true,
    params: PathId,
    query: closed({ ...pageQuery, instrument: Type.Optional(oneOf(INSTRUMENTS)) }),
    response: ref(UnitFigurePage),
    run: async (context, { params, query, page }) =>
      toPage(await unitFigures.listUnitFigures(context, params.id, query, page), page),
  }),
]

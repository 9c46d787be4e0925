/** Routes of results. */
import Type from 'typebox'
import { INSTRUMENTS } from '../../domain/scoring/policies.ts'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Id, oneOf, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { Breakdown, CreateVerification, Result, ResultPage, Verification } from '../../schemas/appraisal/results.ts'
import * as results from '../../services/appraisal/results.ts'

export const resultRoutes = [
  endpoint({
    operationId: 'listResults',
    action: 'result.list',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/results',
    summary: 'List results',
    description: 'The newest edition of each. Own results appear with the publication of their cycle.',
    mode: 'witnessed',
    status: 200,
    paged: true,
    query: closed({
      ...pageQuery,
      cycleId: Type.Optional(Id),
      appraisalId: Type.Optional(Id),
      employeeId: Type.Optional(Id),
      instrument: Type.Optional(oneOf(INSTRUMENTS)),
    }),
    response: ref(ResultPage),
    run: async (context, { query, page }) => toPage(await results.listResults(context, query, page), page),
  }),
  endpoint({
    operationId: 'getResult',
    action: 'result.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/results/:id',
    summary: 'Read a result',
    description: 'A sealed result with figures, gaps and the calculation in words.',
    mode: 'witnessed',
    status: 200,
    params: PathId,
    response: ref(Result),
    run: (context, { params }) => results.getResult(context, params.id),
  }),
  endpoint({
    operationId: 'getBreakdown',
    action: 'result.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/results/:id/breakdown',
    summary: 'Read the breakdown of a result',
    description: 'The calculation step by step; anybody can recompute it from the given leaves.',
    mode: 'witnessed',
    status: 200,
    params: PathId,
    response: ref(Breakdown),
    run: (context, { params }) => results.getBreakdown(context, params.id),
  }),
  endpoint({
    operationId: 'verifyBreakdown',
    action: 'breakdown.verify',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/verifications',
    summary: 'Verify a breakdown',
    description: 'Recomputes every step and says equal, or where it differs. Stores nothing.',
    mode: 'witnessed',
    status: 200,
    body: ref(CreateVerification),
    response: ref(Verification),
    run: (context, { body }) => results.verifyBreakdownOf(context, body),
  }),
]

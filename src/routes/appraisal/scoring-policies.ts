/** Routes of scoring policies. */
import Type from 'typebox'
import { endpoint, toPage } from '../../http/contract.ts'
import { closed, Code, pageQuery, PathId, ref } from '../../schemas/common.ts'
import { CreateScoringPolicy, ScoringPolicy, ScoringPolicyPage } from '../../schemas/appraisal/scoring-policies.ts'
import * as policies from '../../services/appraisal/scoring-policies.ts'

export const scoringPolicyRoutes = [
  endpoint({
    operationId: 'createScoringPolicy',
    action: 'scoringPolicy.write',
    tag: 'appraisal',
    method: 'POST',
    path: '/v1/scoring-policies',
    summary: 'Create a scoring policy',
    description:
      'Stores an immutable edition. Groups that stay anonymous need at least 3 raters, whatever the policy says.',
    mode: 'write',
    status: 201,
    body: ref(CreateScoringPolicy),
    response: ref(ScoringPolicy),
    location: ({ id }) => `/v1/scoring-policies/${id}`,
    run: (context, { body }) => policies.createScoringPolicy(context, body),
  }),
  endpoint({
    operationId: 'listScoringPolicies',
    action: 'scoringPolicy.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/scoring-policies',
    summary: 'List scoring policies',
    description: 'Editions by code, without their documents.',
    mode: 'read',
    status: 200,
    paged: true,
    query: closed({ ...pageQuery, code: Type.Optional(Code) }),
    response: ref(ScoringPolicyPage),
    run: async (context, { query, page }) => toPage(await policies.listScoringPolicies(context, query, page), page),
  }),
  endpoint({
    operationId: 'getScoringPolicy',
    action: 'scoringPolicy.read',
    tag: 'appraisal',
    method: 'GET',
    path: '/v1/scoring-policies/:id',
    summary: 'Read a scoring policy',
    description: 'One edition with its document, so that everybody can see how the score is made.',
    mode: 'read',
    status: 200,
    params: PathId,
    response: ref(ScoringPolicy),
    run: (context, { params }) => policies.getScoringPolicy(context, params.id),
  }),
]

/** Routes of feedback responses: for the assigned rater alone. */
import { endpoint } from '../../http/contract.ts'
import { PathId, ref } from '../../schemas/common.ts'
import { FeedbackResponse, SaveResponse, SubmitResponse } from '../../schemas/feedback/responses.ts'
import * as responses from '../../services/feedback/responses.ts'

export const feedbackResponseRoutes = [
  endpoint({
    operationId: 'getFeedbackResponse',
    action: 'feedbackResponse.read',
    tag: 'feedback',
    method: 'GET',
    path: '/v1/feedback-requests/:id/response',
    summary: 'Read my response',
    description: 'What the caller has answered so far; version 0 before anything was saved.',
    mode: 'snapshot',
    status: 200,
    params: PathId,
    response: ref(FeedbackResponse),
    run: (context, { params }) => responses.getFeedbackResponse(context, params.id),
  }),
  endpoint({
    operationId: 'saveDraft',
    action: 'feedbackResponse.write',
    tag: 'feedback',
    method: 'PUT',
    path: '/v1/feedback-requests/:id/response',
    summary: 'Save a draft',
    description: 'Replaces the draft as a whole, as often as wanted.',
    mode: 'write',
    status: 200,
    conditional: true,
    params: PathId,
    body: ref(SaveResponse),
    response: ref(FeedbackResponse),
    run: (context, { params, body }) => responses.saveDraft(context, params.id, body),
  }),
  endpoint({
    operationId: 'submitResponse',
    action: 'feedbackResponse.submit',
    tag: 'feedback',
    method: 'POST',
    path: '/v1/feedback-requests/:id/submission',
    summary: 'Submit a response',
    description: 'Once and complete: every item shown needs a value or "not able to judge".',
    mode: 'write',
    status: 200,
    params: PathId,
    body: ref(SubmitResponse),
    response: ref(FeedbackResponse),
    run: (context, { params, body }) => responses.submitResponse(context, params.id, body),
  }),
]

/** Feedback responses: only the assigned rater writes or reads one, and nobody ever learns from here who it was. */
import { checkAnswerable } from '../../domain/appraisal/cycles.ts'
import { refuseUnless } from '../../domain/errors.ts'
import { nextRequestState } from '../../domain/feedback/requests.ts'
import {
  checkComments,
  checkComplete,
  packRatings,
  unpackRatings,
  type Comment,
  type Rating,
} from '../../domain/feedback/responses.ts'
import { findFrozenContent } from '../../repositories/appraisal/forms.ts'
import { findFeedbackRequest } from '../../repositories/feedback/requests.ts'
import { findFeedbackResponse, saveFeedbackResponse } from '../../repositories/feedback/responses.ts'
import { checkBriefed } from '../appraisal/briefings.ts'
import { authorize, checkVersion, found, type Context, type WriteContext } from '../context.ts'
import { todayOf } from '../relations.ts'
import { ownRequest } from './requests.ts'

export interface ResponseInput {
  readonly ratings: readonly Rating[]
  readonly comments?: readonly Comment[]
}

export interface ResponseView {
  readonly requestId: string
  readonly state: 'draft' | 'submitted'
  readonly ratings: Rating[]
  readonly comments: Comment[]
  /** 0 before anything was saved or changed. */
  readonly version: number
}

const EMPTY = { state: 'draft', ratings: [], comments: [] } as const

/** Every save and every move of the request is one version on, so the request's row tells and guards the response's. */
const versionOf = (request: { readonly version: number }): number => request.version - 1

export const getFeedbackResponse = async (context: Context, requestId: string): Promise<ResponseView> => {
  const { institutionId } = context.actor
  const request = found(await findFeedbackRequest(context.db, institutionId, requestId))
  authorize(context, new Set(request.isMine ? (['rater'] as const) : []))
  refuseUnless(request.state !== 'proposed' && request.state !== 'withdrawn', 'resource.notFound')
  const row = (await findFeedbackResponse(context.db, institutionId, requestId)) ?? EMPTY
  return {
    requestId,
    state: row.state,
    ratings: unpackRatings(row.ratings),
    comments: [...row.comments],
    version: versionOf(request),
  }
}

const write = async (
  context: WriteContext,
  requestId: string,
  body: ResponseInput,
  event: 'save' | 'submit',
): Promise<ResponseView> => {
  const { institutionId } = context.actor
  const request = await ownRequest(context, requestId)
  nextRequestState(request.state, event)
  checkAnswerable(request.cycleState, request.phases, request.group, todayOf(context))
  if (request.group === 'self' && request.requiresBriefing) await checkBriefed(context, request.cycleId)
  if (event === 'save') checkVersion(context, { version: versionOf(request) })
  const content = found(await findFrozenContent(context.tx, institutionId, request.formId))
  const comments = body.comments ?? []
  const ratings = packRatings(body.ratings, content, request.group)
  checkComments(comments, content)
  if (event === 'submit') checkComplete(ratings, comments, content)
  const state = event === 'submit' ? 'submitted' : 'draft'
  const values = {
    requestId,
    appraisalId: request.appraisalId,
    group: request.group,
    state,
    ratings,
    comments,
    answeredOn: event === 'submit' ? todayOf(context) : null,
  } as const
  await saveFeedbackResponse(context.tx, institutionId, values)
  return { requestId, state, ratings: unpackRatings(ratings), comments: [...comments], version: request.version }
}

export const saveDraft = (context: WriteContext, requestId: string, body: ResponseInput): Promise<ResponseView> =>
  write(context, requestId, body, 'save')

/** Once, complete, while the cycle is open: the cycle's row is held shared until the transaction ends. */
export const submitResponse = (context: WriteContext, requestId: string, body: ResponseInput): Promise<ResponseView> =>
  write(context, requestId, body, 'submit')

/** Feedback requests: proposed → active → submitted, or declined or withdrawn; every change but answering has a reason. */
import { DomainError } from '../errors.ts'

export const REQUEST_STATES = ['proposed', 'active', 'submitted', 'declined', 'withdrawn'] as const
export type RequestState = (typeof REQUEST_STATES)[number]
export const REQUEST_EVENTS = ['approve', 'save', 'submit', 'decline', 'withdraw', 'reopen'] as const
export type RequestEvent = (typeof REQUEST_EVENTS)[number]

const NEXT: Record<RequestState, Partial<Record<RequestEvent, RequestState>>> = {
  proposed: { approve: 'active', withdraw: 'withdrawn' },
  active: { save: 'active', submit: 'submitted', decline: 'declined', withdraw: 'withdrawn' },
  submitted: { reopen: 'active' },
  declined: { reopen: 'active' },
  withdrawn: { reopen: 'active' },
}

/** As all but the rater see it: answered or declined looks like asked. */
export const outwardState = (state: RequestState): RequestState =>
  state === 'submitted' || state === 'declined' ? 'active' : state

/** The state after the event. Throws `feedbackResponse.alreadySubmitted` or `feedbackRequest.stateForbids`. */
export const nextRequestState = (state: RequestState, event: RequestEvent): RequestState => {
  const next = NEXT[state][event]
  if (next) return next
  if (state === 'submitted' && (event === 'save' || event === 'submit'))
    throw new DomainError('feedbackResponse.alreadySubmitted')
  throw new DomainError('feedbackRequest.stateForbids', { state, event })
}

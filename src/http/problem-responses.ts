/** The refusals that an operation declares in the contract. */

const problemResponse = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: 'Problem#' } } },
})

const ALWAYS = {
  400: problemResponse('Malformed: the request cannot be read, or a member is missing, unknown or of the wrong shape.'),
  401: problemResponse('No token, or one that is not accepted.'),
  403: problemResponse('Known who asks, and not permitted.'),
  404: problemResponse('Does not exist, or must not be known to exist.'),
  406: problemResponse('Nothing acceptable can be sent.'),
  429: problemResponse('Too many requests: wait `Retry-After` seconds.'),
  500: problemResponse('A fault of the service; `requestId` finds it in the log.'),
  503: problemResponse('Not now: wait `Retry-After` seconds.'),
}
const OF_WRITES = {
  409: problemResponse('Against the present state: `code` and `facts` say which.'),
  413: problemResponse('The body is too large.'),
  415: problemResponse('The media type is not taken here.'),
  422: problemResponse('Well formed but against a rule: `facts` holds both sides.'),
}
const OF_CONDITIONS = {
  412: problemResponse('Changed meanwhile: read again.'),
  428: problemResponse('If-Match is missing.'),
}

/** A read takes no body, and so meets a rule or a state only where its question does. */
export const problemResponses = (route: {
  readonly method: string
  readonly conditional?: true
  readonly produces?: readonly string[]
  readonly refuses?: true
}): Record<number, object> => ({
  ...ALWAYS,
  ...(route.method === 'GET' ? {} : OF_WRITES),
  ...(route.refuses ? { 409: OF_WRITES[409], 422: OF_WRITES[422] } : {}),
  ...(route.produces ? { 409: OF_WRITES[409] } : {}),
  ...(route.conditional ? OF_CONDITIONS : {}),
})

/** Of the addresses that tell how the service is: no token, no rules. */
export const HEALTH_PROBLEMS = { 400: ALWAYS[400] }

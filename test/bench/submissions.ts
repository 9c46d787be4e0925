/** Submissions of 21 ratings, against the statements of the same repositories with nothing around them. */
import { randomUUID } from 'node:crypto'
import { APPRAISED, idOf, ITEMS, KINDS, raterOf, RATERS, subjectOf, type Institution } from './institution.ts'
import type { Measured } from './measure.ts'
import { CONNECTIONS, judgeRates, rateOf, type Rate } from './reads.ts'
import { replayOf } from './replay.ts'
import { closedLoop, expects, type Shot } from './traffic.ts'
import type { World } from './world.ts'

/** Half of the requests are for the service, by raters who have their tokens by then; pgbench has the others. */
const OURS = Math.floor((APPRAISED * RATERS) / 2)
/** Those of every fourth rater are for the submissions that are measured alone. */
const isMeasuredAlone = (request: number): boolean => raterOf(request) % 4 === 3
const FOR_US = Array.from({ length: OURS }, (_, n) => n)
export const forTheEvening = (): number[] => FOR_US.filter((request) => !isMeasuredAlone(request))

/** Complete, and the same for everybody. */
export const ANSWER = JSON.stringify({
  ratings: Array.from({ length: ITEMS }, (_, index) => ({ item: index + 1, value: 1 + ((index * 3) % 5) })),
})

export const submissionOf = (request: number, token: string): Shot => ({
  method: 'POST',
  path: `/v1/feedback-requests/${idOf(KINDS.request, request)}/submission`,
  token,
  headers: { 'idempotency-key': randomUUID() },
  body: ANSWER,
  check: expects('"state":"submitted"'),
})

/** Tokens of those who are to answer `requests`; each has asked once, so that he or she is known. */
export const introduce = async (world: World, requests: readonly number[]): Promise<(request: number) => string> => {
  const tokens = new Map([...new Set(requests.map(raterOf))].map((rater) => [rater, world.sign(subjectOf(rater))]))
  const left = [...tokens.values()]
  const next = (): Shot | null => {
    const token = left.pop()
    return token === undefined ? null : { path: '/v1/me', token, check: expects('"identityId"') }
  }
  await closedLoop(world.address, next, { connections: CONNECTIONS, seconds: 60 })
  return (request) => tokens.get(raterOf(request)) ?? ''
}

/** Longer, and there would not be enough to answer. */
const LONGEST_S = 2
/** Until what a submission runs through is compiled. */
const WARM_S = 4

export const submissionCase = async ({ id, world }: Institution, rounds: number): Promise<Measured> => {
  const replay = await replayOf(world, id)
  const queue = FOR_US.filter(isMeasuredAlone)
  const tokenOf = await introduce(world, queue)
  const next = (): Shot | null => {
    const request = queue.shift()
    return request === undefined ? null : submissionOf(request, tokenOf(request))
  }
  const each = Math.floor(OURS / ((rounds + 1) * CONNECTIONS))
  const play = async (round: number, ourSeconds = LONGEST_S): Promise<[ours: Rate, theirs: Rate]> => {
    const before = world.cpu()
    const load = await closedLoop(world.address, next, { connections: CONNECTIONS, seconds: ourSeconds })
    const own = rateOf(load, before, world.cpu())
    return [own, await replay.play({ base: OURS + round * each * CONNECTIONS, each, seconds: LONGEST_S })]
  }
  // As with reads: the first of both is not counted.
  await play(0, WARM_S)
  const [ours, theirs]: [Rate[], Rate[]] = [[], []]
  for (let round = 1; round <= rounds; round++) {
    const [own, other] = await play(round)
    ours.push(own)
    theirs.push(other)
  }
  return judgeRates({ name: 'submission of 21 ratings', floor: replay.name, target: 0.4 }, ours, theirs)
}

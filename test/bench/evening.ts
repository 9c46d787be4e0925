/** What raters ask for on the last evening of a cycle: what waits for them, what they have answered so far, drafts and submissions. */
import { idOf, KINDS, type Institution } from './institution.ts'
import { ANSWER, forTheEvening, introduce, submissionOf } from './submissions.ts'
import { expects, type Shot } from './traffic.ts'

const firstDraftOf = (request: number, token: string): Shot => ({
  method: 'PUT',
  path: `/v1/feedback-requests/${idOf(KINDS.request, request)}/response`,
  token,
  headers: { 'if-match': '"0"' },
  body: ANSWER,
  check: expects('"state":"draft"'),
})

/** One of each in turn. No request is written to twice, refused or not: there are `atMost`. */
export const eveningOf = async ({ world }: Institution, atMost: number): Promise<() => Shot> => {
  const requests = forTheEvening().slice(0, atMost)
  const tokenOf = await introduce(world, requests)
  const fresh = requests.values()
  const written = (shotOf: (request: number, token: string) => Shot): Shot => {
    const { value, done } = fresh.next()
    if (done) throw new Error('everything is answered')
    return shotOf(value, tokenOf(value))
  }
  let turn = 0
  const anyone = (): number => requests[(turn * 7_919) % requests.length] ?? 0
  const sitting: readonly (() => Shot)[] = [
    () => ({ path: '/v1/me', token: tokenOf(anyone()), check: expects('"identityId"') }),
    () => ({ path: '/v1/me/feedback-requests?limit=50', token: tokenOf(anyone()), check: expects('"items":') }),
    () => {
      const request = anyone()
      const path = `/v1/feedback-requests/${idOf(KINDS.request, request)}/response`
      return { path, token: tokenOf(request), check: expects('"version":') }
    },
    () => written(firstDraftOf),
    () => written(submissionOf),
  ]
  return () => {
    const shot = sitting[turn++ % sitting.length]
    if (!shot) throw new Error('nothing to ask for')
    return shot()
  }
}

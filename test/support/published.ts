/** A cycle from opening to publication, with everybody's answers as a test wants them. */
import { finished, openCycle, publish, smallOffice, type SmallOffice } from './cycle.ts'
import type { TestApp } from './app.ts'

export interface AnsweredTask {
  readonly id: string
  readonly group: string
  readonly subjectName: string
}

interface Options {
  readonly policy?: string
  readonly cycle?: object
  /** The body of a submission; null leaves the request unanswered. */
  readonly answer?: (task: AnsweredTask, rater: number) => object | null
  /** While the cycle is open. */
  readonly whileOpen?: (office: SmallOffice, cycleId: string) => Promise<void>
  readonly until?: 'scored' | 'confirmed' | 'published'
}

export interface PublishedOffice extends SmallOffice {
  readonly cycleId: string
}

const sixItems = (value: number): object => ({
  ratings: Array.from({ length: 6 }, (_, index) => ({ item: index + 1, value })),
})

export const answerAll = async (office: SmallOffice, answer: NonNullable<Options['answer']>): Promise<void> => {
  const people = [office.head, office.leader, ...office.staff]
  for (const [rater, { call }] of people.entries()) {
    const { body } = await call.get('/v1/me/feedback-requests?state=active&limit=200')
    for (const task of body.items as AnsweredTask[]) {
      const given = answer(task, rater)
      if (given) await call.post(`/v1/feedback-requests/${task.id}/submission`, given)
    }
  }
}

export const confirmAll = async (office: SmallOffice, cycleId: string): Promise<void> => {
  for (const { id: personId, call } of [office.head, office.leader]) {
    const { body } = await call.get(`/v1/appraisals?cycleId=${cycleId}&limit=200`)
    for (const { id, version, supervisorId } of body.items) {
      if (supervisorId !== personId) continue
      const path = `/v1/appraisals/${String(id)}`
      await call.put(`${path}/work-result`, version, { rating: 'SESUAI', figure: '100.00' })
      const [result] = (await call.get(`/v1/results?appraisalId=${String(id)}&instrument=behaviour`)).body.items
      const deviates = result.proposal === null
      await call.post(`${path}/confirmation`, {
        behaviourRating: deviates ? 'SESUAI' : result.proposal,
        ...(deviates && { reason: 'Catatan kinerja' }),
      })
    }
  }
}

export const publishedOffice = async (app: TestApp, code: string, options: Options = {}): Promise<PublishedOffice> => {
  const office = await smallOffice(app, code, options.policy)
  const cycleId = await openCycle(office, options.cycle)
  const { hr } = office
  const { until = 'published' } = options
  await answerAll(office, options.answer ?? ((task) => sixItems(task.group === 'self' ? 5 : 4)))
  await options.whileOpen?.(office, cycleId)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  if (until !== 'scored') await confirmAll(office, cycleId)
  if (until === 'published') await publish(hr, cycleId)
  return { ...office, cycleId }
}

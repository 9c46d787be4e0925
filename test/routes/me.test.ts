/** What a front end asks first: who is this, what waits, and what may be done with what is on the screen. */
import t from 'tap'
import { testApp, type Caller } from '../support/app.ts'
import { everyoneAnswers, finished, openCycle, publish, smallOffice } from '../support/cycle.ts'
import { confirmAll } from '../support/published.ts'

const allowed = async (caller: Caller, path: string): Promise<string[]> => {
  const { headers, status } = await caller.get(path)
  if (status !== 200) throw new Error(`${path}: ${String(status)}`)
  return String(headers['allowed-operations'])
    .split(', ')
    .filter((name) => name !== '')
}

void t.test('tasks, counted for nobody but oneself', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'TUGAS')
  const { hr, head, leader, staff } = office
  const [first] = staff
  if (!first) throw new Error('no staff')
  const tasks = async (caller: Caller) => (await caller.get('/v1/me')).body.tasks
  const none = { feedback: 0, confirmations: 0, objections: 0, acknowledgements: 0 }
  tt.same(await tasks(first.call), none)
  const cycleId = await openCycle(office)
  const waiting = (await first.call.get('/v1/me/feedback-requests?state=active&limit=200')).body.items.length
  tt.ok(waiting > 1)
  tt.same(await tasks(first.call), { ...none, feedback: waiting })
  tt.same(await tasks(hr), none, 'a person without a place in the organisation has none')
  await everyoneAnswers([head, leader, ...staff], () => 3, cycleId)
  tt.same(await tasks(first.call), none)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  tt.equal((await tasks(leader.call)).confirmations, staff.length)
  await confirmAll(office, cycleId)
  tt.equal((await tasks(leader.call)).confirmations, 0)
  await publish(hr, cycleId)
  tt.same(await tasks(first.call), { ...none, acknowledgements: 1 })
  const [result] = (await first.call.get('/v1/me/results')).body.items
  const grounds = [{ item: 'BP', reason: 'Contoh' }]
  tt.equal((await first.call.post('/v1/objections', { resultId: result.id, grounds })).status, 201)
  tt.equal((await tasks(head.call)).objections, 1)
})

void t.test('allowed operations: by role, relation and state', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'BOLEH')
  const { hr, leader, staff } = office
  const [first, second] = staff
  if (!first || !second) throw new Error('no staff')
  const unit = `/v1/units/${office.unitId}`
  tt.same(await allowed(hr, unit), ['updateUnit'])
  tt.same(await allowed(first.call, unit), [], 'an employee reads')
  const form = `/v1/forms/${office.formId}`
  tt.same(await allowed(hr, form), ['retireForm'], 'a published form is neither changed nor published')
  const cycleId = await openCycle(office)
  const cycle = `/v1/cycles/${cycleId}`
  const open = await allowed(hr, cycle)
  for (const name of ['closeCycle', 'extendCycle']) tt.ok(open.includes(name), name)
  for (const name of ['updateCycle', 'openCycle', 'scoreCycle', 'publishCycle']) tt.notOk(open.includes(name), name)
  tt.ok((await allowed(hr, cycle)).includes('extendCycle'))
  tt.notOk((await allowed(first.call, cycle)).includes('closeCycle'))
  const appraisal = `/v1/appraisals/${String((await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${first.id}`)).body.items[0].id)}`
  tt.ok((await allowed(leader.call, appraisal)).includes('confirmAppraisal'), 'the superior confirms')
  tt.notOk((await allowed(first.call, appraisal)).includes('confirmAppraisal'), 'the person rated does not')
  const [task] = (await second.call.get('/v1/me/feedback-requests?state=active')).body.items
  const request = `/v1/feedback-requests/${String(task.id)}`
  const asRater = await allowed(second.call, request)
  for (const name of ['submitResponse', 'declineFeedbackRequest']) tt.ok(asRater.includes(name), name)
  await everyoneAnswers([second], () => 3, cycleId)
  tt.notOk((await allowed(second.call, request)).includes('submitResponse'), 'an answer is given once')
  // To HR an answered request looks unanswered; what may be done with it must not tell either.
  const others = (await hr.get(`/v1/feedback-requests?cycleId=${cycleId}&limit=200`)).body.items.map(
    ({ id }: { id: string }) => id,
  )
  const seen = new Set<string>()
  for (const id of others) seen.add((await allowed(hr, `/v1/feedback-requests/${String(id)}`)).join())
  tt.equal(seen.size, 1)
  const listed = await hr.get('/v1/units')
  tt.equal(listed.headers['allowed-operations'], undefined)
})

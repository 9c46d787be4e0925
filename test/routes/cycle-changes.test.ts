/** What may still change while a cycle runs, and how: later deadlines, another superior, raters asked again. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { allRatings, everyoneAnswers, finished, openCycle, smallOffice, type SmallOffice } from '../support/cycle.ts'

const NOWHERE = '01980a5e-7c1b-7000-8000-00000000dead'

const firstOf = ({ staff }: SmallOffice) => {
  const [first, second] = staff
  if (!first || !second) throw new Error('no staff')
  return { first, second }
}

void t.test('a phase is extended in the open, with a reason, and never shortened', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'EXT')
  const { hr, leader } = office
  const { first } = firstOf(office)
  const cycleId = await openCycle(office)
  const extend = (body: object, caller = hr) => caller.post(`/v1/cycles/${cycleId}/extensions`, body)
  const later = { phase: 'selfAssessment', to: '2026-07-05', reason: 'Gangguan jaringan' }
  tt.equal((await extend(later, leader.call)).status, 403)
  const shorter = await extend({ ...later, to: '2026-06-30' })
  tt.same(
    [shorter.status, shorter.body.code, shorter.body.facts.needed],
    [422, 'cycle.extensionNotLater', '2026-06-30'],
  )
  const [task] = (await first.call.get('/v1/me/feedback-requests')).body.items.filter(
    ({ group }: { group: string }) => group === 'self',
  )
  const submit = () =>
    first.call.post(`/v1/feedback-requests/${String(task.id)}/submission`, { ratings: allRatings(4) })
  app.setNow('2026-07-02T03:00:00.000Z')
  tt.equal((await submit()).body.code, 'cycle.phaseClosed')
  const before = (await hr.get(`/v1/cycles/${cycleId}`)).body
  tt.equal((await extend(later)).status, 201)
  const after = (await hr.get(`/v1/cycles/${cycleId}`)).body
  tt.same([after.phases.selfAssessment.to, after.version], ['2026-07-05', Number(before.version) + 1])
  tt.same(after.phases.feedback, before.phases.feedback, 'the other phases stay')
  tt.equal((await submit()).status, 200)
  const listed = (await first.call.get(`/v1/cycles/${cycleId}/extensions`)).body.items
  tt.same(
    listed.map(({ phase, previousTo, to, reason }: Record<string, string>) => [phase, previousTo, to, reason]),
    [['selfAssessment', '2026-06-30', '2026-07-05', 'Gangguan jaringan']],
    'everyone reads it',
  )
  tt.equal((await first.call.get(`/v1/cycles/${NOWHERE}/extensions`)).status, 404)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  tt.equal((await extend({ ...later, to: '2026-08-01' })).body.code, 'cycle.stateForbids', 'not after the closing')
})

void t.test('the superior confirms within the phase of confirmation, which HR may extend', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'CONF')
  const { hr, leader } = office
  const cycleId = await openCycle(office)
  await everyoneAnswers([leader], () => 3)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  const { first } = firstOf(office)
  const [{ id, version }] = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${first.id}`)).body.items
  await leader.call.put(`/v1/appraisals/${String(id)}/work-result`, version, { rating: 'SESUAI' })
  const confirm = () => leader.call.post(`/v1/appraisals/${String(id)}/confirmation`, { behaviourRating: 'SESUAI' })
  app.setNow('2026-06-30T17:00:00.000Z')
  const late = await confirm()
  tt.same([late.status, late.body.code, late.body.facts.phase], [409, 'cycle.phaseClosed', 'confirmation'])
  await hr.post(`/v1/cycles/${cycleId}/extensions`, { phase: 'confirmation', to: '2026-07-10', reason: 'Cuti atasan' })
  tt.equal((await confirm()).status, 200)
})

void t.test('an appraisal is handed over: the new superior rates and confirms, the old one no longer', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'HAND')
  const { hr, leader, head } = office
  const { first, second } = firstOf(office)
  const cycleId = await openCycle(office)
  const appraisalOf = async (employeeId: string) =>
    (await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${employeeId}`)).body.items[0]
  const { id } = await appraisalOf(first.id)
  const handOver = (supervisorId: string, appraisalId = id, caller = hr) =>
    caller.post(`/v1/appraisals/${String(appraisalId)}/handovers`, { supervisorId, reason: 'Pejabat penilai pensiun' })
  tt.equal((await handOver(head.id, id, leader.call)).status, 403, 'HR alone')
  tt.equal((await handOver(first.id)).body.code, 'assignment.ownSupervisor')
  tt.equal((await handOver(leader.id)).body.code, 'appraisal.handoverUnchanged')
  tt.equal((await handOver(NOWHERE)).body.code, 'assignment.supervisorUnknown')
  const requestsOf = async (appraisalId: string) =>
    (
      await app.pools.owner.query<{ group: string; raterId: string; state: string }>(
        `select r.rater_group as "group", i.rater_id as "raterId", r.state from feedback_requests r
         join rater_identities i on i.request_id = r.id where r.appraisal_id = $1`,
        [appraisalId],
      )
    ).rows
  const owed = (await requestsOf(id)).find(({ raterId }) => raterId === leader.id)
  tt.equal(owed?.group, 'supervisor')
  const taken = await handOver(head.id)
  tt.same([taken.status, taken.body.previousSupervisorId, taken.body.supervisorId], [201, leader.id, head.id])
  const states = (await requestsOf(id)).filter(({ group }) => group === 'supervisor')
  tt.same(
    states.map(({ raterId, state }) => [raterId, state]).sort(),
    [
      [leader.id, 'withdrawn'],
      [head.id, 'active'],
    ].sort(),
  )
  tt.equal(
    (await first.call.get(`/v1/appraisals/${String(id)}/handovers`)).body.items[0].reason,
    'Pejabat penilai pensiun',
  )
  // The successor may have answered as a peer: it becomes the superior's to answer, and the reply tells nobody.
  const [, , third, fourth] = office.staff
  const thirds = await appraisalOf(String(third?.id))
  await everyoneAnswers(fourth ? [fourth] : [], () => 5)
  const passed = await handOver(String(fourth?.id), thirds.id)
  tt.equal(passed.status, 201)
  tt.match(
    (await requestsOf(String(thirds.id))).filter(({ raterId }) => raterId === fourth?.id),
    [{ group: 'supervisor', state: 'active' }],
  )
  const again = (await fourth?.call.get('/v1/me/feedback-requests?state=active'))?.body.items
  tt.same(
    again.map(({ group }: { group: string }) => group),
    ['supervisor'],
  )
  // A view that was submitted stays with the one who gave it.
  const other = await appraisalOf(second.id)
  await everyoneAnswers([leader], () => 4)
  tt.equal((await handOver(head.id, other.id)).status, 201)
  const kept = (await requestsOf(String(other.id))).filter(({ group }) => group === 'supervisor')
  tt.same(
    kept.map(({ raterId, state }) => [raterId, state]),
    [[leader.id, 'submitted']],
  )
  await everyoneAnswers([head], () => 5)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  const { version } = await appraisalOf(first.id)
  const rate = (caller: typeof hr) =>
    caller.put(`/v1/appraisals/${String(id)}/work-result`, version, { rating: 'SESUAI' })
  tt.equal((await rate(leader.call)).status, 403, 'the old superior leads the unit and reads, and no more')
  tt.equal((await rate(head.call)).status, 200)
  const confirmed = await head.call.post(`/v1/appraisals/${String(id)}/confirmation`, { behaviourRating: 'DI_ATAS' })
  tt.equal(confirmed.status, 200)
  tt.equal((await handOver(leader.id)).body.code, 'appraisal.alreadyConfirmed')
})

void t.test('a request taken back by mistake is asked again', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'BACK')
  const { hr } = office
  const cycleId = await openCycle(office)
  const [request] = (await hr.get(`/v1/feedback-requests?cycleId=${cycleId}&state=active`)).body.items
  const act = (name: string) => hr.post(`/v1/feedback-requests/${String(request.id)}/${name}`, { reason: 'Keliru' })
  tt.equal((await act('withdrawal')).body.state, 'withdrawn')
  tt.equal((await act('withdrawal')).body.code, 'feedbackRequest.stateForbids')
  tt.equal((await act('reopening')).body.state, 'active')
})

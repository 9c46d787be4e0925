/** The briefing before rating: made from what is frozen, acknowledged, counted by unit, required where HR says so. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { allRatings, openCycle, smallOffice } from '../support/cycle.ts'

void t.test('the briefing of a cycle', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'BRIEF')
  const { hr, leader, staff, head } = office
  const [first, second] = staff
  if (!first || !second) throw new Error('no staff')
  const cycleId = await openCycle(office, { requiresBriefing: true, thresholds: { peer: 4 } })
  const path = `/v1/cycles/${cycleId}`
  const read = async (language: string) =>
    (await first.call.get(`${path}/briefing`, { 'accept-language': language })).body
  const [id, en] = [await read('id'), await read('en')]

  await tt.test('says what the form, the policy, the thresholds and the clocks say', async (t2) => {
    const text = JSON.stringify(en.sections)
    t2.match(text, /Work behaviour: 6 items, rated from 1 to 5/)
    t2.match(text, /staff without subordinates: peers 40% \(anonymous, counted from 4 raters on\)/)
    t2.match(text, /supervisor 60% \(known to the person rated\)/)
    t2.match(text, /Within 14 calendar days/)
    t2.match(text, /at least 2\/3 of its items/)
    t2.notMatch(text, /[{}]\w+\}/, 'no word is left unfilled')
    t2.match(JSON.stringify(id.sections), /Perilaku kerja: 6 butir, dinilai dari 1 sampai 5/)
    t2.equal(id.sections.length, en.sections.length)
    t2.equal(id.briefingSha256, en.briefingSha256, 'one set of rules in two languages')
    const institution = (await hr.get(`/v1/institutions/${office.institutionId}`)).body
    await hr.patch(`/v1/institutions/${office.institutionId}`, institution.version, { objectionDays: 21 })
    const later = await read('en')
    t2.match(JSON.stringify(later.sections), /Within 21 calendar days/)
    t2.not(later.briefingSha256, en.briefingSha256)
    const stale = await first.call.post(`${path}/briefing-acknowledgements`, { briefingSha256: en.briefingSha256 })
    t2.same([stale.status, stale.body.code], [409, 'briefing.changed'])
  })

  await tt.test('self-assessment waits for the acknowledgement, other views do not', async (t2) => {
    const { items } = (await first.call.get('/v1/me/feedback-requests?limit=200')).body
    const taskOf = (group: string) => items.find((task: { group: string }) => task.group === group).id as string
    const submit = (task: string) =>
      first.call.post(`/v1/feedback-requests/${task}/submission`, { ratings: allRatings(3) })
    const refused = await submit(taskOf('self'))
    t2.same([refused.status, refused.body.code, refused.body.facts.cycle], [409, 'briefing.notAcknowledged', cycleId])
    t2.equal((await submit(taskOf('peer'))).status, 200)
    const { briefingSha256 } = await read('id')
    const acknowledge = (caller: typeof first) =>
      caller.call.post(`${path}/briefing-acknowledgements`, { briefingSha256 })
    const acknowledged = await acknowledge(first)
    t2.match(acknowledged.body, { cycleId, employeeId: first.id, briefingSha256 })
    app.setNow('2026-06-16T03:00:00Z')
    t2.same((await acknowledge(first)).body, acknowledged.body, 'again it stays as it was')
    t2.equal((await submit(taskOf('self'))).status, 200)
    t2.equal((await acknowledge(head)).status, 200, 'whoever rates may, too')
    t2.equal((await hr.post(`${path}/briefing-acknowledgements`, { briefingSha256 })).status, 403)
  })

  await tt.test('coverage by unit, for HR and for whoever leads it', async (t2) => {
    const all = (await hr.get(`${path}/briefing-coverage`)).body.items
    t2.match(all, [{ unitId: office.subUnitId, unitName: 'Seksi', people: 6, acknowledged: 1 }])
    t2.same((await leader.call.get(`${path}/briefing-coverage`)).body.items, all)
    t2.equal(JSON.stringify(all).includes(first.id), false, 'who did is not told')
  })
})

void t.test('thresholds are frozen with the opening', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'FROZEN')
  const cycleId = await openCycle(office)
  const { version } = (await office.hr.get(`/v1/cycles/${cycleId}`)).body
  const changed = await office.hr.patch(`/v1/cycles/${cycleId}`, version, { thresholds: { peer: 5 } })
  tt.same([changed.status, changed.body.code], [409, 'cycle.thresholdsFrozen'])
  tt.same(changed.body.facts, { state: 'open', peer: 3, subordinate: 3 })
  const draft = (await office.hr.post('/v1/cycles', { ...(await office.hr.get(`/v1/cycles/${cycleId}`)).body })).status
  tt.equal(draft, 400, 'a cycle read is not a cycle to create')
  const low = await office.hr.post('/v1/cycles', {
    name: 'x',
    formId: office.formId,
    startsOn: '2027-01-01',
    endsOn: '2027-12-31',
    phases: {
      selfAssessment: { from: '2027-01-01', to: '2027-02-01' },
      feedback: { from: '2027-01-01', to: '2027-02-01' },
      confirmation: { from: '2027-01-01', to: '2027-02-01' },
    },
    population: { unitIds: [office.subUnitId] },
    thresholds: { peer: 2 },
  })
  tt.same([low.status, low.body.errors[0].pointer], [400, '/thresholds/peer'], 'never below 3')
})

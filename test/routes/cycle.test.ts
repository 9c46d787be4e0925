/** One cycle through HTTP: who may do what, what is refused, what the result says. */
import t from 'tap'
import { drawRaters } from '../../src/domain/feedback/rater-draw.ts'
import { testApp } from '../support/app.ts'
import {
  addPerson,
  allRatings,
  cycleBody,
  everyoneAnswers,
  finished,
  openCycle,
  publish,
  smallOffice,
} from '../support/cycle.ts'

void t.test('a cycle from opening to publication', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'A')
  const { hr, leader, staff, head } = office
  const [first] = staff
  if (!first) throw new Error('no staff')
  const cycleId = await openCycle(office)
  const everyone = [head, leader, ...staff]

  const mine = await first.call.get('/v1/me/feedback-requests')
  const self = mine.body.items.find(({ group }: { group: string }) => group === 'self')
  tt.ok(self, 'everyone assesses himself or herself')
  const path = `/v1/feedback-requests/${String(self.id)}`

  await tt.test('drafts, refusals and one submission', async (t2) => {
    const empty = await first.call.get(`${path}/response`)
    t2.same([empty.body.version, empty.body.ratings], [0, []])
    t2.equal((await first.call.request('PUT', `${path}/response`, { body: { ratings: [] } })).status, 428)
    t2.equal((await first.call.put(`${path}/response`, 7, { ratings: [] })).status, 412)
    const saved = await first.call.put(`${path}/response`, 0, { ratings: [{ item: 1, value: 4 }] })
    t2.equal(saved.status, 200)
    t2.equal((await first.call.put(`${path}/response`, 1, { ratings: [{ item: 1, value: 5 }] })).body.version, 2)
    for (const value of [5.9, -0.9, 'abc', null, 0, 6, 1e308]) {
      const refused = await first.call.put(`${path}/response`, 2, { ratings: [{ item: 1, value }] })
      t2.equal(refused.status, 400, `a rating of ${String(value)}`)
    }
    t2.equal(
      (await first.call.put(`${path}/response`, 2, { ratings: [{ item: 99, value: 1 }] })).body.code,
      'feedbackResponse.itemUnknown',
    )
    const incomplete = await first.call.post(`${path}/submission`, { ratings: [{ item: 1, value: 4 }] })
    t2.same(
      [incomplete.status, incomplete.body.code, incomplete.body.facts.missing],
      [422, 'feedbackResponse.notComplete', 5],
    )
    t2.equal(
      (await first.call.post(`${path}/submission`, { ratings: allRatings(3), total: '5.00' })).status,
      400,
      'a client never sends a total',
    )
    t2.same(
      (await first.call.get(`${path}/response`)).body.ratings,
      [{ item: 1, value: 5 }],
      'nothing refused was stored',
    )
    for (const other of [hr, leader.call, staff[1]?.call, app.as('platform')])
      t2.ok([403, 404].includes((await other?.get(`${path}/response`))?.status ?? 0), 'nobody else reads it')
    t2.equal((await staff[1]?.call.post(`${path}/submission`, { ratings: allRatings(3) }))?.status, 404)
  })

  await everyoneAnswers(everyone, (group) => (group === 'self' ? 5 : group === 'supervisor' ? 4 : 3))
  const again = await first.call.post(`${path}/submission`, { ratings: allRatings(3) })
  tt.same([again.status, again.body.code], [409, 'feedbackResponse.alreadySubmitted'])

  await tt.test('only HR closes, and afterwards nothing gets in', async (t2) => {
    t2.equal((await leader.call.post(`/v1/cycles/${cycleId}/closing`)).status, 403)
    await hr.post(`/v1/feedback-requests/${String(self.id)}/reopening`, { reason: 'Salah isi' })
    t2.equal((await first.call.get(`${path}/response`)).body.state, 'draft')
    t2.equal((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.code, 'cycle.stateForbids')
    t2.equal((await hr.post(`/v1/cycles/${cycleId}/closing`)).body.state, 'closed')
    t2.equal((await first.call.post(`${path}/submission`, { ratings: allRatings(3) })).body.code, 'cycle.stateForbids')
  })

  const scoring = await hr.post(`/v1/cycles/${cycleId}/scoring`)
  tt.equal(scoring.status, 202)
  tt.equal((await finished(hr, String(scoring.body.id))).state, 'succeeded')

  await tt.test('the superior confirms, and gives a reason when deviating', async (t2) => {
    const list = await leader.call.get(`/v1/appraisals?cycleId=${cycleId}`)
    const supervised = list.body.items.filter(
      ({ supervisorId }: { supervisorId: string }) => supervisorId === leader.id,
    )
    t2.equal(supervised.length, 5)
    t2.same((await first.call.get('/v1/results')).body.items, [], 'the person rated sees nothing yet')
    t2.equal((await hr.post(`/v1/cycles/${cycleId}/publication`)).body.facts.unconfirmed, 6)
    for (const { id, version } of supervised) {
      const result = (await leader.call.get(`/v1/results?appraisalId=${String(id)}`)).body.items[0]
      t2.same([result.stage, result.total, result.proposal], ['proposed', '3.60', 'SESUAI'])
      const confirm = (body: object) => leader.call.post(`/v1/appraisals/${String(id)}/confirmation`, body)
      t2.equal((await confirm({ behaviourRating: 'SESUAI' })).body.code, 'appraisal.workResultRequired')
      t2.equal(
        (await first.call.put(`/v1/appraisals/${String(id)}/work-result`, version, { rating: 'DI_ATAS' })).status >=
          403,
        true,
      )
      t2.equal(
        (await leader.call.put(`/v1/appraisals/${String(id)}/work-result`, version, { rating: 'SESUAI' })).status,
        200,
      )
      t2.equal((await confirm({ behaviourRating: 'DI_ATAS' })).body.code, 'appraisal.reasonRequired')
      t2.equal((await confirm({ behaviourRating: 'DI_ATAS', reason: 'Catatan kinerja' })).status, 200)
      t2.equal((await confirm({ behaviourRating: 'SESUAI' })).body.code, 'appraisal.alreadyConfirmed')
    }
    const [own] = (await head.call.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${leader.id}`)).body.items
    await head.call.put(`/v1/appraisals/${String(own.id)}/work-result`, own.version, { rating: 'SESUAI' })
    const proposal = (await head.call.get(`/v1/results?appraisalId=${String(own.id)}`)).body.items[0].proposal
    t2.equal(
      (await head.call.post(`/v1/appraisals/${String(own.id)}/confirmation`, { behaviourRating: proposal })).status,
      200,
    )
  })

  tt.equal((await publish(hr, cycleId)).state, 'succeeded')
  tt.equal((await hr.get(`/v1/cycles/${cycleId}`)).body.state, 'published')

  await tt.test('the result explains itself and recomputes', async (t2) => {
    const [summary] = (await first.call.get('/v1/results')).body.items
    t2.same([summary.predicate, summary.edition, summary.stage], ['BAIK', 2, 'final'])
    const result = (await first.call.get(`/v1/results/${String(summary.id)}`)).body
    t2.match(result.explanation.join(' '), /rekan kerja 40%, atasan 60%.*Predikat: Baik/)
    const english = await first.call.get(`/v1/results/${String(summary.id)}`, { 'accept-language': 'en' })
    t2.match(english.body.explanation.join(' '), /Predicate: Good/)
    const breakdown = (await first.call.get(`/v1/results/${String(summary.id)}/breakdown`)).body
    const verify = (body: object) => first.call.post('/v1/verifications', body)
    t2.same((await verify({ breakdown, resultId: summary.id })).body.differences, [])
    const forged = JSON.parse(JSON.stringify(breakdown).replace('"value":"3.60"', '"value":"3.61"'))
    const found = (await verify({ breakdown: forged })).body
    t2.equal(found.equal, false)
    t2.same(found.differences[0].recomputed, '3.60')
    t2.equal(
      (await staff[1]?.call.get(`/v1/results/${String(summary.id)}`))?.status,
      404,
      'a colleague does not see it',
    )
    const text = JSON.stringify(result) + JSON.stringify(breakdown)
    for (const { id } of [...staff.slice(1), leader]) t2.notOk(text.includes(id), 'no rater is named')
  })
})

void t.test('pre-flight names each person and how to mend it; opening is refused until then', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'P')
  const { hr, head, subUnitId } = office
  const lonely = (await hr.post('/v1/cycles', cycleBody(office, { population: { employeeIds: [head.id] } }))).body
  const preflight = (await hr.get(`/v1/cycles/${String(lonely.id)}/preflight`, { 'accept-language': 'en' })).body
  tt.equal(preflight.ready, false)
  const missing = preflight.findings.find(({ code }: { code: string }) => code === 'supervisor.missing')
  tt.equal(missing.employeeId, head.id)
  tt.match(missing.remedy, /Fill the head/)
  const peers = preflight.findings.find(({ code }: { code: string }) => code === 'raters.tooFewPeers')
  tt.notMatch(peers.what, /-1/, 'nobody above, nobody beside')
  const refused = (await hr.post(`/v1/cycles/${String(lonely.id)}/opening`)).body
  tt.equal(refused.code, 'cycle.notReady')
  tt.match(refused.errors, [{ pointer: `/employees/${head.id}`, detail: /^Kepala/ }])
  const unit = (await hr.get(`/v1/units/${subUnitId}`)).body
  await hr.patch(`/v1/units/${subUnitId}`, unit.version, { active: false })
  const inactive = (await hr.post('/v1/cycles', cycleBody(office))).body
  const codes = (await hr.get(`/v1/cycles/${String(inactive.id)}/preflight`)).body.findings.map(
    ({ code }: { code: string }) => code,
  )
  tt.ok(codes.includes('unit.inactive'))
})

void t.test('what was frozen stays: later changes of master data alter nothing', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'Z')
  const { hr, leader, staff, subUnitId } = office
  const cycleId = await openCycle(office)
  const unit = (await hr.get(`/v1/units/${subUnitId}`)).body
  await hr.patch(`/v1/units/${subUnitId}`, unit.version, { name: 'Nama baru' })
  const [appraisal] = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${String(staff[0]?.id)}`)).body.items
  tt.same([appraisal.unitName, appraisal.supervisorId], ['Seksi', leader.id])
  const overlapping = (await hr.post('/v1/cycles', cycleBody(office, { name: 'Kedua' }))).body
  const { findings } = (await hr.get(`/v1/cycles/${String(overlapping.id)}/preflight`)).body
  tt.ok(findings.some(({ code }: { code: string }) => code === 'appraisal.overlaps'))
})

void t.test('raters: nominated, approved, declined, drawn again without losing an answer', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'R')
  const { hr, leader, staff } = office
  const [subject] = staff
  if (!subject) throw new Error('no staff')
  const cycleId = await openCycle(office)
  const stranger = await addPerson(
    app,
    hr,
    office.positions.head.replace(office.positions.head, office.positions.staff),
    'Baru',
  )
  const [appraisal] = (await subject.call.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${subject.id}`)).body.items
  const nominate = (body: object) => subject.call.post(`/v1/appraisals/${String(appraisal.id)}/feedback-requests`, body)
  tt.equal(
    (await nominate({ raterId: subject.id, group: 'peer', reason: 'Saya' })).body.code,
    'feedbackRequest.raterIsSubject',
  )
  tt.equal(
    (await nominate({ raterId: leader.id, group: 'peer', reason: 'Satu tim' })).body.code,
    'feedbackRequest.raterIsSuperior',
  )
  const outsider = await nominate({ raterId: stranger.id, group: 'peer', reason: 'Satu tim' })
  tt.equal(outsider.body.state, 'proposed')
  const asked = await nominate({ raterId: staff[1]?.id, group: 'peer', reason: 'Satu tim' })
  tt.same(
    [outsider.status, { ...outsider.body, raterId: '' }],
    [asked.status, { ...asked.body, raterId: '' }],
    'naming somebody who is asked already looks the same',
  )
  tt.same((await stranger.call.get('/v1/me/feedback-requests')).body.items, [], 'a nomination waits')
  const requests = (await hr.get(`/v1/feedback-requests?appraisalId=${String(appraisal.id)}&limit=200`)).body.items
  const proposed = requests.find(({ nomineeId }: { nomineeId: string | null }) => nomineeId === stranger.id)
  tt.equal(
    (await subject.call.post(`/v1/feedback-requests/${String(proposed.id)}/approval`)).status,
    404,
    'not by the subject',
  )
  tt.equal((await leader.call.post(`/v1/feedback-requests/${String(proposed.id)}/approval`)).body.state, 'active')
  const declined = await stranger.call.post(`/v1/feedback-requests/${String(proposed.id)}/declination`, {
    reason: 'Tidak kenal',
  })
  tt.equal(declined.body.state, 'declined')
  await everyoneAnswers([leader], () => 4)
  const sameDay = (await hr.get(`/v1/cycles/${cycleId}/progress`)).body
  app.setNow('2026-06-16T03:00:00Z')
  const before = (await hr.get(`/v1/cycles/${cycleId}/progress`)).body
  const drawn = await hr.post(`/v1/cycles/${cycleId}/rater-draws`, { reason: 'Ada mutasi' })
  tt.equal(drawn.status, 201)
  const after = (await hr.get(`/v1/cycles/${cycleId}/progress`)).body
  const submitted = (progress: { groups: { submitted: number }[] }): number =>
    progress.groups.reduce((sum, group) => sum + group.submitted, 0)
  tt.equal(submitted(after), submitted(before), 'no answer was lost')
  tt.equal(submitted(sameDay), 0, 'nobody can be watched answering')
  tt.ok(submitted(before) > 0, 'the counts are those of the day before')
})

void t.test('phases end at midnight in the time zone of the institution', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'M')
  await openCycle(office)
  const [person] = office.staff
  const task = (await person?.call.get('/v1/me/feedback-requests'))?.body.items[0]
  const submit = () =>
    person?.call.post(`/v1/feedback-requests/${String(task.id)}/submission`, { ratings: allRatings(3) })
  app.setNow('2026-06-30T17:00:00.000Z')
  tt.equal((await submit())?.body.code, 'cycle.phaseClosed')
  app.setNow('2026-06-30T16:59:59.999Z')
  tt.equal((await submit())?.status, 200)
})

void t.test('closing while responses arrive loses none that was acknowledged', async (tt) => {
  const app = await testApp(tt)
  for (const round of [1, 2, 3]) {
    const office = await smallOffice(app, `C${String(round)}`)
    const cycleId = await openCycle(office)
    const sends: (() => Promise<number>)[] = []
    for (const { call } of [office.head, office.leader, ...office.staff])
      for (const task of (await call.get('/v1/me/feedback-requests?state=active&limit=200')).body.items)
        sends.push(
          async () =>
            (await call.post(`/v1/feedback-requests/${String(task.id)}/submission`, { ratings: allRatings(4) })).status,
        )
    const closing = (async () => {
      await new Promise((resolve) => setTimeout(resolve, 15))
      for (let status = 503; status === 503;) ({ status } = await office.hr.post(`/v1/cycles/${cycleId}/closing`))
    })()
    const statuses = await Promise.all(sends.map((send) => send()))
    await closing
    const { rows } = await app.pools.owner.query(
      "select count(*)::int as stored from feedback_responses f join appraisals a on a.id = f.appraisal_id where a.cycle_id = $1 and f.state = 'submitted'",
      [cycleId],
    )
    tt.equal(rows[0].stored, statuses.filter((status) => status === 200).length, 'stored = acknowledged')
    tt.ok(statuses.every((status) => [200, 409, 503].includes(status)))
  }
})

void t.test('a close waits for the submission that is being written', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'WAIT')
  const cycleId = await openCycle(office)
  const [person] = office.staff
  const task = (await person?.call.get('/v1/me/feedback-requests'))?.body.items[0]
  const gate = await app.pools.owner.connect()
  await gate.query('begin')
  await gate.query('lock table feedback_responses in exclusive mode')
  const submission = person?.call.post(`/v1/feedback-requests/${String(task.id)}/submission`, {
    ratings: allRatings(3),
  })
  await new Promise((resolve) => setTimeout(resolve, 80))
  let closed = false
  const closing = office.hr.post(`/v1/cycles/${cycleId}/closing`).then((reply) => {
    closed = true
    return reply
  })
  await new Promise((resolve) => setTimeout(resolve, 120))
  tt.notOk(closed, 'not before the submission has ended')
  await gate.query('rollback')
  gate.release()
  tt.equal((await submission)?.status, 200)
  tt.equal((await closing).status, 200)
})

void t.test('the trail of a rater names nobody, nothing, and only the day', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'ANON')
  await openCycle(office)
  await everyoneAnswers(office.staff, () => 3)
  const { rows } = await app.pools.owner.query(
    "select actor_id, resource_id, request_id, facts, at::time::text as time from audit_entries where action like 'feedbackResponse.%'",
  )
  tt.ok(rows.length >= 10, `saw ${String(rows.length)} entries`)
  for (const row of rows)
    tt.same(row, { actor_id: null, resource_id: null, request_id: '', facts: '{}', time: '00:00:00' })
})

void t.test('who knows the seed does not know the raters', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'SEED')
  const draw = { seed: 'seed-for-tests', peers: 2, subordinates: 2, maxRequestsPerRater: 20 }
  const cycleId = await openCycle(office, { draw })
  const appraisals = (await office.hr.get(`/v1/appraisals?cycleId=${cycleId}&limit=200`)).body.items as {
    id: string
    employeeId: string
    supervisorId: string
  }[]
  const subjects = appraisals.map(({ id, employeeId, supervisorId }) => ({ appraisalId: id, employeeId, supervisorId }))
  const reports = new Map([
    [office.head.id, [office.leader.id]],
    [office.leader.id, office.staff.map(({ id }) => id)],
  ])
  const guessed = drawRaters(subjects, reports, draw, [])
    .filter(({ origin }) => origin === 'draw')
    .map(({ appraisalId, raterId }) => `${appraisalId}/${raterId}`)
  const { rows } = await app.pools.owner.query(
    `select i.appraisal_id || '/' || i.rater_id as pair from rater_identities i
     join feedback_requests r on r.id = i.request_id where r.origin = 'draw'`,
  )
  tt.equal(guessed.length, rows.length, 'the draw itself is known')
  tt.notSame(guessed.sort(), rows.map(({ pair }) => pair as string).sort(), 'and its outcome is not')
})

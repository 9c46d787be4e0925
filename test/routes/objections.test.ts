/** Objections: in time, before somebody who had no part, heard from both sides, final, and changing facts alone. */
import t from 'tap'
import { testApp, type Caller, type TestApp } from '../support/app.ts'
import { addPerson, everyoneAnswers, type Person } from '../support/cycle.ts'
import { publishedOffice, type PublishedOffice } from '../support/published.ts'

const GROUNDS = [{ item: 'BP', reason: 'Survei layanan menunjukkan hasil sebaliknya' }]

interface Case {
  readonly app: TestApp
  readonly office: PublishedOffice
  readonly subject: Caller
  readonly resultId: string
}

const setUp = async (
  tt: Parameters<typeof testApp>[0],
  code: string,
  whileOpen?: (
    app: TestApp,
    ...given: Parameters<NonNullable<Parameters<typeof publishedOffice>[2]>['whileOpen'] & object>
  ) => Promise<void>,
): Promise<Case> => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, code, {
    ...(whileOpen && { whileOpen: (...given) => whileOpen(app, ...given) }),
  })
  const subject = office.staff[0]?.call
  if (!subject) throw new Error('no staff')
  const [mine] = (await subject.get('/v1/me/results')).body.items
  return { app, office, subject, resultId: String(mine.id) }
}

void t.test('day 14 is taken, day 15 is not, in the time zone of the institution', async (tt) => {
  const { app, office, subject, resultId } = await setUp(tt, 'CLOCK')
  const other = office.staff[1]?.call
  const [theirs] = (await other?.get('/v1/me/results'))?.body.items ?? []
  // Published on 15 June; the last day is 29 June, which ends at 17:00 UTC in Jakarta.
  app.setNow('2026-06-29T17:00:00.000Z')
  const late = await subject.post('/v1/objections', { resultId, grounds: GROUNDS })
  tt.same([late.status, late.body.code], [409, 'objection.tooLate'])
  tt.same(late.body.facts, { receivedOn: '2026-06-15', lastDay: '2026-06-29', today: '2026-06-30' })
  tt.equal((await subject.get(`/v1/me/results/${resultId}`)).body.objection.open, false)
  app.setNow('2026-06-29T16:59:59.999Z')
  tt.equal((await subject.post('/v1/objections', { resultId, grounds: GROUNDS })).status, 201)
  const institution = (await office.hr.get(`/v1/institutions/${office.institutionId}`)).body
  await office.hr.patch(`/v1/institutions/${office.institutionId}`, institution.version, { objectionDays: 21 })
  app.setNow('2026-07-06T16:59:59.999Z')
  tt.equal(
    (await other?.post('/v1/objections', { resultId: theirs.id, grounds: GROUNDS }))?.status,
    201,
    'day 21 of 21',
  )
})

void t.test('from filing to the final decision', async (tt) => {
  // A colleague of the head, asked as a peer: no superior of anybody, and one of the hidden raters.
  let adviser: Person | undefined
  const { app, office, subject, resultId } = await setUp(
    tt,
    'WAY',
    async (service, { hr: officer, unitId, staff: people }, cycleId) => {
      const position = { unitId, code: 'ADV', title: 'Ahli', class: 'AHLI_MUDA' }
      adviser = await addPerson(
        service,
        officer,
        String((await officer.post('/v1/positions', position)).body.id),
        'Ahli',
      )
      const [appraisal] = (await officer.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${String(people[0]?.id)}`))
        .body.items
      const nomination = { raterId: adviser.id, group: 'peer', reason: 'Satu tim' }
      await officer.post(`/v1/appraisals/${String(appraisal.id)}/feedback-requests`, nomination)
      await everyoneAnswers([adviser], () => 3)
    },
  )
  const { hr, head, leader, staff } = office
  const before = (await subject.get(`/v1/results/${resultId}`)).body

  await tt.test('what cannot be filed', async (t2) => {
    const file = (caller: Caller | undefined, body: object) =>
      caller?.post('/v1/objections', { resultId, grounds: GROUNDS, ...body })
    t2.equal((await file(staff[1]?.call, {}))?.status, 404, 'somebody else’s result')
    t2.equal((await file(leader.call, {}))?.status, 403, 'readable, and not one’s own')
    t2.equal((await file(subject, { grounds: [] }))?.status, 400)
    const unknown = await file(subject, { grounds: [{ item: 'XX', reason: 'x' }] })
    t2.same([unknown?.status, unknown?.body.code, unknown?.body.facts.item], [422, 'objection.itemUnknown', 'XX'])
  })

  const filed = await subject.post('/v1/objections', {
    resultId,
    grounds: [...GROUNDS, { item: '4', reason: 'Butir ini' }],
  })
  tt.equal(filed.status, 201)
  tt.match(filed.body, { state: 'filed', deciderId: head.id, decideBy: '2026-06-29', overdue: false })
  const path = `/v1/objections/${String(filed.body.id)}`
  tt.equal((await subject.post('/v1/objections', { resultId, grounds: GROUNDS })).body.code, 'objection.alreadyFiled')

  await tt.test('nobody of the rating line decides', async (t2) => {
    for (const deciderId of [leader.id, staff[0]?.id]) {
      const refused = await hr.put(`${path}/decider`, filed.body.version, { deciderId })
      t2.same([refused.status, refused.body.code], [422, 'objection.deciderInRatingLine'])
      t2.equal(refused.body.facts.decider, deciderId)
    }
    t2.equal((await leader.call.post(`${path}/hearing`)).status, 403)
    t2.equal((await leader.call.post(`${path}/decision`, { outcome: 'dismissed', reason: 'x' })).status, 403)
    t2.equal((await staff[1]?.call.get(path))?.status, 404)
  })

  await tt.test('a hidden rater who is appointed steps back by himself', async (t2) => {
    const below = await hr.put(`${path}/decider`, filed.body.version, { deciderId: staff[1]?.id })
    t2.same([below.status, below.body.code], [422, 'objection.deciderBelowRater'])
    const named = await hr.put(`${path}/decider`, filed.body.version, { deciderId: adviser?.id })
    t2.equal(named.status, 200, 'HR does not learn who rated')
    const stepping = await adviser?.call.post(`${path}/hearing`)
    t2.same([stepping?.status, stepping?.body.code], [422, 'objection.deciderInRatingLine'])
    t2.equal((await hr.put(`${path}/decider`, named.body.version, { deciderId: head.id })).status, 200)
  })

  const decide = (body: object) =>
    head.call.post(`${path}/decision`, { reason: 'Hasil kerja tercatat keliru', ...body })
  const upheld = { outcome: 'upheld', corrections: [{ kind: 'workResult', rating: 'DI_ATAS' }] }

  await tt.test('both sides are heard', async (t2) => {
    t2.equal((await decide(upheld)).body.code, 'objection.stateForbids', 'not before the hearing')
    t2.equal((await head.call.post(`${path}/hearing`)).body.hearingUntil, '2026-06-22')
    const deaf = await decide(upheld)
    t2.same([deaf.status, deaf.body.code, deaf.body.facts.until], [409, 'objection.notHeard', '2026-06-22'])
    t2.equal((await leader.call.post(`${path}/statements`, { text: 'Menurut catatan triwulan' })).status, 201)
    t2.equal((await subject.post(`${path}/statements`, { text: 'Catatannya tertukar' })).status, 201)
    t2.equal((await staff[1]?.call.post(`${path}/statements`, { text: 'Saya' }))?.status, 404)
    t2.same((await subject.get(path)).body.statements.map(({ party }: { party: string }) => party).sort(), [
      'subject',
      'supervisor',
    ])
  })

  await tt.test('the decider sees ratings under pseudonyms, from the same calculation', async (t2) => {
    const record = await head.call.get(`${path}/record`)
    t2.equal(record.status, 200)
    const { breakdown } = record.body
    t2.equal(breakdown.audience, 'decider')
    const subjectSheet = (await subject.get(`/v1/results/${resultId}/breakdown`)).body
    t2.equal(breakdown.input.commitment, subjectSheet.input.commitment, 'one commitment links both')
    t2.ok(breakdown.steps.some(({ id }: { id: string }) => /^BP\.peer\.item1\.rater\d$/.test(id)))
    const valueOf = (steps: { id: string; value: string }[], id: string) => steps.find((step) => step.id === id)?.value
    for (const id of ['BP.peer', 'BP', 'total', 'predicate'])
      t2.equal(valueOf(breakdown.steps, id), valueOf(subjectSheet.steps, id), id)
    t2.match((await head.call.post('/v1/receipt-verifications', { receipt: record.body })).body, { equal: true })
    for (const { id } of [...staff, leader]) t2.notOk(record.text.includes(id), 'no rater is named')
    for (const caller of [subject, leader.call, hr]) t2.ok((await caller.get(`${path}/record`)).status >= 403)
  })

  await tt.test('upheld: facts are corrected, a further edition supersedes, the first stays readable', async (t2) => {
    t2.equal((await decide({ outcome: 'upheld' })).body.code, 'objection.correctionsMismatch')
    t2.equal(
      (await decide({ outcome: 'upheld', corrections: [{ kind: 'requiredLevel', code: 'M.1', level: 1 }] })).body.code,
      'objection.correctionUnknown',
    )
    t2.equal(
      (await decide({ ...upheld, corrections: [{ kind: 'score', total: '5.00' }] })).status,
      400,
      'never a score',
    )
    const decided = await decide(upheld)
    t2.match(decided.body, { state: 'decided', outcome: 'upheld', decisionReason: 'Hasil kerja tercatat keliru' })
    const after = (await subject.get(`/v1/results/${String(decided.body.newResultId)}`)).body
    t2.match(after, { edition: Number(before.edition) + 1, supersedesId: resultId, stage: 'final', predicate: 'BAIK' })
    t2.match(after.change, {
      kind: 'objection',
      origin: filed.body.id,
      reason: 'Hasil kerja tercatat keliru',
      differences: [{ step: 'result_rating', before: 'SESUAI', after: 'DI_ATAS' }],
    })
    t2.same((await subject.get(`/v1/results/${resultId}`)).body, before)
    t2.match(
      (
        await subject.post('/v1/receipt-verifications', {
          receipt: (await subject.get(`/v1/results/${String(after.id)}/receipt`)).body,
        })
      ).body,
      { equal: true },
    )
  })

  await tt.test('final', async (t2) => {
    t2.equal((await decide(upheld)).body.code, 'objection.stateForbids')
    t2.equal((await subject.post(`${path}/withdrawal`)).body.code, 'objection.stateForbids')
    t2.equal((await head.call.get(`${path}/record`)).status, 404, 'the record was for the hearing')
    const [mine] = (await subject.get('/v1/me/results')).body.items
    const again = await subject.post('/v1/objections', { resultId: mine.id, grounds: GROUNDS })
    t2.equal(again.body.code, 'objection.alreadyFiled')
    const { rows } = await app.pools.owner.query("select action from audit_entries where action like 'objection.%'")
    t2.ok(rows.length >= 8, `${String(rows.length)} acts in the trail`)
  })
})

void t.test('a wrong relation leaves out the whole group, so that no rater can be subtracted', async (tt) => {
  const { app, office, subject, resultId } = await setUp(tt, 'RELATION')
  const { head, leader } = office
  const filed = (await subject.post('/v1/objections', { resultId, grounds: GROUNDS })).body
  const path = `/v1/objections/${String(filed.id)}`
  await head.call.post(`${path}/hearing`)
  app.setNow('2026-06-23T03:00:00Z')
  const decided = await head.call.post(`${path}/decision`, {
    outcome: 'upheld',
    reason: 'Satu penilai bukan rekan kerja',
    corrections: [{ kind: 'raterRelation', group: 'peer' }],
  })
  tt.equal(decided.status, 200, 'the supervisor did not speak in time')
  const after = (await subject.get(`/v1/results/${String(decided.body.newResultId)}`)).body
  tt.same(after.withheld, [{ what: 'peer', reason: 'relation_contested' }])
  tt.same(Object.keys(after.competencies[0].groups).sort(), ['self', 'supervisor'])
  tt.match(after.explanation.join(' '), /hubungan penilainya keliru/)
  tt.notMatch((await subject.get(`/v1/results/${String(after.id)}/breakdown`)).text, /n\.peer/)
  tt.equal((await leader.call.get(path)).body.outcome, 'upheld')
})

void t.test('HR names a decider where the line has nobody; withdrawn is withdrawn', async (tt) => {
  const { app, office, subject, resultId } = await setUp(tt, 'TOP')
  const { hr, leader, staff } = office
  const [boss] = (await leader.call.get('/v1/me/results')).body.items
  const filed = (await leader.call.post('/v1/objections', { resultId: boss.id, grounds: GROUNDS })).body
  tt.equal(filed.deciderId, null, 'above the head there is nobody')
  const { id: unitId } = (await hr.post('/v1/units', { code: 'ABOVE', name: 'Instansi pembina' })).body
  const position = { unitId, code: 'ABOVE-1', title: 'Pembina', class: 'JPT_PRATAMA', leadsUnit: true }
  const outsider = await addPerson(app, hr, String((await hr.post('/v1/positions', position)).body.id), 'Pembina')
  const named = await hr.put(`/v1/objections/${String(filed.id)}/decider`, filed.version, { deciderId: outsider.id })
  tt.equal(named.body.deciderId, outsider.id)
  tt.equal((await hr.put(`/v1/objections/${String(filed.id)}/decider`, 1, { deciderId: outsider.id })).status, 412)
  tt.equal((await outsider.call.post(`/v1/objections/${String(filed.id)}/hearing`)).status, 200)
  const mine = (await subject.post('/v1/objections', { resultId, grounds: GROUNDS })).body
  tt.equal((await staff[1]?.call.post(`/v1/objections/${String(mine.id)}/withdrawal`))?.status, 404)
  tt.equal((await subject.post(`/v1/objections/${String(mine.id)}/withdrawal`)).body.state, 'withdrawn')
  const lists = await Promise.all([hr, subject, outsider.call].map((caller) => caller.get('/v1/objections')))
  tt.same(
    lists.map(({ body }) => body.items.length),
    [2, 1, 1],
  )
  app.setNow('2026-07-30T03:00:00Z')
  tt.equal((await hr.get(`/v1/objections/${String(filed.id)}`)).body.overdue, true)
})

/** The other two presets through HTTP: competencies against required levels, and the figures of PP 30/2019. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { allRatings, cycleBody, everyoneAnswers, finished, openCycle, smallOffice, publish } from '../support/cycle.ts'

void t.test('competencies: templates are confirmed first, then gaps and JPM follow', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'JPM')
  const { hr, leader, staff } = office
  for (const preset of ['permenpanrb-38-2017', 'required-levels-template', 'competency-jpm'])
    await hr.post(`/v1/presets/${preset}/installation`)
  const frameworkId = (await hr.get('/v1/frameworks?code=PERMENPANRB-38-2017')).body.items[0].id
  const { competencies } = (await hr.get(`/v1/frameworks/${String(frameworkId)}`)).body
  tt.equal(competencies.length, 9)
  const indicators = competencies.flatMap((one: { indicators: unknown[] }) => one.indicators)
  tt.equal(indicators.length, 136, 'the whole dictionary')
  const elements = ['M.3', 'M.8'].map((code) => ({
    instrument: 'competency',
    frameworkId,
    code,
    indicatorCodes: competencies
      .find((one: { code: string }) => one.code === code)
      .indicators.slice(0, 2)
      .map((indicator: { code: string }) => indicator.code),
  }))
  const competencyPolicyId = (await hr.get('/v1/scoring-policies?code=competency-jpm')).body.items[0].id
  const form = await hr.post('/v1/forms', { code: 'K', title: 'Kompetensi', competencyPolicyId, elements })
  await hr.post(`/v1/forms/${String(form.body.id)}/publication`)
  const body = { ...cycleBody(office), formId: form.body.id }
  const { id: cycleId } = (await hr.post('/v1/cycles', body)).body

  const preflight = (await hr.get(`/v1/cycles/${String(cycleId)}/preflight`)).body
  const unconfirmed = preflight.findings.filter(({ code }: { code: string }) => code === 'standard.unconfirmed')
  tt.same([preflight.ready, unconfirmed.length], [false, 6], 'a template is nobody’s decision')
  tt.equal((await hr.post(`/v1/cycles/${String(cycleId)}/opening`)).body.code, 'cycle.notReady')
  for (const standard of (await hr.get('/v1/position-standards?limit=200')).body.items) {
    tt.same([standard.origin, standard.confirmedAt], ['template', null])
    if (standard.positionClass === 'PELAKSANA')
      await hr.patch(`/v1/position-standards/${String(standard.id)}`, 1, {
        levels: { ...standard.levels, 'M.3': 4, 'M.8': 2 },
      })
    else await hr.post(`/v1/position-standards/${String(standard.id)}/confirmation`)
  }
  const opening = await hr.post(`/v1/cycles/${String(cycleId)}/opening`)
  tt.equal((await finished(hr, String(opening.body.id))).state, 'succeeded')
  for (const { call } of [office.head, leader, ...staff]) {
    const { body: tasks } = await call.get('/v1/me/feedback-requests?state=active&limit=200')
    for (const task of tasks.items)
      await call.post(`/v1/feedback-requests/${String(task.id)}/submission`, { ratings: allRatings(3, 4) })
  }
  await hr.post(`/v1/cycles/${String(cycleId)}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${String(cycleId)}/scoring`)).body.id))
  tt.equal((await publish(hr, String(cycleId))).state, 'succeeded', 'nothing to confirm')
  const [first] = staff
  const [summary] = (await first?.call.get('/v1/results'))?.body.items ?? []
  const result = (await first?.call.get(`/v1/results/${String(summary.id)}`))?.body
  // Attained 3 and 3 against required 4 and 2: 6 of 6 in sum, and yet a gap, which is why gaps are always shown.
  tt.same([result.figure, result.predicate, result.stage], ['100.00', 'OPTIMAL', 'final'])
  tt.same(
    result.gaps.map(({ code, attained, required, gap, priority }: Record<string, unknown>) => [
      code,
      attained,
      required,
      gap,
      priority,
    ]),
    [
      ['M.3', '3.00', 4, '-1.00', 1],
      ['M.8', '3.00', 2, '1.00', null],
    ],
  )
  tt.match(result.explanation.join(' '), /Komunikasi: dicapai 3.00, dipersyaratkan 4, selisih -1.00/)
  tt.match(result.explanation.join(' '), /Predikat: Optimal \(batas menurut kebijakan penskoran instansi\)/)
})

void t.test('PP 30/2019: the figure is needed, in range, and joined 60:40', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'PP30', 'pp-30-2019-360')
  const { hr, head, leader, staff } = office
  const cycleId = await openCycle(office)
  await everyoneAnswers([head, leader, ...staff], () => 4)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  const finalOf = async (employeeId: string, figure: string, innovation: boolean) => {
    const [{ id, version }] = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${employeeId}`)).body.items
    const path = `/v1/appraisals/${String(id)}`
    const record = (more: object, at = version) =>
      leader.call.put(`${path}/work-result`, at, { rating: 'SESUAI', ...more })
    tt.equal((await record({})).status, 200)
    const incomplete = await leader.call.post(`${path}/confirmation`, {})
    tt.same([incomplete.body.code, incomplete.body.facts.missing], ['appraisal.workResultRequired', 'figure'])
    const beyond = await record({ figure: '120.01' }, Number(version) + 1)
    tt.same([beyond.status, beyond.body.code, beyond.body.facts.max], [422, 'appraisal.figureOutOfRange', '120'])
    tt.equal((await record({ figure, innovation }, Number(version) + 1)).status, 200)
    tt.equal((await leader.call.post(`${path}/confirmation`, {})).status, 200)
    const [result] = (await leader.call.get(`/v1/results?appraisalId=${String(id)}`)).body.items
    return [result.edition, result.proposal, result.figure, result.predicate]
  }
  const [a, b, c] = staff
  // 0.6 × 102.80 + 0.4 × 109 = 105.28; the anchors map a plain 4 to 109.
  tt.same(await finalOf(String(a?.id), '102.80', false), [2, '109.00', '105.28', 'BAIK'])
  // From 110 on Sangat Baik, but only with a new idea (Art 41).
  tt.same(await finalOf(String(b?.id), '115', true), [2, '109.00', '112.60', 'SANGAT_BAIK'])
  tt.same(await finalOf(String(c?.id), '115', false), [2, '109.00', '112.60', 'BAIK'])
})

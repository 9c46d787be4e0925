/** What the person rated is shown, and when; and what he or she can do against it. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { publish } from '../support/cycle.ts'
import { confirmAll, publishedOffice } from '../support/published.ts'

const COMMENTS = ['Sabar', 'Teliti', 'Ramah', 'Cepat']

void t.test('a result as the person rated sees it', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'SHOW', {
    until: 'scored',
    answer: ({ group, subjectName }, rater) => ({
      // The self-rating is high on the first element and low on the second; others are the other way round.
      ratings: [1, 2, 3, 4, 5, 6].map((item) => ({
        item,
        value: group === 'self' ? (item <= 3 ? 5 : 2) : item <= 3 ? 2 : 4,
      })),
      comments:
        group === 'peer' && subjectName.startsWith('Staf 1')
          ? [{ element: 'BP', text: COMMENTS[rater % 4] }]
          : group === 'peer' && rater === 3
            ? [{ element: 'BP', text: 'Hanya satu orang yang menulis ini' }]
            : group === 'supervisor'
              ? [{ element: 'AK', text: 'Perlu memimpin rapat' }]
              : [],
    }),
  })
  const { hr, staff, leader, cycleId } = office
  const [first, second, third] = staff
  if (!first || !second || !third) throw new Error('no staff')
  tt.same((await first.call.get('/v1/me/results')).body.items, [], 'nothing before publication')
  await confirmAll(office, cycleId)
  const hidden = (await leader.call.get(`/v1/results?cycleId=${cycleId}`)).body.items.find(
    ({ employeeId }: { employeeId: string }) => employeeId === first.id,
  )
  for (const path of ['me/results', 'results']) {
    const early = await first.call.get(`/v1/${path}/${String(hidden.id)}`)
    tt.equal(early.status, 404, `${path}: what the supervisor gave is invisible before publication`)
  }
  tt.equal((await publish(hr, cycleId)).state, 'succeeded')
  const [mine] = (await first.call.get('/v1/me/results')).body.items
  const path = `/v1/me/results/${String(mine.id)}`
  const shown = (await first.call.get(path)).body

  await tt.test('self and others, precision, agreement', async (t2) => {
    t2.match(shown.comparison, [
      { code: 'BP', self: '5.00', others: '2.00', difference: '3.00', reading: 'over', quadrant: 'blind_spot' },
      { code: 'AK', self: '2.00', others: '4.00', difference: '-2.00', reading: 'under', quadrant: 'hidden_strength' },
    ])
    t2.equal(shown.precision.word, 'moderate')
    t2.same(shown.result.agreement, {}, 'four peers are too few for a word on agreement')
    t2.match(shown.result.explanation.join(' '), /rekan kerja 40%/)
    const english = (await first.call.get(path, { 'accept-language': 'en' })).body
    t2.match(english.comparison[0].meaning, /ask for examples/)
  })

  await tt.test('comments: enough of them, shuffled, and without a trace', async (t2) => {
    const others = shown.comments.filter(({ source }: { source: string }) => source === 'others')
    t2.same(others.map(({ text }: { text: string }) => text).sort(), [...COMMENTS].sort())
    t2.same(
      shown.comments
        .filter(({ source }: { source: string }) => source === 'supervisor')
        .map(({ text }: { text: string }) => text),
      ['Perlu memimpin rapat'],
    )
    for (const comment of shown.comments) t2.same(Object.keys(comment).sort(), ['code', 'id', 'name', 'source', 'text'])
    const [theirs] = (await third.call.get('/v1/me/results')).body.items
    const text = (await third.call.get(`/v1/me/results/${String(theirs.id)}`)).text
    t2.notMatch(text, /Hanya satu orang/, 'a comment that stands alone is not shown')
  })

  await tt.test('acknowledged once, with a comment or without', async (t2) => {
    t2.equal(shown.acknowledgement, null)
    const acknowledged = await first.call.post(`${path}/acknowledgement`, { comment: 'Sudah saya baca' })
    t2.equal(acknowledged.body.acknowledgement.comment, 'Sudah saya baca')
    t2.equal((await first.call.post(`${path}/acknowledgement`, {})).body.code, 'result.alreadyAcknowledged')
    t2.equal((await second.call.get(path)).status, 404, 'nobody else acknowledges or reads it here')
    t2.match(acknowledged.body.objection, { receivedOn: '2026-06-15', lastDay: '2026-06-29', open: true })
  })

  await tt.test('reading somebody else’s result leaves a trace; one’s own does not', async (t2) => {
    const entries = async () =>
      (
        await app.pools.owner.query(
          "select actor_id, resource_id, facts from audit_entries where action = 'result.read'",
        )
      ).rows
    const before = (await entries()).length
    await first.call.get(`/v1/results/${String(mine.id)}`)
    t2.equal((await entries()).length, before)
    await leader.call.get(`/v1/results/${String(mine.id)}/receipt`)
    const after = await entries()
    t2.equal(after.length, before + 1)
    t2.equal(after.at(-1).resource_id, mine.id)
  })

  await tt.test('unit figures: the same for everybody, once', async (t2) => {
    const figures = (await second.call.get(`/v1/cycles/${cycleId}/unit-figures`)).body.items
    t2.match(
      figures.find(({ unitId }: { unitId: string }) => unitId === office.subUnitId),
      { people: 6, withheld: null },
    )
  })
})

void t.test('a document that tells too much is not published, and nothing with it', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'REFUSED', { until: 'confirmed' })
  const { hr, cycleId, staff } = office
  const { rows } = await app.pools.owner.query(
    `update results set competencies = jsonb_set(competencies, '{0,groups,peer}', '"1.00"'),
       breakdown = replace(breakdown, '"value":"4.00"}', '"value":"4.01"}')
     where id = (select r.id from results r order by r.id limit 1) returning appraisal_id`,
  )
  const job = await publish(hr, cycleId)
  tt.same([job.state, job.problem?.code], ['failed', 'cycle.releaseRefused'])
  const { problem } = job as unknown as { problem: { facts: Record<string, unknown> } }
  tt.match(problem.facts, { appraisals: 1, appraisal: rows[0].appraisal_id, what: /unexplained/ })
  tt.equal((await hr.get(`/v1/cycles/${cycleId}`)).body.state, 'scored')
  tt.same((await staff[0]?.call.get('/v1/me/results'))?.body.items, [])
  const { rows: left } = await app.pools.owner.query(
    'select (select count(*) from released_comments)::int + (select count(*) from unit_figures)::int as n',
  )
  tt.equal(left[0].n, 0, 'nothing half published')
})

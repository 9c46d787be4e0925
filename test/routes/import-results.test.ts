/** Files of a cycle: results of work, and answers on paper that tell nobody what a rater did. */
import t from 'tap'
import { testApp, type Caller } from '../support/app.ts'
import { allRatings, openCycle, smallOffice } from '../support/cycle.ts'
import { faultsOf, imported } from '../support/imports.ts'

const nipOf = async (hr: Caller, id: string): Promise<string> => (await hr.get(`/v1/employees/${id}`)).body.nip

void t.test('results of work', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'SKP', 'pp-30-2019-360')
  const { hr, staff, leader } = office
  const cycleId = await openCycle(office)
  const [one, two] = await Promise.all(staff.slice(0, 2).map(({ id }) => nipOf(hr, id)))
  const outsider = await nipOf(hr, office.head.id)
  const file = `nip;hasil kerja;nilai SKP;inovasi\n${one};SESUAI EKSPEKTASI;95.50;ya\n${two};1;130;\n${outsider};2;90;\n`
  const first = await imported(hr, `work-results&cycleId=${cycleId}&changes=true`, file)
  tt.same([first.state, first.updated, first.refused], ['succeeded', 1, 2])
  tt.same(await faultsOf(hr, first.id), [
    [3, 'figure', 'import.figureOutOfRange'],
    [4, 'nip', 'import.notOfCycle'],
  ])
  const { items } = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${String(staff[0]?.id)}`)).body
  const { workResult } = (await leader.call.get(`/v1/appraisals/${String(items[0].id)}`)).body
  tt.same(workResult, { rating: 'SESUAI', figure: '95.50', innovation: true })
  const again = await imported(hr, `work-results&cycleId=${cycleId}`, file)
  tt.same([again.updated, again.unchanged], [0, 1])
  const bare = await imported(hr, `work-results&cycleId=${cycleId}`, `nip;figure\n${two};90\n`)
  tt.same(await faultsOf(hr, bare.id), [[2, 'rating', 'required']])

  const send = async (query: string): Promise<string> =>
    (await hr.request('POST', `/v1/imports?kind=${query}`, { body: file, headers: { 'content-type': 'text/csv' } }))
      .body.code
  tt.equal(await send('work-results'), 'import.cycleRequired')
  tt.equal(await send(`employees&cycleId=${cycleId}`), 'import.cycleNotExpected')
  tt.equal(await send('work-results&cycleId=01980a5e-7c1b-7000-8000-000000000001'), 'import.cycleUnknown')
})

interface Request {
  readonly id: string
  readonly group: string
  readonly subjectId: string
}

void t.test('answers on paper', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'KERTAS')
  const { hr, staff, leader } = office
  const cycleId = await openCycle(office)
  const requests: Request[] = (await hr.get(`/v1/feedback-requests?cycleId=${cycleId}&limit=200`)).body.items
  const subject = staff[0]?.id
  const of = (group: string): Request[] => requests.filter((one) => one.subjectId === subject && one.group === group)
  const [bySupervisor] = of('supervisor')
  const [peer, second] = of('peer')
  tt.ok(bySupervisor && peer && second)
  const query = `feedback-responses&cycleId=${cycleId}`
  const headings = ['requestId', 'item1', 'item2', 'butir 3', 'q4', '5', '6', 'komentar BP'].join(',')
  const line = (id: string | undefined, ratings: string, comment = ''): string => `${String(id)},${ratings},${comment}`

  await tt.test('each is held to the rules of a screen, and only its key is told', async (t2) => {
    const bad = [
      line(peer?.id, '3,3,3,3,3,'),
      line(second?.id, '3,3,3,3,3,99'),
      line('5f0f64f2-5f3e-4b57-9d55-0c8a3a6f9a10', '3,3,3,3,3,3'),
    ]
    const sent = await imported(hr, query, [headings, ...bad].join('\n'))
    t2.same(await faultsOf(hr, sent.id), [
      [2, 'ratings', 'feedbackResponse.notComplete'],
      [3, '6', 'notAllowed'],
      [4, 'requestId', 'import.notOfCycle'],
    ])
    const { items } = (await hr.get(`/v1/imports/${String(sent.id)}/refusals`)).body
    t2.same(items[1].cells, { requestId: second?.id })
    t2.equal(items[1].faults[0].value, '')
    const changes = await hr.request('POST', `/v1/imports?kind=${query}&changes=true`, {
      body: headings,
      headers: { 'content-type': 'text/csv' },
    })
    t2.equal(changes.body.code, 'import.changesNotExpected')
  })

  await tt.test('paper is a response; whoever answered here first is not overruled, and HR cannot tell', async (t2) => {
    const mine = (await leader.call.get('/v1/me/feedback-requests?state=active&limit=200')).body.items.find(
      (task: { id: string }) => task.id === bySupervisor?.id,
    )
    const online = await leader.call.post(`/v1/feedback-requests/${String(mine.id)}/submission`, {
      ratings: allRatings(4),
    })
    t2.equal(online.status, 200)
    const good = [line(bySupervisor?.id, '1,1,1,1,1,1'), line(peer?.id, '3,3,3,TM,3,3', 'Cekatan')]
    const file = [headings, ...good].join('\n')
    const dry = await imported(hr, `${query}&dryRun=true`, file)
    const real = await imported(hr, query, file)
    t2.same([dry.inserted, dry.refused, real.inserted, real.refused], [2, 0, 2, 0])
    const stored = async () =>
      (
        await app.pools.owner.query(
          'select request_id as id, state, ratings::text from feedback_responses where request_id = any($1)',
          [[bySupervisor?.id, peer?.id]],
        )
      ).rows
    const rows = await stored()
    t2.match(rows.find(({ id }) => id === bySupervisor?.id)?.ratings, /^\{4,4,4,4,4,4\}/, 'the first submission stands')
    t2.match(
      rows.find(({ id }) => id === peer?.id),
      { state: 'submitted', ratings: '{3,3,3,NULL,3,3}' },
    )
    const again = await imported(hr, query, file)
    t2.same([again.inserted, again.updated, again.unchanged], [0, 0, 2])
    const mended = await imported(hr, query, file.replace('3,3,3,TM', '2,3,3,TM').replace(',1,1,1', ',2,1,1'))
    t2.same([mended.updated, mended.unchanged], [2, 0], 'a correction of either is told alike')
    t2.same((await stored()).map(({ ratings }) => ratings).sort(), ['{2,3,3,NULL,3,3}', '{4,4,4,4,4,4}'])
    const [entry] = (
      await app.pools.owner.query(
        "select facts from audit_entries where facts like '%feedback-responses%' order by seq desc limit 1",
      )
    ).rows
    t2.notMatch(entry?.facts, peer?.id ?? 'x')
  })

  await tt.test('none is taken once the cycle is closed', async (t2) => {
    await hr.post(`/v1/cycles/${cycleId}/closing`)
    const late = await imported(hr, query, [headings, line(second?.id, '3,3,3,3,3,3')].join('\n'))
    t2.same(
      (await faultsOf(hr, late.id)).map(([, , code]) => code),
      ['cycle.stateForbids'],
    )
  })
})

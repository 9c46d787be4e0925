/** Rights over one's own data, and the one way to a rater's identity. */
import t from 'tap'
import { ISSUER, testApp } from '../support/app.ts'
import { cycleBody } from '../support/cycle.ts'
import { publishedOffice } from '../support/published.ts'

void t.test('a copy of all data, with nobody else in it', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'COPY', {
    answer: ({ group }) => ({
      ratings: [1, 2, 3, 4, 5, 6].map((item) => ({ item, value: 3 })),
      comments: group === 'peer' ? [{ element: 'BP', text: 'Ramah' }] : [],
    }),
  })
  const [first] = office.staff
  if (!first) throw new Error('no staff')
  const [mine] = (await first.call.get('/v1/me/results')).body.items
  await office.leader.call.get(`/v1/results/${String(mine.id)}`)
  await first.call.post('/v1/objections', { resultId: mine.id, grounds: [{ item: 'BP', reason: 'Keliru' }] })
  for (const shared of [true, false])
    await office.leader.call.post('/v1/feedback-notes', { subjectId: first.id, body: 'Sabar (contoh)', shared })
  const copy = await first.call.get('/v1/me/personal-data')
  tt.equal(copy.status, 200)
  const { records, trail, employee } = copy.body
  tt.equal(employee.id, first.id)
  tt.equal(copy.body.retainUntil, null, 'in service')
  tt.same(
    Object.fromEntries(
      Object.entries(records as Record<string, unknown[]>).map(([part, items]) => [part, items.length]),
    ),
    {
      assignments: 1,
      appraisals: 1,
      results: 2,
      comments: 4,
      objections: 1,
      trainings: 0,
      developmentPlans: 0,
      notes: 1,
      answersGiven: 6,
    },
    'every part is there, answers given as a rater included',
  )
  tt.ok(trail.some(({ action, by }: { action: string; by: string }) => action === 'result.read' && by === 'official'))
  tt.ok(
    trail.some(({ action, by }: { action: string; by: string }) => action === 'objection.file' || by === 'yourself'),
  )
  const others = [...office.staff.slice(1), office.head, office.leader]
  for (const { id } of others) tt.notOk(copy.text.includes(id), 'nobody else is identified')
  tt.equal((await office.hr.get('/v1/me/personal-data')).status, 403, 'HR is no employee here and has none')
})

void t.test('correction and restriction within 3 × 24 hours', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'RIGHTS')
  const { hr, staff } = office
  const [first, second] = staff
  if (!first || !second) throw new Error('no staff')
  const access = await first.call.post('/v1/me/personal-data-requests', { kind: 'access' })
  tt.match(access.body, { kind: 'access', state: 'granted', dueAt: '2026-06-18T03:00:00.000Z' })
  const asked = await first.call.post('/v1/me/personal-data-requests', {
    kind: 'restriction',
    detail: 'Sedang bersengketa',
  })
  tt.match(asked.body, { state: 'open', overdue: false })
  app.setNow('2026-06-18T03:00:00.000Z')
  tt.equal((await hr.get('/v1/personal-data-requests?state=open')).body.items[0].overdue, false, 'the last moment')
  app.setNow('2026-06-18T03:00:00.001Z')
  tt.equal((await hr.get('/v1/personal-data-requests?state=open')).body.items[0].overdue, true)
  tt.equal((await second.call.get('/v1/me/personal-data-requests')).body.items.length, 0)
  const decide = () =>
    hr.post(`/v1/personal-data-requests/${String(asked.body.id)}/decision`, {
      outcome: 'granted',
      reason: 'Sesuai UU 27/2022',
    })
  tt.equal((await decide()).body.state, 'granted')
  tt.equal((await decide()).body.code, 'personalData.alreadyDecided')
  tt.ok((await hr.get(`/v1/employees/${first.id}`)).body.restrictedAt)
  const draft = (await hr.post('/v1/cycles', cycleBody(office, { startsOn: '2027-01-01', endsOn: '2027-12-31' }))).body
  tt.equal(
    (await hr.get(`/v1/cycles/${String(draft.id)}/preflight`)).body.people,
    5,
    'a restricted person is in no new cycle',
  )
})

void t.test('what SIASN tells and nobody needs is dropped on entry', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('SIASN')
  const needless = {
    agama: 'rahasia-agama',
    gajiPokok: 4_000_000,
    noNpwp: 'rahasia-npwp',
    jumlahAnak: 3,
    karis_karsu: null,
  }
  const created = await hr.post('/v1/employees', {
    nip: '199001152015031999',
    name: 'Contoh',
    employmentKind: 'PNS',
    sample: true,
    ...needless,
  })
  tt.equal(created.status, 201)
  for (const name of Object.keys(needless)) tt.notOk(name in created.body)
  const { rows } = await app.pools.owner.query('select e::text as row from employees e')
  tt.notMatch(JSON.stringify(rows), /rahasia|4000000/)
  tt.equal(
    (await hr.post('/v1/employees', { nip: '199001152015031998', name: 'x', employmentKind: 'PNS', hobi: 'x' })).status,
    400,
  )
})

void t.test('after the retention date a person becomes a pseudonym, and every figure stays', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'RETAIN')
  const { hr, staff } = office
  const [first] = staff
  if (!first) throw new Error('no staff')
  const [summary] = (await hr.get(`/v1/results?employeeId=${first.id}`)).body.items
  const before = (await hr.get(`/v1/results/${String(summary.id)}/receipt`)).body
  const { name } = (await hr.get(`/v1/employees/${first.id}`)).body as { name: string }
  const note = await office.leader.call.post('/v1/feedback-notes', {
    subjectId: first.id,
    body: `Catatan tentang ${name}`,
    shared: true,
  })
  const content = Buffer.from(`%PDF-1.7\n${name}\n%%EOF`).toString('base64')
  const file = { name: 'surat.pdf', mediaType: 'application/pdf', content }
  const kept = await office.leader.call.post(`/v1/feedback-notes/${String(note.body.id)}/files`, file)
  tt.equal(kept.status, 201, kept.text)
  await app.pools.owner.query(
    `with plan as (
       insert into development_plans (institution_id, id, employee_id, cycle_id, result_id, state, created_at, updated_at)
       select institution_id, id, $1, $2, id, 'proposed', sealed_at, sealed_at from results where id = $3 returning *)
     insert into development_plan_items (institution_id, id, plan_id, title, delivery, owner_id, hours, due_on, state, evidence, created_at, updated_at)
     select institution_id, id, id, 'Magang (contoh)', 'NON_KLASIKAL', employee_id, 4, '2026-06-20', 'done', $4, created_at, created_at from plan`,
    [first.id, office.cycleId, summary.id, `Surat ${name}`],
  )
  const act = () => hr.post(`/v1/employees/${first.id}/pseudonymisation`)
  tt.equal((await act()).body.code, 'personalData.stillActive')
  const [assignment] = (await hr.get(`/v1/assignments?employeeId=${first.id}`)).body.items
  await hr.patch(`/v1/assignments/${String(assignment.id)}`, assignment.version, { endsOn: '2026-06-30' })
  const { version, nip } = (await hr.get(`/v1/employees/${first.id}`)).body
  await hr.patch(`/v1/employees/${first.id}`, version, { active: false })
  app.setNow('2031-12-31T03:00:00Z')
  const early = await act()
  tt.same([early.status, early.body.code, early.body.facts.until], [409, 'personalData.retentionRunning', '2031-12-31'])
  app.setNow('2032-01-01T03:00:00Z')
  const done = await act()
  tt.equal(done.status, 200)
  tt.match(done.body, { name: /^Pegawai [0-9a-f]{8}$/, nip: /^0000\d{14}$/ })
  tt.equal((await act()).body.code, 'personalData.alreadyPseudonymised')
  tt.equal((await first.call.get('/v1/me')).status, 401, 'the sign-in is gone')
  const after = await hr.get(`/v1/results/${String(summary.id)}/receipt`)
  tt.same(after.body, before, 'the result is what it was')
  tt.match((await hr.post('/v1/receipt-verifications', { receipt: after.body })).body, { equal: true })
  const { rows } = await app.pools.owner.query(
    `select e::text as row from employees e union all select a::text from appraisals a union all select i::text from identities i
     union all select n::text from feedback_notes n union all select encode(content, 'escape') from feedback_note_files
     union all select d::text from development_plan_items d`,
  )
  tt.notOk(JSON.stringify(rows).includes(nip), 'the number is nowhere')
  tt.notOk(
    rows.some(({ row }) => row.includes(name)),
    'nor is the name',
  )
  tt.equal((await hr.get('/v1/audit-verifications')).body.sound, true, 'the chain holds')
})

void t.test('a rater’s identity is opened by two, and told', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'OPEN', {
    answer: ({ group, subjectName }, rater) => ({
      ratings: [1, 2, 3, 4, 5, 6].map((item) => ({ item, value: 3 })),
      comments:
        group === 'peer' && subjectName.startsWith('Staf 1')
          ? [{ element: 'BP', text: `Komentar ${String(rater)}` }]
          : [],
    }),
  })
  const { hr, staff } = office
  const [first, second] = staff
  if (!first || !second) throw new Error('no staff')
  const [mine] = (await first.call.get('/v1/me/results')).body.items
  const { comments } = (await first.call.get(`/v1/me/results/${String(mine.id)}`)).body
  // Rater 3 in the order of people is the second of the staff.
  const comment = comments.find(({ text }: { text: string }) => text === 'Komentar 3')
  const auditorId = (
    await hr.post('/v1/identities', { issuer: ISSUER, subject: 'the-auditor', kind: 'person', label: 'Auditor' })
  ).body.id
  await hr.post('/v1/role-grants', { identityId: auditorId, role: 'auditor' })
  const auditor = app.as('the-auditor')
  const ask = (body: object) => hr.post('/v1/rater-openings', { reason: 'Ancaman, laporan polisi', ...body })
  tt.equal((await ask({})).body.code, 'raterOpening.targetAmbiguous')
  tt.equal((await ask({ commentId: mine.id })).body.code, 'raterOpening.targetUnknown')
  const asked = await ask({ commentId: comment.id })
  tt.match(asked.body, { state: 'requested', decidedBy: null })
  const path = `/v1/rater-openings/${String(asked.body.id)}`
  tt.equal((await auditor.get(path)).body.rater, null, 'closed until two agree')
  const approve = (caller: typeof hr) => caller.post(`${path}/approval`, { reason: 'Sah' })
  tt.same([(await approve(hr)).status, (await approve(hr)).body.code], [409, 'raterOpening.sameOfficial'])
  tt.equal((await approve(first.call)).status, 403)
  tt.equal((await approve(auditor)).body.state, 'approved')
  tt.equal((await approve(auditor)).body.code, 'raterOpening.alreadyDecided')
  tt.equal((await hr.get(path)).body.rater.employeeId, second.id)
  tt.match((await second.call.get('/v1/me/rater-openings')).body.items, [
    { state: 'approved', reason: 'Ancaman, laporan polisi', decisionReason: 'Sah', subjectName: 'Staf 1 (contoh)' },
  ])
  for (const other of [first, ...staff.slice(2)])
    tt.same((await other.call.get('/v1/me/rater-openings')).body.items, [], 'nobody else is told')
  const { rows } = await app.pools.owner.query(
    "select facts, actor_id, resource_id from audit_entries where action like 'raterOpening.%'",
  )
  tt.equal(rows.length, 4, 'asked, approved, and each look at it')
  tt.notOk(JSON.stringify(rows).includes(second.id), 'the trail does not name the rater')
  const interested = await hr.post('/v1/identities', {
    issuer: ISSUER,
    subject: 'leader-as-auditor',
    kind: 'person',
    label: 'x',
    employeeId: office.leader.id,
  })
  await hr.post('/v1/role-grants', { identityId: interested.body.id, role: 'auditor' })
  const partial = await app.as('leader-as-auditor').post('/v1/rater-openings', { commentId: comment.id, reason: 'x' })
  tt.same([partial.status, partial.body.code], [422, 'raterOpening.interested'])
})

void t.test('the store of raters shows each the own rows, and the database says so', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'STORE')
  const client = await app.pools.owner.connect()
  tt.teardown(() => {
    client.release()
  })
  const seenAs = async (institution: string, employee: string): Promise<string[]> => {
    await client.query('begin')
    await client.query('set local role kompeten_app')
    await client.query("select set_config('app.institution', $1, true), set_config('app.employee', $2, true)", [
      institution,
      employee,
    ])
    const { rows } = await client.query('select distinct rater_id from rater_identities')
    await client.query('rollback')
    return rows.map(({ rater_id: id }) => id as string)
  }
  const [first] = office.staff
  tt.same(await seenAs(office.institutionId, ''), [], 'nobody in particular sees nobody')
  tt.same(await seenAs(office.institutionId, first?.id ?? ''), [first?.id])
  tt.same(await seenAs('01980a5e-7c1b-7000-8000-00000000dead', first?.id ?? ''), [])
})

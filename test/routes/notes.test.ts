/** Feedback notes: who may write and see them, evidence that is what it says, and the notes beside the form. */
import { createHash } from 'node:crypto'
import t from 'tap'
import { testApp } from '../support/app.ts'
import { addPerson, openCycle, smallOffice } from '../support/cycle.ts'

void t.test('notes during a period', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'NOTE')
  const { hr, head, leader, staff } = office
  const [subject, peer, third] = staff
  if (!subject || !peer || !third) throw new Error('no staff')
  const note = (caller: typeof peer, more: object = {}) =>
    caller.call.post('/v1/feedback-notes', { subjectId: subject.id, body: 'Sabar kepada warga (contoh).', ...more })
  const listed = async (caller: typeof peer): Promise<string[]> =>
    (await caller.call.get(`/v1/feedback-notes?subjectId=${subject.id}`)).body.items.map(({ id }: { id: string }) => id)

  const written = await note(peer)
  tt.match(written, { status: 201, body: { relation: 'peer', shared: false, notedOn: '2026-06-15', files: [] } })
  const bySuperior = (await note(leader, { element: 'BP', shared: true })).body
  tt.equal(bySuperior.relation, 'superior')
  const own = (await note(subject, { shared: true })).body
  tt.equal(own.relation, 'self')

  await tt.test('who sees what', async (t2) => {
    t2.same(await listed(peer), [written.body.id], 'a colleague sees what he or she wrote')
    t2.same((await listed(subject)).sort(), [bySuperior.id, own.id].sort(), 'what is not shared is not shown')
    t2.same((await listed(leader)).sort(), [bySuperior.id, own.id].sort())
    t2.same(await listed(third), [])
    const path = `/v1/feedback-notes/${String(written.body.id)}`
    t2.equal((await subject.call.get(path)).status, 404)
    t2.equal((await third.call.get(path)).status, 404)
    t2.equal((await hr.get(path)).status, 403, 'HR does not read along')
    t2.equal((await peer.call.patch(path, 1, { shared: true })).body.version, 2)
    t2.equal((await subject.call.get(path)).status, 200)
    t2.equal((await leader.call.patch(path, 2, { body: 'x' })).status, 404, 'the author’s alone to change')
    const elsewhere = (await hr.post('/v1/units', { code: 'ELSE', name: 'Lain', parentId: office.unitId })).body.id
    const position = { unitId: elsewhere, code: 'E1', title: 'Staf', class: 'PELAKSANA' }
    const stranger = await addPerson(app, hr, String((await hr.post('/v1/positions', position)).body.id), 'Lain')
    t2.equal((await note(stranger)).status, 404)
    t2.equal((await note(head)).status, 201, 'the superior of the supervisor')
    const { rows } = await app.pools.owner.query(
      "select count(*)::int as n from audit_entries where action = 'feedbackNote.write' and (actor_id is not null or resource_id is not null)",
    )
    t2.equal(rows[0].n, 0, 'the trail does not tell who noted something of whom')
  })

  await tt.test('what is refused', async (t2) => {
    const code = async (more: object) => (await note(peer, more)).body.code
    t2.equal(await code({ element: 'XX' }), 'feedbackNote.indicatorUnknown')
    t2.equal(await code({ indicator: 'BP.1' }), 'feedbackNote.indicatorUnknown')
    t2.equal(await code({ element: 'BP', indicator: 'nope' }), 'feedbackNote.indicatorUnknown')
    t2.equal(await code({ notedOn: '2026-06-16' }), 'feedbackNote.dayInFuture')
  })

  await tt.test('evidence', async (t2) => {
    const path = `/v1/feedback-notes/${String(own.id)}/files`
    const pdf = Buffer.from('%PDF-1.7 contoh')
    const file = { name: 'bukti.pdf', mediaType: 'application/pdf', content: pdf.toString('base64') }
    t2.match((await subject.call.post(path, { ...file, mediaType: 'image/png' })).body, {
      code: 'feedbackNote.fileTypeMismatch',
    })
    const large = Buffer.concat([pdf, Buffer.alloc(1_048_576)]).toString('base64')
    const tooLarge = await subject.call.post(path, { ...file, content: large })
    t2.match(tooLarge.body, { code: 'feedbackNote.fileTooLarge', facts: { most: 1_048_576 } })
    const added = (await subject.call.post(path, file)).body
    const [kept] = added.files
    t2.equal(kept.sha256, createHash('sha256').update(pdf).digest('hex'))
    const read = await leader.call.get(`/v1/feedback-note-files/${String(kept.id)}`, { accept: '*/*' })
    t2.same([read.headers['content-type'], read.bytes.toString()], ['application/pdf', pdf.toString()])
    t2.equal((await third.call.get(`/v1/feedback-note-files/${String(kept.id)}`, { accept: '*/*' })).status, 404)
    const reference = {
      name: 'bukti.png',
      mediaType: 'image/png',
      reference: 'https://dokumen.example/1',
      sha256: kept.sha256,
    }
    const elsewhere = (await subject.call.post(path, reference)).body.files.find(
      ({ name }: { name: string }) => name === 'bukti.png',
    )
    const away = await subject.call.get(`/v1/feedback-note-files/${String(elsewhere.id)}`, { accept: '*/*' })
    t2.equal(away.status, 404, 'it lies elsewhere')
    t2.equal((await subject.call.post(path, { ...reference, reference: 'file:///etc/passwd' })).status, 400)
    for (let i = 2; i < 10; i++) await subject.call.post(path, file)
    t2.equal((await subject.call.post(path, file)).body.code, 'feedbackNote.tooManyFiles')
  })

  await tt.test('beside the form: one’s own notes, and what the person shared', async (t2) => {
    await openCycle(office)
    const tasks = (await peer.call.get('/v1/me/feedback-requests?state=active&limit=200')).body.items
    const task = tasks.find(({ subjectName }: { subjectName: string }) => subjectName === 'Staf 1 (contoh)')
    const beside = (await peer.call.get(`/v1/feedback-requests/${String(task.id)}/notes`)).body.items
    t2.same(
      beside.map(({ id }: { id: string }) => id).sort(),
      [written.body.id, own.id].sort(),
      'not those of the superior',
    )
    t2.equal((await subject.call.get(`/v1/feedback-requests/${String(task.id)}/notes`)).status, 404)
  })
})

/** Exports: what may be read, as a file; back again without a change; nothing that runs; nobody else's. */
import { createHash } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import pino from 'pino'
import t from 'tap'
import { EXPORT_HEADINGS } from '../../src/domain/exchange/exports.ts'
import { forgetExports } from '../../src/jobs/housekeeping.ts'
import { ISSUER, testApp, type Caller } from '../support/app.ts'
import { everyoneAnswers, finished, openCycle, publish, smallOffice } from '../support/cycle.ts'
import { exported } from '../support/exports.ts'
import { CSV, imported, NDJSON, XLSX } from '../support/imports.ts'
import { confirmAll } from '../support/published.ts'

const PEOPLE = `nip,nama,golongan
199001152015032001,"=cmd|' /C calc'!A0",III/c
199001152015032002,"-2+3; ""kutip"", koma",III/c
199001152015032003,"dua
baris\\ tab",
`
const records = (text: string): Record<string, string>[] => parse(text, { columns: true })

void t.test('people and their placements come back as they went', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('BOLAK')
  await imported(hr, 'units', 'code,name\nU,U\n')
  await imported(hr, 'positions', 'code,title,class,unitCode\nP,P,PELAKSANA,U\n')
  await imported(hr, 'employees', PEOPLE)
  await imported(
    hr,
    'assignments',
    'nip,positionCode,startsOn,supervisorNip\n199001152015032001,P,2026-01-01,199001152015032002\n',
  )
  const headers = { csv: CSV, ndjson: NDJSON, xlsx: XLSX }
  for (const kind of ['employees', 'assignments'] as const)
    for (const format of ['csv', 'ndjson', 'xlsx'] as const) {
      const { row, file } = await exported(hr, { kind, format })
      const expected = kind === 'employees' ? 3 : 1
      tt.same([row.state, row.rows, file.status], ['succeeded', expected, 200], `${kind} ${format}`)
      tt.equal(file.headers['content-disposition'], `attachment; filename="kompeten-${kind}.${format}"`)
      tt.equal(row.sha256, createHash('sha256').update(file.bytes).digest('hex'))
      tt.same([row.bytes, file.headers['content-length']], [file.bytes.length, String(file.bytes.length)])
      const back = await imported(hr, kind, file.bytes, headers[format])
      tt.same([back.refused, back.unchanged], [0, expected], `${kind} ${format}: nothing changed on the way`)
    }

  await tt.test('no cell of a spreadsheet is a formula', async (t2) => {
    const { file } = await exported(hr, { kind: 'employees', format: 'csv' })
    t2.same(Object.keys(records(file.text)[0] ?? {}), [...EXPORT_HEADINGS.employees])
    const names = records(file.text).map(({ name }) => name)
    t2.ok(names.includes("'=cmd|' /C calc'!A0") && names.includes(`'-2+3; "kutip", koma`))
    const { file: workbook } = await exported(hr, { kind: 'employees', format: 'xlsx' })
    const { sheets } = await readXlsx(workbook.bytes)
    t2.equal(sheets[0]?.rows.length, 4)
    t2.ok(
      sheets[0]?.rows.some(([, name]) => name === "=cmd|' /C calc'!A0"),
      'kept as the text that it is',
    )
    t2.ok([...(sheets[0]?.cells?.values() ?? [])].every(({ formula }) => formula === undefined))
  })

  await tt.test('an export is its asker’s, for a day', async (t2) => {
    const other = await app.institution('LAIN')
    const { row } = await exported(hr, { kind: 'employees' })
    const path = `/v1/exports/${String(row.id)}/file`
    t2.equal((await other.hr.get(path)).status, 404)
    const second = 'hr-second'
    await hr.post('/v1/identities', { issuer: ISSUER, subject: second, kind: 'person', label: 'HR 2' })
    const { items } = (await hr.get('/v1/identities?limit=200')).body
    const { id } = items.find(({ subject }: { subject: string }) => subject === second)
    await hr.post('/v1/role-grants', { identityId: id, role: 'hr_officer' })
    t2.equal((await app.as(second).get(path)).status, 404)
    t2.same((await app.as(second).get('/v1/exports')).body.items, [])
    t2.equal((await hr.get('/v1/exports?limit=200')).body.items.length >= 8, true)
    const again = await hr.get(path, { 'if-none-match': `"${String(row.sha256)}"` })
    t2.equal(again.status, 304)
    app.setNow('2026-06-16T04:00:00Z')
    t2.same((await hr.get(path)).body.code, 'export.expired')
    app.setNow('2026-06-15T03:00:00Z')
    const deps = { ...app, owner: app.pools.owner, clock: () => new Date(), logger: pino({ level: 'silent' }) }
    t2.equal(await forgetExports(deps, new Date('2026-06-16T02:00:00Z')), 0)
    t2.ok((await forgetExports(deps, new Date('2026-06-16T04:00:00Z'))) >= 8, 'what is past its time is removed')
    t2.same((await hr.get(path)).body.code, 'export.expired', 'and a file that is gone is told')
    const { rows } = await app.pools.owner.query(
      "select count(*)::int as n from audit_entries where action = 'export.read' and resource_id = $1",
      [row.id],
    )
    t2.equal(rows[0].n, 3, 'whoever takes a file leaves a trace')
  })

  await tt.test('asked for what cannot be', async (t2) => {
    const code = async (body: object): Promise<string> => (await hr.post('/v1/exports', body)).body.code
    t2.equal(await code({ kind: 'results' }), 'export.cycleRequired')
    t2.equal(
      await code({ kind: 'employees', cycleId: '01980a5e-7c1b-7000-8000-000000000001' }),
      'export.cycleNotExpected',
    )
    t2.equal(await code({ kind: 'gaps', cycleId: '01980a5e-7c1b-7000-8000-000000000001' }), 'export.cycleUnknown')
    t2.equal(await code({ kind: 'audit' }), 'access.denied', 'HR may not read the trail')
    t2.equal(await code({ kind: 'ratings' }), 'request.invalid')
  })
})

void t.test('results of a cycle, gaps, trail and development', async (tt) => {
  const app = await testApp(tt)
  const office = await smallOffice(app, 'HASIL')
  const { hr, staff, leader } = office
  const cycleId = await openCycle(office)
  await everyoneAnswers([...staff, leader, office.head], () => 4)
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  // An officer who is rated in the same cycle.
  const own = staff[0]
  const rated = own?.call as Caller
  const { items } = (await hr.get('/v1/identities?limit=200')).body
  const identity = items.find(({ employeeId }: { employeeId: string }) => employeeId === own?.id)
  await hr.post('/v1/role-grants', { identityId: identity.id, role: 'hr_officer' })
  const appraised = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&limit=200`)).body.items.length
  const all = await exported(hr, { kind: 'results', cycleId })
  tt.equal(all.row.rows, appraised)
  const withoutOwn = await exported(rated, { kind: 'results', cycleId })
  tt.equal(withoutOwn.row.rows, appraised - 1, 'nobody sees a result of his or her own before it is published')
  tt.same(Object.keys(records(all.file.text)[0] ?? {}), [...EXPORT_HEADINGS.results])
  const requests = await app.pools.owner.query('select id from feedback_requests')
  tt.ok(requests.rows.length > 20)
  for (const { id } of requests.rows) if (all.file.text.includes(String(id))) tt.fail('a request is told')
  await confirmAll(office, cycleId)
  await publish(hr, cycleId)
  tt.equal((await exported(rated, { kind: 'results', cycleId })).row.rows, appraised)
  const lines = (await exported(hr, { kind: 'results', cycleId, format: 'ndjson' })).file.text.trim().split('\n')
  const listed = (await hr.get(`/v1/results?cycleId=${cycleId}&limit=200`)).body.items
  const sealed = (rows: { resultSha256: string; total: string; predicate: string }[]) =>
    rows.map(({ resultSha256, total, predicate }) => [resultSha256, total, predicate]).sort()
  tt.same(sealed(lines.map((line) => JSON.parse(line))), sealed(listed), 'the same as one by one')
  tt.equal((await exported(hr, { kind: 'gaps', cycleId })).row.state, 'succeeded')

  await imported(hr, 'trainings', 'code,name,delivery,hours,startsOn,endsOn\nK,=K,KLASIKAL,8,2026-01-05,2026-01-05\n')
  const nip = (await hr.get(`/v1/employees/${String(own?.id)}`)).body.nip
  await imported(hr, 'enrolments', `trainingCode,nip,state\nK,${String(nip)},lulus\n`)
  const [enrolment] = records((await exported(hr, { kind: 'development' })).file.text)
  tt.match(enrolment, { nip, trainingName: "'=K", state: 'COMPLETED', hours: '8' })

  const auditor = await hr.post('/v1/identities', { issuer: ISSUER, subject: 'aud', kind: 'person', label: 'Auditor' })
  await hr.post('/v1/role-grants', { identityId: auditor.body.id, role: 'auditor' })
  const trail = await exported(app.as('aud'), { kind: 'audit', format: 'ndjson' })
  const entries = trail.file.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).seq)
  tt.same(
    entries,
    entries.map((_, index) => index + 1),
    'every entry, in its order',
  )
})

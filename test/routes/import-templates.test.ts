/** Templates that could go in as they are, and refused lines that come back mended. */
import t from 'tap'
import { IMPORT_KINDS, KIND_RULES } from '../../src/domain/exchange/kinds.ts'
import { forgetReports } from '../../src/jobs/housekeeping.ts'
import { testApp } from '../support/app.ts'
import { CSV, imported, XLSX } from '../support/imports.ts'

void t.test('every template goes in as it is, one after the other, in both formats', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('TPL')
  const kinds = IMPORT_KINDS.filter((kind) => !KIND_RULES[kind].ofCycle)
  tt.ok(kinds.length >= 8)
  for (const kind of kinds) {
    const csv = await hr.request('GET', `/v1/imports/templates/${kind}`)
    tt.equal(csv.status, 200)
    tt.match(csv.headers['content-type'], /^text\/csv/)
    tt.equal(csv.headers['content-disposition'], `attachment; filename="kompeten-${kind}.csv"`)
    tt.match(csv.text, /^# \w+: /)
    tt.notMatch(
      csv.text
        .split('\n')
        .filter((line) => line.startsWith('#'))
        .join('\n'),
      /[,;"]/,
      'no delimiter in a remark',
    )
    const first = await imported(hr, kind, csv.bytes, CSV)
    tt.same([first.state, first.inserted, first.refused], ['succeeded', 1, 0], kind)
    const workbook = await hr.request('GET', `/v1/imports/templates/${kind}?format=xlsx`)
    const second = await imported(hr, kind, workbook.bytes, XLSX)
    tt.same([second.state, second.unchanged, second.refused], ['succeeded', 1, 0], `${kind} as a workbook`)
  }
  const english = await hr.request('GET', '/v1/imports/templates/units', { headers: { 'accept-language': 'en' } })
  tt.match(english.text, /# code: key/)
  const { body } = await hr.get('/v1/imports/templates/units?format=pdf')
  tt.equal(body.code, 'request.invalid')
  tt.equal((await hr.get('/v1/imports/templates/units', { accept: 'application/pdf' })).status, 406)
})

void t.test('refused lines come as a file, and mended go in', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('SENDBACK')
  const file =
    'nip,nama,golongan\n199001152015032001,=HYPERLINK(1),IIIc\n19900115201503200,"Kurang, satu",III/c\n199001152015032003,Utuh,III/c\n'
  const first = await imported(hr, 'employees', file)
  tt.same([first.inserted, first.refused], [1, 2])
  const refused = await hr.request('GET', `/v1/imports/${String(first.id)}/refused-lines`, {
    headers: { 'accept-language': 'en' },
  })
  const [headings, one, two] = refused.text.split('\n')
  tt.equal(headings, '_baris,_kesalahan,nip,name,grade')
  tt.match(one, /^2,grade: .*,199001152015032001,'=HYPERLINK\(1\),IIIc$/, 'no formula')
  tt.match(two, /^3,nip: .*"Kurang, satu",III\/c$/)
  const mended = refused.text.replace('IIIc', 'III/c').replace('19900115201503200,', '199001152015032002,')
  const second = await imported(hr, 'employees', mended)
  tt.same([second.inserted, second.refused], [2, 0])
  const [formula] = (await hr.get('/v1/employees?nip=199001152015032001')).body.items
  tt.equal(formula.name, '=HYPERLINK(1)', 'the quote before it is not part of it')
  tt.equal((await hr.get('/v1/imports/01980a5e-7c1b-7000-8000-000000000001/refused-lines')).status, 404)

  const later = (days: number): Date => new Date(Date.parse('2026-06-15T03:00:00Z') + days * 86_400_000)
  tt.equal(await forgetReports(app, later(89)), 0)
  tt.equal(await forgetReports(app, later(91)), 2, 'lines of files are not kept for ever')
  tt.same((await hr.get(`/v1/imports/${String(first.id)}`)).body.refused, 2, 'how many they were is')

  const many = ['nip,nama', ...Array.from({ length: 5_003 }, (_, index) => `${String(index)},x`)]
  const large = await imported(hr, 'employees', many.join('\n'))
  const part = await hr.request('GET', `/v1/imports/${String(large.id)}/refused-lines`)
  const [, next] = /<(.+)>; rel="next"/.exec(String(part.headers.link)) ?? []
  const rest = await hr.request('GET', next ?? '')
  tt.same([part.text.split('\n').length, rest.text.split('\n').length, rest.headers.link], [5_002, 5, undefined])
})

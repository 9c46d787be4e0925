/** Files of the organisation: in any order, twice without harm, tried without effect, clear about each line. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { writeXlsxStream } from 'hucre/xlsx'
import t from 'tap'
import { readCsv } from '../../src/jobs/reader/csv.ts'
import { testApp, type Caller } from '../support/app.ts'
import { CSV, faultsOf, imported, NDJSON, XLSX } from '../support/imports.ts'

const counts = ({ inserted, updated, unchanged, refused }: Record<string, number>) => ({
  inserted,
  updated,
  unchanged,
  refused,
})
const all = async (hr: Caller, path: string) => (await hr.get(`${path}limit=200`)).body.items

const UNITS = `﻿Kode;Nama Unit;Kode Induk\r
SEKSI-A;Seksi A;KEC\r
KEC;Kecamatan;\r
SUB-A1;"Sub ""A1""
dua baris";SEKSI-A\r
`

const xlsx = async (headings: string[], rows: (string | number)[][]): Promise<Buffer> => {
  const columns = headings.map((header) => ({ header }))
  return buffer(Readable.fromWeb(writeXlsxStream(rows, { name: 'Data', columns }) as never))
}

void t.test('units and positions', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('UNIT')
  const first = await imported(hr, 'units', UNITS)
  tt.same([first.state, counts(first)], ['succeeded', { inserted: 3, updated: 0, unchanged: 0, refused: 0 }])
  tt.same(first.columns, ['code', 'name', 'parentCode'])
  const units = await all(hr, '/v1/units?')
  const byCode = Object.fromEntries(units.map((unit: { code: string }) => [unit.code, unit]))
  tt.equal(
    byCode['SUB-A1'].path,
    `${String(byCode.KEC.id)}/${String(byCode['SEKSI-A'].id)}/${String(byCode['SUB-A1'].id)}/`,
  )
  tt.equal(byCode['SUB-A1'].name, 'Sub "A1"\ndua baris')
  const again = await imported(hr, 'units', gzipSync(UNITS))
  tt.same([again.compressed, counts(again)], [true, { inserted: 0, updated: 0, unchanged: 3, refused: 0 }])

  await tt.test('a move takes along what the file does not name', async (t2) => {
    await imported(hr, 'units', 'code,name,parentCode\nBARU,Baru,KEC\n')
    const moved = await imported(hr, 'units&changes=true', 'code,parentCode\nSEKSI-A,BARU\n')
    t2.same(counts(moved), { inserted: 0, updated: 1, unchanged: 0, refused: 0 })
    const [sub] = (await hr.get('/v1/units?code=SUB-A1')).body.items
    t2.equal(sub.path.split('/').length, 5, 'four levels and the end')
    const { items } = (await hr.get(`/v1/imports/${String(moved.id)}/changes`)).body
    t2.same([items.length, items[0].change, items[0].key], [1, 'updated', { code: 'SEKSI-A' }])
    t2.ok(items[0].before.path && !('name' in items[0].before), 'only what differs')
  })

  await tt.test('circles and orphans are told with the path, and what hangs below them', async (t2) => {
    const circle = await imported(
      hr,
      'units',
      'code;name;parentCode\nX;X;Y\nY;Y;Z\nZ;Z;X\nW;W;TIDAK-ADA\nV;V;W\nU;U;KEC\n',
    )
    t2.same(await faultsOf(hr, circle.id), [
      [2, 'parentCode', 'import.unitCircle'],
      [3, 'parentCode', 'import.unitCircle'],
      [4, 'parentCode', 'import.unitCircle'],
      [5, 'parentCode', 'import.unitOrphaned'],
      [6, 'parentCode', 'import.unitOrphaned'],
    ])
    t2.equal(circle.inserted, 1)
    const { items } = (await hr.get(`/v1/imports/${String(circle.id)}/refusals`, { 'accept-language': 'en' })).body
    t2.match(items[4].faults[0].message, /V → W → TIDAK-ADA/)
    t2.match(items[0].cells, { code: 'X', parentCode: 'Y' })
  })

  await tt.test('positions: one leader per unit, and the leadership passes within one file', async (t2) => {
    const made = await imported(
      hr,
      'positions',
      'kode,jabatan,kelas jabatan,kode unit,pimpinan unit\nP1,Camat,Administrator,KEC,ya\nP2,Sekretaris,PENGAWAS,KEC,tidak\nP3,Lurah,Pengawas,KEC,ya\nP4,Staf,raja,KEC,\nP5,Staf,PELAKSANA,NIHIL,\n',
    )
    t2.same(await faultsOf(hr, made.id), [
      [2, 'leadsUnit', 'position.unitHasLeader'],
      [4, 'leadsUnit', 'position.unitHasLeader'],
      [5, 'class', 'notAllowed'],
      [6, 'unitCode', 'import.unitUnknown'],
    ])
    await imported(hr, 'positions', 'code,title,class,unitCode,leadsUnit\nP1,Camat,ADMINISTRATOR,KEC,ya\n')
    const passed = await imported(hr, 'positions', 'code,leadsUnit\nP2,ya\nP1,tidak\n')
    t2.same(counts(passed), { inserted: 0, updated: 2, unchanged: 0, refused: 0 })
  })

  await tt.test('missing=deactivate has a guard', async (t2) => {
    const guarded = await imported(hr, 'units&missing=deactivate', 'code\nKEC\n')
    t2.same([guarded.state, guarded.problem.code], ['failed', 'import.tooManyMissing'])
    const dry = await imported(hr, 'units&missing=deactivate&maxMissingPercent=100&dryRun=true', 'code\nKEC\n')
    const real = await imported(hr, 'units&missing=deactivate&maxMissingPercent=100', 'code\nKEC\n')
    t2.ok(real.deactivated >= 4)
    t2.equal(dry.deactivated, real.deactivated, 'a dry run tells the same')
    t2.equal((await all(hr, '/v1/units?')).filter((unit: { active: boolean }) => unit.active).length, 1)
    const refused = await imported(hr, 'units&missing=deactivate&maxMissingPercent=100', 'code,name\n!,x\n')
    t2.same([refused.deactivated, refused.refused], [0, 1], 'a file with refused lines is not full')
  })
})

const PEOPLE = `nip,nama,golongan,agama
199001152015032001,Satu,III/c,x
199001152015032002,Dua,III/c,x
199001152024211003,Tiga,IX,x
`

interface Spectrum {
  readonly name: string
  readonly csv_b64: string
  readonly rows: Record<string, string>[]
}

void t.test('csv-spectrum: every cell as its author meant it', async (tt) => {
  const path = new URL('../corpora/csv-spectrum.json', import.meta.url)
  const corpus = JSON.parse(readFileSync(path, 'utf8')) as Spectrum[]
  tt.ok(corpus.length >= 11, `saw ${String(corpus.length)}`)
  for (const { name, csv_b64, rows } of corpus) {
    const { headings, lines } = await readCsv(Readable.from([Buffer.from(csv_b64, 'base64')]))
    const read: Record<string, string>[] = []
    for await (const batch of lines)
      for (const { cells } of batch)
        read.push(Object.fromEntries(cells.map((cell, index) => [headings?.[index] ?? '', cell ?? ''])))
    // The corpus lost the carriage returns of its files, but not those of its expectations.
    const expected = rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell.replaceAll('\r', '')])),
    )
    tt.same(read, expected, name)
  }
})

void t.test('text without quotes is read as the library reads it', async (tt) => {
  const text = fc.array(fc.constantFrom('a', 'é', ' ', ';', '\n', '\r\n', '\r'), { maxLength: 60 })
  const cuts = fc.array(fc.nat(40), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(text, cuts, async (signs, at) => {
      const bytes = Buffer.from(`k;l\n${signs.join('')}`)
      const places = [0, ...at.map((place) => Math.min(place, bytes.length)).sort((x, y) => x - y), bytes.length]
      const chunks = places.slice(1).map((place, index) => bytes.subarray(places[index], place))
      const { lines } = await readCsv(Readable.from(chunks.filter(({ length }) => length > 0)))
      const read: [number, readonly unknown[]][] = []
      for await (const batch of lines) for (const { line, cells } of batch) read.push([line, cells])
      const options = { delimiter: ';', record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true }
      const expected = parse(bytes.toString(), options).map((cells, index): [number, string[]] => [index + 1, cells])
      tt.strictSame(
        read,
        expected.slice(1).filter(([, cells]) => cells.some((cell) => cell.trim() !== '')),
      )
    }),
    { numRuns: 300 },
  )
})

void t.test('employees', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('EMP')
  const dry = await imported(hr, 'employees&dryRun=true&changes=true', PEOPLE)
  tt.same([dry.state, counts(dry)], ['succeeded', { inserted: 3, updated: 0, unchanged: 0, refused: 0 }])
  tt.equal((await hr.get(`/v1/imports/${String(dry.id)}/changes`)).body.items.length, 3)
  tt.same(await all(hr, '/v1/employees?'), [], 'tried without effect')
  tt.same(dry.ignored, ['agama'])
  const real = await imported(hr, 'employees', PEOPLE)
  tt.same(counts(real), counts(dry))
  const people = await all(hr, '/v1/employees?')
  tt.same(people.map((one: { employmentKind: string }) => one.employmentKind).sort(), ['PNS', 'PNS', 'PPPK'])
  const version = people[0].version

  await tt.test('absent leaves, empty clears, equal changes nothing', async (t2) => {
    const again = await imported(hr, 'employees', PEOPLE)
    t2.same(counts(again), { inserted: 0, updated: 0, unchanged: 3, refused: 0 })
    t2.equal((await all(hr, '/v1/employees?'))[0].version, version)
    const partly = await imported(hr, 'employees', 'nip;golongan\n199001152015032001;\n')
    t2.same(counts(partly), { inserted: 0, updated: 1, unchanged: 0, refused: 0 })
    const [one] = (await hr.get('/v1/employees?nip=199001152015032001')).body.items
    t2.same([one.name, one.grade], ['Satu', null])
    const lines = '{"nip":"199001152015032001","grade":"III/d"}\n{"nip":"199001152015032002","name":"Dua Baru"}\n'
    const masked = await imported(hr, 'employees', lines, NDJSON)
    t2.same(counts(masked), { inserted: 0, updated: 2, unchanged: 0, refused: 0 })
    const [two] = (await hr.get('/v1/employees?nip=199001152015032002')).body.items
    t2.same([two.name, two.grade], ['Dua Baru', 'III/c'])
  })

  await tt.test('each fault by line and column; partial takes the rest, atomic nothing', async (t2) => {
    const bad = `nip,nama,golongan
199001152015032009,Sembilan,III/c
19900115201503201,Kurang,III/c
199001152015032011,,III/z
199001152015032012,Kembar,
199001152015032012,Kembar,
199001152015032013,Lima
`
    const expected = [
      [3, 'nip', 'format'],
      [4, 'name', 'required'],
      [4, 'grade', 'format'],
      [5, 'nip', 'import.keyRepeated'],
      [6, 'nip', 'import.keyRepeated'],
      [7, '', 'import.lineRagged'],
    ]
    const atomic = await imported(hr, 'employees&mode=atomic', bad)
    t2.same([atomic.state, counts(atomic)], ['succeeded', { inserted: 0, updated: 0, unchanged: 0, refused: 5 }])
    t2.same(await faultsOf(hr, atomic.id), expected)
    const partial = await imported(hr, 'employees&mode=partial', bad)
    t2.same(counts(partial), { inserted: 1, updated: 0, unchanged: 0, refused: 5 })
    t2.same(await faultsOf(hr, partial.id), expected)
    const lacking = await imported(hr, 'employees', 'nip,golongan\n199001152015032099,III/c\n')
    t2.same(await faultsOf(hr, lacking.id), [[2, 'name', 'required']], 'new, and without a name')
  })

  await tt.test('a workbook, with a number that lost its digits', async (t2) => {
    const rows = [
      ['199001152015032021', 'Dari XLSX', 'III/a'],
      [1.9900115201503203e17, 'Hilang', 'III/a'],
    ]
    const sent = await imported(hr, 'employees', await xlsx(['NIP', 'Nama', 'Golongan'], rows), XLSX)
    t2.equal(sent.inserted, 1)
    t2.same(await faultsOf(hr, sent.id), [[3, 'nip', 'import.numberImprecise']])
  })

  await tt.test('files that cannot be taken say why, and leave nothing', async (t2) => {
    const before = (await all(hr, '/v1/employees?')).length
    const cases: [string, string | Buffer, Record<string, string>, string][] = [
      ['unknown columns', 'nip,nama,Warna\n199001152015032031,A,b\n', CSV, 'import.columnsUnknown'],
      ['no key', 'nama\nA\n', CSV, 'import.columnsMissing'],
      ['a column twice', 'nip,nama,name\n1,2,3\n', CSV, 'import.columnRepeated'],
      ['HTML', '<!DOCTYPE html><html></html>', CSV, 'import.formatMismatch'],
      ['a workbook called CSV', await xlsx(['nip'], [['1']]), CSV, 'import.formatMismatch'],
      ['UTF-16', Buffer.from('\ufeffnip,nama\n', 'utf16le'), CSV, 'import.encodingUnsupported'],
      ['Latin-1', Buffer.from('nip,nama\n199001152015032031,Ren\u00e9\n', 'latin1'), CSV, 'import.encodingUnsupported'],
      ['a gzip cut off', gzipSync(PEOPLE.repeat(500)).subarray(0, 150), CSV, 'import.fileTruncated'],
      ['quotes', 'nip,nama\n"199,a\n', CSV, 'import.csvMalformed'],
      ['a line without end', `nip,nama\n1,${'x'.repeat(3_000_000)}`, CSV, 'import.lineTooLong'],
      ['nothing but blanks', '\n\n', CSV, 'import.fileEmpty'],
      ['a damaged workbook', Buffer.from('PK\u0003\u0004 not a zip'), XLSX, 'import.workbookDamaged'],
      ['text called a workbook', 'nip\n', XLSX, 'import.formatMismatch'],
      [
        'a bomb',
        gzipSync(Buffer.concat([Buffer.from('nip,nama\n1,'), Buffer.alloc(60_000_000, 120)])),
        CSV,
        'import.lineTooLong',
      ],
    ]
    for (const [name, file, headers, code] of cases) {
      const { state, problem } = await imported(hr, 'employees', file, headers)
      t2.same([state, problem?.code], ['failed', code], name)
    }
    const empty = await hr.request('POST', '/v1/imports?kind=employees', { body: '', headers: CSV })
    t2.same([empty.status, empty.body.code], [422, 'import.fileEmpty'])
    t2.equal((await all(hr, '/v1/employees?')).length, before)
    t2.equal((await hr.request('POST', '/v1/imports?kind=employees', { body: {} })).status, 415)
  })

  await tt.test('the same key gives the same import; another file under it is refused', async (t2) => {
    const headers = { ...CSV, 'idempotency-key': 'nightly' }
    const one = await hr.request('POST', '/v1/imports?kind=employees', { body: PEOPLE, headers })
    const two = await hr.request('POST', '/v1/imports?kind=employees', { body: PEOPLE, headers })
    t2.same([two.status, two.body.id, two.headers['idempotency-replayed']], [202, one.body.id, 'true'])
    const other = await hr.request('POST', '/v1/imports?kind=employees', { body: `${PEOPLE}\n`, headers })
    t2.equal(other.status, 422)
  })

  await tt.test('a cancelled import leaves nothing', async (t2) => {
    const many = ['nip,nama']
    for (let i = 0; i < 200_000; i++) many.push(`200001012020${String(i).padStart(6, '0')},Nama ${String(i)}`)
    // At various moments: a line that is cut in the middle is no reason to try again.
    for (const moment of [30, 120, 200, 300, 450]) {
      const { body } = await hr.request('POST', '/v1/imports?kind=employees', { body: many.join('\n'), headers: CSV })
      await sleep(moment)
      const cancelled = await hr.post(`/v1/jobs/${String(body.id)}/cancellation`)
      t2.equal(cancelled.status, 202)
      const asked = Date.now()
      let state = ''
      while (!['cancelled', 'succeeded', 'failed'].includes(state)) {
        await sleep(20)
        state = (await hr.get(`/v1/jobs/${String(body.id)}`)).body.state
      }
      t2.equal(state, 'cancelled')
      t2.ok(Date.now() - asked < 3_000, `over ${String(Date.now() - asked)} ms later`)
      t2.equal((await hr.post(`/v1/jobs/${String(body.id)}/cancellation`)).body.code, 'job.notCancellable')
    }
    const { rows } = await app.pools.owner.query(
      "select count(*)::int as n from employees where nip like '200001012020%'",
    )
    t2.equal(rows[0].n, 0)
  })
})

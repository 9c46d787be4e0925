/** A city: 200 units, 23,000 employees with their superiors, as CSV, NDJSON and XLSX, in and out and in again. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { writeXlsxStream } from 'hucre/xlsx'
import t from 'tap'
import { testApp } from '../support/app.ts'
import { exported } from '../support/exports.ts'
import { CSV, imported, NDJSON, XLSX } from '../support/imports.ts'

const UNITS = 200
const PEOPLE = 23_000

const unitCode = (unit: number): string => `UNIT-${String(unit)}`
/** Leaders first, one per unit; the others belong to units in turn. */
const nip = (person: number): string => `199001152015${String(person).padStart(6, '0')}`
const unitOf = (person: number): number => person % UNITS

interface Line {
  readonly nip: string
  readonly name: string
  readonly positionCode: string
  readonly startsOn: string
  readonly supervisorNip: string
}

const people: readonly Line[] = Array.from({ length: PEOPLE }, (_, person) => ({
  nip: nip(person),
  name: `Contoh Pegawai ${String(person)}`,
  positionCode: `${person < UNITS ? 'LEADER' : 'STAFF'}-${String(unitOf(person))}`,
  startsOn: '2025-01-01',
  supervisorNip: person === 0 ? '' : nip(person < UNITS ? Math.floor((person - 1) / 4) : unitOf(person)),
})).reverse()

const csv = (headings: readonly string[], lines: readonly (readonly string[])[]): string =>
  [headings, ...lines].map((cells) => cells.join(';')).join('\n')

void t.test('a city in three formats', async (tt) => {
  tt.equal(new Set(people.map((person) => person.nip)).size, PEOPLE)
  const app = await testApp(tt)
  const { hr } = await app.institution('KOTA')
  const numbers = Array.from({ length: UNITS }, (_, unit) => unit)
  const parents = numbers.map((unit) => [
    unitCode(unit),
    `Unit ${String(unit)}`,
    unit === 0 ? '' : unitCode(Math.floor((unit - 1) / 4)),
  ])
  const units = await imported(hr, 'units', csv(['kode', 'nama', 'kodeInduk'], parents.reverse()))
  tt.same([units.inserted, units.refused], [UNITS, 0])
  const posts = numbers.flatMap((unit) => [
    [`LEADER-${String(unit)}`, 'Kepala', 'PENGAWAS', unitCode(unit), 'ya'],
    [`STAFF-${String(unit)}`, 'Staf', 'PELAKSANA', unitCode(unit), 'tidak'],
  ])
  const positions = await imported(hr, 'positions', csv(['code', 'title', 'class', 'unitCode', 'leadsUnit'], posts))
  tt.equal(positions.inserted, UNITS * 2)

  const headings = ['nip', 'name', 'positionCode', 'startsOn', 'supervisorNip'] as const
  const cells = people.map((person) => headings.map((heading) => person[heading]))
  const first = await imported(hr, 'employees', gzipSync(csv(headings, cells)), CSV)
  tt.same([first.inserted, first.placed, first.refused], [PEOPLE, PEOPLE, 0], 'CSV, superiors after those they lead')
  const lines = people.map((person) => JSON.stringify(person)).join('\n')
  const second = await imported(hr, 'employees', lines, NDJSON)
  tt.same([second.unchanged, second.placed, second.refused], [PEOPLE, 0, 0], 'NDJSON, the same')
  const columns = headings.map((header) => ({ header }))
  const workbook = await buffer(Readable.fromWeb(writeXlsxStream(cells, { name: 'Data', columns }) as never))
  const third = await imported(hr, 'employees', workbook, XLSX)
  tt.same([third.unchanged, third.placed, third.refused], [PEOPLE, 0, 0], 'XLSX, the same')

  const { rows } = await app.pools.owner.query(
    `select count(*)::int as n from assignments a join employees v on v.institution_id = a.institution_id and v.id = a.supervisor_id`,
  )
  tt.equal(rows[0].n, PEOPLE - 1, 'everybody but the head has a superior')
  for (const [kind, expected] of [
    ['employees', PEOPLE],
    ['assignments', PEOPLE],
  ] as const) {
    const { row, file } = await exported(hr, { kind, format: 'xlsx' })
    const back = await imported(hr, kind, file.bytes, XLSX)
    tt.same([row.rows, back.unchanged, back.refused], [expected, expected, 0], `${kind} out and in again`)
  }
})

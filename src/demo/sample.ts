/** Kecamatan Medan Amplas as a sample: real structure (rules.md §8), invented people, every one of them marked as sample. */
import type { PositionClass } from '../domain/organisation/positions.ts'

export interface SampleUnit {
  readonly code: string
  readonly name: string
  readonly parent: string | null
}
export interface SamplePosition {
  readonly code: string
  readonly unit: string
  readonly title: string
  readonly class: PositionClass
  readonly leadsUnit: boolean
  readonly holders: number
  readonly grade: string
}
export interface SamplePerson {
  readonly nip: string
  readonly name: string
  readonly employmentKind: 'PNS' | 'PPPK'
  readonly grade: string
  readonly position: string
}

const KELURAHAN = [
  'Amplas',
  'Sitirejo II',
  'Sitirejo III',
  'Harjosari I',
  'Harjosari II',
  'Timbang Deli',
  'Bangun Mulia',
]
const SEKSI = ['Tata Pemerintahan', 'Ketenteraman dan Ketertiban', 'Pemberdayaan Masyarakat', 'Pelayanan Umum']

const codeOf = (name: string): string => name.toUpperCase().replaceAll(' ', '-')

export const UNITS: readonly SampleUnit[] = [
  { code: 'SETDA', name: 'Sekretariat Daerah (contoh)', parent: null },
  { code: 'KEC-AMPLAS', name: 'Kecamatan Medan Amplas', parent: 'SETDA' },
  { code: 'SEKRETARIAT', name: 'Sekretariat Kecamatan', parent: 'KEC-AMPLAS' },
  ...SEKSI.map((name) => ({ code: `SEKSI-${codeOf(name)}`, name: `Seksi ${name}`, parent: 'KEC-AMPLAS' })),
  ...KELURAHAN.map((name) => ({ code: `KEL-${codeOf(name)}`, name: `Kelurahan ${name}`, parent: 'KEC-AMPLAS' })),
]

const position = (
  unit: string,
  suffix: string,
  title: string,
  positionClass: PositionClass,
  grade: string,
  holders = 1,
  leadsUnit = false,
): SamplePosition => ({ code: `${unit}.${suffix}`, unit, title, class: positionClass, leadsUnit, holders, grade })

const kelurahan = (name: string): SamplePosition[] => {
  const unit = `KEL-${codeOf(name)}`
  return [
    position(unit, 'LURAH', `Lurah ${name}`, 'PENGAWAS', 'III/d', 1, true),
    position(unit, 'SEKLUR', `Sekretaris Lurah ${name}`, 'PENGAWAS', 'III/c'),
    position(unit, 'KASI', `Kepala Seksi Kelurahan ${name}`, 'PENGAWAS', 'III/b', 3),
    position(unit, 'ARSIPARIS', 'Arsiparis Ahli Pertama', 'AHLI_PERTAMA', 'III/a'),
    position(unit, 'PRANATA', 'Pranata Komputer Terampil', 'TERAMPIL', 'II/c'),
    position(unit, 'PELAKSANA', 'Pengadministrasi Umum', 'PELAKSANA', 'II/b', 4),
  ]
}

export const POSITIONS: readonly SamplePosition[] = [
  position('SETDA', 'SEKDA', 'Sekretaris Daerah (contoh)', 'JPT_PRATAMA', 'IV/c', 1, true),
  position('KEC-AMPLAS', 'CAMAT', 'Camat Medan Amplas', 'ADMINISTRATOR', 'IV/a', 1, true),
  position('SEKRETARIAT', 'SEKCAM', 'Sekretaris Kecamatan', 'ADMINISTRATOR', 'III/d', 1, true),
  position('SEKRETARIAT', 'KASUBAG', 'Kepala Subbagian', 'PENGAWAS', 'III/c', 2),
  position('SEKRETARIAT', 'PERENCANA', 'Perencana Ahli Muda', 'AHLI_MUDA', 'III/c'),
  position('SEKRETARIAT', 'PELAKSANA', 'Pengelola Keuangan', 'PELAKSANA', 'II/d', 6),
  ...SEKSI.flatMap((name) => {
    const unit = `SEKSI-${codeOf(name)}`
    return [
      position(unit, 'KASI', `Kepala Seksi ${name}`, 'PENGAWAS', 'III/c', 1, true),
      position(unit, 'PELAKSANA', `Pengadministrasi ${name}`, 'PELAKSANA', 'II/c', 4),
    ]
  }),
  ...KELURAHAN.flatMap(kelurahan),
]

const FIRST = ['Adi', 'Budi', 'Citra', 'Dewi', 'Eka', 'Fitri', 'Gilang', 'Hesti', 'Indra', 'Joko', 'Kartika', 'Lestari']
const LAST = ['Siregar', 'Harahap', 'Nasution', 'Lubis', 'Sitorus', 'Ginting', 'Tarigan', 'Saragih', 'Hutabarat']

/** Structurally valid numbers of nobody: births in 1970 to 1995, every seventh holder a PPPK. */
const numberOf = (index: number, isPppk: boolean): string => {
  const born = `${String(1970 + (index % 26))}${String(1 + (index % 12)).padStart(2, '0')}${String(1 + (index % 28)).padStart(2, '0')}`
  const entry = isPppk
    ? `202321${String(1 + (index % 2))}`
    : `20${String(10 + (index % 10))}03${String(1 + (index % 2))}`
  return `${born}${entry}${String(index + 1).padStart(3, '0')}`
}

export const PEOPLE: readonly SamplePerson[] = POSITIONS.flatMap((held) =>
  Array.from({ length: held.holders }, () => held),
).map((held, index) => {
  const isPppk = held.class === 'PELAKSANA' && index % 7 === 0
  return {
    nip: numberOf(index, isPppk),
    name: `${FIRST[index % FIRST.length] ?? ''} ${LAST[index % LAST.length] ?? ''} (contoh ${String(index + 1)})`,
    employmentKind: isPppk ? 'PPPK' : 'PNS',
    grade: isPppk ? 'V' : held.grade,
    position: held.code,
  }
})

/** Who the ready tokens stand for, by the code of the position. */
export const ROLE_HOLDERS: Readonly<Record<string, string>> = {
  employee: 'SEKSI-PELAYANAN-UMUM.PELAKSANA',
  supervisor: 'SEKSI-PELAYANAN-UMUM.KASI',
  superior: 'KEC-AMPLAS.CAMAT',
  unit_leader: 'KEL-AMPLAS.LURAH',
}

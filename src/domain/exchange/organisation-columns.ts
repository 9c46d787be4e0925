/** Columns of files about the organisation. Headings of SIASN as in rules.md §6; those an appraisal does not need are dropped. */
import { EMPLOYMENT_KINDS } from '../organisation/employees.ts'
import { POSITION_CLASSES } from '../organisation/positions.ts'
import { NOT_STORED } from '../organisation/siasn.ts'
import { REPLACED_ONLY, type Column } from './cells.ts'

const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/
const SIASN_ID = /^[A-Za-z0-9-]{1,42}$/

export const NIP: Column = {
  field: 'nip',
  headings: ['nipBaru', 'nipPegawai', 'NIP/NI PPPK', 'NIPPPK', 'nomorIndukPegawai', 'employeeNumber'],
  type: 'pattern',
  need: 'key',
  pattern: /^\d{18}$/,
  example: '199001152015032001',
}

const code = (field: string, headings: readonly string[], need: Column['need'], example: string): Column => ({
  field,
  headings,
  type: 'pattern',
  need,
  pattern: CODE,
  maxLength: 60,
  example,
})

export const UNIT_CODE = code('unitCode', ['kodeUnit', 'kodeUnor'], 'new', 'SEKSI-UMUM')
const UNIT_SIASN_ID: Column = {
  field: 'unitSiasnId',
  headings: ['unorId'],
  type: 'pattern',
  need: 'optional',
  pattern: SIASN_ID,
  maxLength: 42,
  example: '',
}

const siasnId = (headings: readonly string[]): Column => ({
  field: 'siasnId',
  headings: ['idSiasn', ...headings],
  type: 'pattern',
  need: 'optional',
  pattern: SIASN_ID,
  maxLength: 42,
  example: '',
})

const ACTIVE: Column = {
  field: 'active',
  headings: ['aktif', 'status'],
  type: 'flag',
  need: 'optional',
  empty: 'true',
  example: 'ya',
}

export const UNIT_COLUMNS: readonly Column[] = [
  code('code', ['kode', 'kodeUnit', 'kodeUnor', 'unitCode'], 'key', 'SEKSI-UMUM'),
  {
    field: 'name',
    headings: ['nama', 'namaUnit', 'namaUnor', 'unitName'],
    type: 'text',
    need: 'new',
    empty: REPLACED_ONLY,
    example: 'Seksi Pelayanan Umum',
  },
  code('parentCode', ['kodeInduk', 'unitInduk', 'kodeUnitInduk', 'kodeAtasan', 'parent'], 'optional', ''),
  { ...siasnId([]), field: 'parentSiasnId', headings: ['diatasanId', 'unorIndukId'] },
  siasnId(['id', 'unorId']),
  ACTIVE,
]

export const POSITION_COLUMNS: readonly Column[] = [
  code('code', ['kode', 'kodeJabatan', 'positionCode'], 'key', 'KASI-UMUM'),
  {
    field: 'title',
    headings: ['jabatan', 'namaJabatan', 'jabatanNama', 'positionTitle', 'name'],
    type: 'text',
    need: 'new',
    empty: REPLACED_ONLY,
    example: 'Kepala Seksi Pelayanan Umum',
  },
  {
    field: 'class',
    headings: ['kelasJabatan', 'jenjang', 'golonganJabatan', 'positionClass'],
    type: 'choice',
    need: 'new',
    empty: REPLACED_ONLY,
    choices: Object.fromEntries(POSITION_CLASSES.map((name) => [name, []])),
    example: 'PENGAWAS',
  },
  { ...UNIT_CODE, need: 'optional' },
  UNIT_SIASN_ID,
  {
    field: 'leadsUnit',
    headings: ['pimpinanUnit', 'memimpinUnit', 'kepalaUnit', 'unitLeader'],
    type: 'flag',
    need: 'optional',
    empty: 'false',
    example: 'ya',
  },
  ACTIVE,
]

export const POSITION_CODE = code('positionCode', ['kodeJabatan'], 'key', 'KASI-UMUM')

export const ASSIGNMENT_COLUMNS: readonly Column[] = [
  NIP,
  POSITION_CODE,
  {
    field: 'kind',
    headings: ['jenisPenugasan', 'jenisPenugasanId', 'assignmentKind'],
    type: 'choice',
    need: 'key',
    empty: 'DEFINITIF',
    choices: { DEFINITIF: ['D', 'definitive'], PLT: ['pelaksanaTugas', 'acting'], PLH: ['pelaksanaHarian'] },
    example: 'DEFINITIF',
  },
  {
    field: 'startsOn',
    headings: ['mulai', 'tanggalMulai', 'tmt', 'tmtJabatan', 'startDate', 'from'],
    type: 'day',
    need: 'key',
    example: '2026-01-01',
  },
  {
    field: 'endsOn',
    headings: ['selesai', 'tanggalSelesai', 'endDate', 'to'],
    type: 'day',
    need: 'optional',
    example: '',
  },
  {
    ...NIP,
    field: 'supervisorNip',
    headings: ['nipAtasan', 'nipPejabatPenilai', 'penilaiNipNrp', 'penilaiNip', 'supervisor'],
    need: 'optional',
    example: '',
  },
]

export const EMPLOYEE_COLUMNS: readonly Column[] = [
  NIP,
  {
    field: 'name',
    headings: ['nama', 'namaPegawai', 'namaLengkap', 'fullName'],
    type: 'text',
    need: 'new',
    empty: REPLACED_ONLY,
    example: 'Contoh Pegawai',
  },
  {
    field: 'employmentKind',
    headings: ['jenisKepegawaian', 'statusPegawai', 'statusKepegawaian', 'jenisAsn'],
    type: 'choice',
    need: 'optional',
    empty: REPLACED_ONLY,
    choices: Object.fromEntries(
      EMPLOYMENT_KINDS.map((kind) => [kind, kind === 'PNS' ? ['CPNS', 'Pegawai Negeri Sipil'] : ['P3K']]),
    ),
    example: 'PNS',
  },
  {
    field: 'grade',
    headings: ['golongan', 'golonganRuang', 'golRuangAkhir', 'pangkatGolongan'],
    type: 'pattern',
    need: 'optional',
    pattern: /^[IVX]+(\/[a-e])?$/,
    maxLength: 8,
    example: 'III/c',
  },
  siasnId(['id', 'pnsId', 'idPns', 'pnsOrangId']),
  {
    field: 'officialEmail',
    // SIASN's `email` is the private one.
    headings: ['emailGov', 'emailDinas', 'surelDinas'],
    type: 'pattern',
    need: 'optional',
    pattern: /^[^@\s]{1,64}@[^@\s]{1,189}$/,
    maxLength: 254,
    example: '',
  },
  ACTIVE,
  {
    field: 'sample',
    headings: ['contoh'],
    type: 'flag',
    need: 'optional',
    empty: 'false',
    example: 'ya',
  },
  // A placement may stand beside the person: the same columns as in a file of its own.
  ...ASSIGNMENT_COLUMNS.filter(({ field }) => field !== NIP.field).map((column): Column => ({
    ...column,
    need: 'optional',
    example: '',
  })),
]

/** Members of SIASN's answers that are taken for what they are, and dropped. */
export const DROPPED: readonly string[] = [
  ...NOT_STORED,
  ...['nipLama', 'gelarDepan', 'gelarBelakang', 'tempatLahir', 'tempatLahirId', 'tglLahir', 'email', 'nik'],
  ...['alamat', 'noHp', 'noTelp', 'jenisPegawaiId', 'jenisPegawaiNama', 'mkTahun', 'mkBulan', 'kedudukanPnsId'],
  ...['kedudukanPnsNama', 'jenisKelamin', 'tkPendidikanTerakhirId', 'tkPendidikanTerakhir', 'pendidikanTerakhirId'],
  ...['pendidikanTerakhirNama', 'tahunLulus', 'tmtPns', 'tmtPensiun', 'bupPensiun', 'tglSkPns', 'tmtCpns', 'tglSkCpns'],
  ...['instansiIndukId', 'instansiIndukNama', 'satuanKerjaIndukId', 'satuanKerjaIndukNama', 'kanregId', 'kanregNama'],
  ...['instansiKerjaId', 'instansiKerjaNama', 'instansiKerjaKodeCepat', 'satuanKerjaKerjaId', 'satuanKerjaKerjaNama'],
  ...['unorNama', 'unorIndukNama', 'jenisJabatanId', 'jenisJabatan', 'jabatanStrukturalId', 'jabatanStrukturalNama'],
  ...['jabatanFungsionalId', 'jabatanFungsionalNama', 'jabatanFungsionalUmumId', 'jabatanFungsionalUmumNama'],
  ...['lokasiKerjaId', 'lokasiKerja', 'golRuangAwalId', 'golRuangAwal', 'golRuangAkhirId', 'tmtGolAkhir', 'masaKerja'],
  ...['eselon', 'eselonId', 'eselonLevel', 'tmtEselon', 'pangkatAwal', 'pangkatAkhir', 'jabatanAsn', 'kartuAsn'],
  ...['validNik', 'asnJenjangJabatan', 'kode_jenjang_jabatan', 'levelJabatan', 'statusPerkawinan', 'jenisKawinId'],
  ...['statusHidup', 'path', 'genEmailAsn', 'instansiId', 'cepatKode', 'pemimpinPnsId', 'jenisUnorId', 'satuanKerjaId'],
  ...[
    'nomorSk',
    'tanggalSk',
    'tmtPelantikan',
    'jenisMutasiId',
    'subJabatanId',
    'tmtMutasi',
    'indukUnorId',
    'jabatanNama',
  ],
  'tmtJabatan',
]

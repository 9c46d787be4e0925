/** Columns of files about results of work, answers on paper, trainings and satisfaction. */
import { REPLACED_ONLY, type Column } from './cells.ts'
import { NIP, UNIT_CODE } from './organisation-columns.ts'

/** Codes of SIASN and of words alike: 1 is best (rules.md §6.3). */
const EXPECTATION: Column['choices'] = {
  DI_ATAS: ['1', 'di atas ekspektasi', 'diatas ekspektasi', 'above expectation'],
  SESUAI: ['2', 'sesuai ekspektasi', 'as expected', 'meets expectation'],
  DI_BAWAH: ['3', 'di bawah ekspektasi', 'dibawah ekspektasi', 'below expectation'],
}

export const WORK_RESULT_COLUMNS: readonly Column[] = [
  NIP,
  {
    field: 'rating',
    headings: ['hasilKerja', 'hasilKinerjaNilai', 'hasilKinerja', 'ratingHasilKerja', 'workResult'],
    type: 'choice',
    need: 'new',
    empty: REPLACED_ONLY,
    choices: EXPECTATION,
    example: 'SESUAI',
  },
  {
    field: 'figure',
    headings: ['nilaiSkp', 'nilai', 'capaianSkp'],
    type: 'pattern',
    need: 'optional',
    pattern: /^\d{1,3}(\.\d{1,2})?$/,
    maxLength: 6,
    example: '100.00',
  },
  {
    field: 'innovation',
    headings: ['inovasi', 'ideBaru'],
    type: 'flag',
    need: 'optional',
    empty: 'false',
    example: 'tidak',
  },
]

export const FEEDBACK_COLUMNS: readonly Column[] = [
  {
    field: 'requestId',
    headings: ['idPermintaan', 'kodeFormulir', 'feedbackRequestId'],
    type: 'pattern',
    need: 'key',
    pattern: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    maxLength: 36,
    example: '5f0f64f2-5f3e-4b57-9d55-0c8a3a6f9a10',
  },
]

const day = (field: string, headings: readonly string[], need: Column['need'], example: string): Column => ({
  field,
  headings,
  type: 'day',
  need,
  ...(need === 'new' && { empty: REPLACED_ONLY }),
  example,
})

export const TRAINING_COLUMNS: readonly Column[] = [
  {
    field: 'code',
    headings: ['kode', 'kodePelatihan', 'trainingCode'],
    type: 'pattern',
    need: 'key',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/,
    maxLength: 60,
    example: 'KOM-2026-01',
  },
  {
    field: 'name',
    headings: ['nama', 'namaPelatihan', 'namaKursus', 'trainingName'],
    type: 'text',
    need: 'new',
    empty: REPLACED_ONLY,
    example: 'Komunikasi Pelayanan Publik',
  },
  {
    field: 'delivery',
    headings: ['bentuk', 'cara', 'jenis'],
    type: 'choice',
    need: 'new',
    empty: REPLACED_ONLY,
    choices: { KLASIKAL: ['classroom'], NON_KLASIKAL: ['nonklasikal'] },
    example: 'KLASIKAL',
  },
  {
    field: 'siasnTypeId',
    headings: ['jenisDiklatId', 'jenisDiklat'],
    type: 'pattern',
    need: 'optional',
    pattern: /^([1-9]|1\d|2[0-5])$/,
    maxLength: 2,
    example: '3',
  },
  {
    field: 'certificateKind',
    headings: ['jenisKursusSertipikat', 'jenisKursusSertifikat', 'jenisKursusSetifikat'],
    type: 'choice',
    need: 'optional',
    choices: { T: ['teknis'], F: ['fungsional'], P: [] },
    example: 'T',
  },
  {
    field: 'organiser',
    headings: ['penyelenggara', 'institusiPenyelenggara'],
    type: 'text',
    need: 'optional',
    example: 'BKPSDM (contoh)',
  },
  {
    field: 'hours',
    headings: ['jp', 'jumlahJam', 'jamPelajaran'],
    type: 'whole',
    need: 'new',
    empty: REPLACED_ONLY,
    least: 1,
    most: 2_000,
    example: '24',
  },
  day('startsOn', ['mulai', 'tanggalMulai', 'tanggalKursus', 'startDate'], 'new', '2026-03-02'),
  day('endsOn', ['selesai', 'tanggalSelesai', 'tanggalSelesaiKursus', 'endDate'], 'new', '2026-03-04'),
  { field: 'active', headings: ['aktif', 'status'], type: 'flag', need: 'optional', empty: 'true', example: 'ya' },
]

export const ENROLMENT_COLUMNS: readonly Column[] = [
  {
    field: 'trainingCode',
    headings: ['kodePelatihan', 'kode'],
    type: 'pattern',
    need: 'key',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/,
    maxLength: 60,
    example: 'KOM-2026-01',
  },
  NIP,
  {
    field: 'state',
    headings: ['status', 'keadaan', 'hasil'],
    type: 'choice',
    need: 'optional',
    empty: 'ENROLLED',
    choices: {
      ENROLLED: ['terdaftar', 'peserta'],
      COMPLETED: ['lulus', 'selesai', 'hadir'],
      NOT_COMPLETED: ['tidak lulus', 'tidak selesai', 'tidak hadir'],
      WITHDRAWN: ['mundur', 'batal'],
    },
    example: 'COMPLETED',
  },
  {
    field: 'certificateNumber',
    headings: ['nomorSertipikat', 'noSertipikat', 'nomorSertifikat', 'noSertifikat'],
    type: 'text',
    need: 'optional',
    maxLength: 100,
    example: 'CONTOH/001/2026',
  },
]

/** The nine elements of PermenPANRB 14/2017, in its order. */
export const ELEMENT_FIELDS = ['u1', 'u2', 'u3', 'u4', 'u5', 'u6', 'u7', 'u8', 'u9'] as const

export const SURVEY_COLUMNS: readonly Column[] = [
  { ...UNIT_CODE, need: 'key' },
  day('startsOn', ['mulai', 'periodeMulai', 'startDate'], 'key', '2026-01-01'),
  day('endsOn', ['selesai', 'periodeSelesai', 'endDate'], 'new', '2026-06-30'),
  {
    field: 'respondents',
    headings: ['responden', 'jumlahResponden'],
    type: 'whole',
    need: 'new',
    empty: REPLACED_ONLY,
    least: 1,
    most: 1_000_000,
    example: '150',
  },
  ...ELEMENT_FIELDS.map((field, index): Column => ({
    field,
    headings: [`unsur${String(index + 1)}`, `element${String(index + 1)}`],
    type: 'decimal',
    need: 'new',
    empty: REPLACED_ONLY,
    least: 1,
    most: 4,
    example: '3.4',
  })),
]

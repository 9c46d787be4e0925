import Type from 'typebox'
import { CHARTS, REPORT_FORMATS } from '../../domain/development/reports.ts'
import { closed, Code, component, Day, Decimal, Flag, nullable, oneOf, whole, word } from '../common.ts'

const lines = (example: string) => Type.Array(word(example), { maxItems: 200 })

export const Report = component(
  'Report',
  'What a published cycle says of a person or a unit, as its pages and pictures show it.',
  closed({
    language: oneOf(['id', 'en'] as const),
    title: word('Laporan hasil penilaian'),
    institution: word('Pemerintah Kota (contoh)'),
    subject: word('Siti Contoh'),
    lines: lines('Pengelola Pelayanan (contoh)'),
    cycle: word('Semester I 2026 (2026-01-01 – 2026-06-30)'),
    sample: Flag('Synthetic data.'),
    scale: closed({ low: whole(1), high: whole(5) }),
    figures: Type.Array(closed({ label: word('Predikat (perilaku kerja)'), value: word('Baik') }), { maxItems: 60 }),
    competencies: Type.Array(
      closed({
        code: Code,
        name: word('Komunikasi'),
        attained: Decimal,
        required: nullable(Decimal),
        self: nullable(Decimal),
        others: nullable(Decimal),
        gap: nullable(Decimal),
      }),
      { maxItems: 60 },
    ),
    explanation: lines('Komunikasi: dicapai 2.20, dipersyaratkan 3, selisih -0.80.'),
    plan: nullable(
      Type.Array(
        closed({
          title: word('Komunikasi Pelayanan Publik (contoh)'),
          dueOn: Day,
          hours: whole(24),
          stateLabel: word('terbuka'),
          words: nullable(word('Diusulkan karena kesenjangan -0.80.')),
        }),
        { maxItems: 100 },
      ),
    ),
    objection: nullable(word('Keberatan dapat diajukan sampai 2026-07-14.')),
    notes: lines('Angka yang berjalan bersama belum tentu sebab-akibat.'),
    seal: nullable(word('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08')),
  }),
)

export const reportFileQuery = { format: oneOf(REPORT_FORMATS) }
export const chartQuery = { chart: oneOf(CHARTS) }

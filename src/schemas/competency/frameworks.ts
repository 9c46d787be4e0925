import Type from 'typebox'
import { COMPETENCY_GROUPS, FRAMEWORK_STATES } from '../../domain/competency/frameworks.ts'
import { INSTRUMENTS } from '../../domain/scoring/policies.ts'
import { closed, Code, component, Id, Instant, nullable, oneOf, pageOf, text, Version, word } from '../common.ts'

const Level = Type.Integer({ minimum: 1, maximum: 5, examples: [2] })
const Competency = closed({
  code: Code,
  group: oneOf(COMPETENCY_GROUPS),
  name: text(200, 'Integritas'),
  nameEn: Type.Optional(text(200, 'Integrity')),
  definition: text(2_000, 'Konsisten berperilaku selaras dengan nilai'),
  levels: Type.Array(
    closed({
      level: Level,
      description: text(1_000, 'Mampu bertindak sesuai nilai'),
      descriptionEn: Type.Optional(text(1_000, 'Able to act in line with values')),
    }),
    { maxItems: 5 },
  ),
  indicators: Type.Array(
    closed({
      code: Code,
      level: nullable(Level),
      text: text(1_000, 'Berkata sesuai dengan fakta'),
      textEn: Type.Optional(text(1_000, 'Speaks according to fact')),
    }),
    { maxItems: 60 },
  ),
})
const competencies = Type.Array(Competency, { maxItems: 60 })

const head = {
  code: Code,
  name: text(200, 'Kompetensi teknis pelayanan kecamatan'),
  instrument: oneOf(INSTRUMENTS, 'Perilaku kerja and kompetensi are rated apart and never merged.'),
  source: text(500, 'Keputusan Camat Medan Amplas (contoh)'),
}
const stored = {
  id: Id,
  ...head,
  edition: Version,
  state: oneOf(FRAMEWORK_STATES),
  preset: nullable(word('permenpanrb-38-2017')),
  version: Version,
  createdAt: Instant,
  updatedAt: Instant,
}

export const FrameworkSummary = component(
  'FrameworkSummary',
  'A competency framework without its content.',
  closed(stored),
)
export const Framework = component(
  'Framework',
  'A competency framework: competencies, their levels 1 to 5 and behaviour indicators. A published edition never changes.',
  closed({ ...stored, competencies }),
)
const example = {
  code: 'TEKNIS-KEC',
  name: 'Kompetensi teknis pelayanan kecamatan',
  instrument: 'competency',
  source: 'Keputusan Camat (contoh)',
  competencies: [
    {
      code: 'T.1',
      group: 'TECHNICAL',
      name: 'Administrasi Kependudukan',
      definition: 'Melayani dokumen kependudukan sesuai ketentuan',
      levels: [],
      indicators: [{ code: 'T.1.1', level: 1, text: 'Memeriksa kelengkapan berkas dengan teliti' }],
    },
  ],
}
export const CreateFramework = component(
  'CreateFramework',
  'A new draft; the edition is the next one of its code.',
  closed({ ...head, competencies }, { examples: [example] }),
)
export const UpdateFramework = component(
  'UpdateFramework',
  'A merge patch on a draft; `competencies` is replaced as a whole.',
  closed(
    { name: Type.Optional(head.name), source: Type.Optional(head.source), competencies: Type.Optional(competencies) },
    { examples: [{ name: 'Kompetensi teknis kecamatan' }] },
  ),
)
export const FrameworkPage = pageOf('FrameworkSummary', FrameworkSummary)

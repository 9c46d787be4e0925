import Type from 'typebox'
import { LANGUAGES } from '../../domain/languages.ts'
import { closed, component, Flag, Id, Instant, oneOf, pageOf, whole, word } from '../common.ts'
import { phases } from './cycles.ts'

const Digest = Type.String({
  pattern: '^[0-9a-f]{64}$',
  maxLength: 64,
  examples: ['75caeaca1d320312e0bacbb029ab0791ee185c094121931d26677ef72bc38bff'],
})

export const Briefing = component(
  'Briefing',
  'What is rated, by whom, with what weights, how the score is made, who sees what, and how to object; made from the frozen form and policies, in the language asked for.',
  closed({
    cycleId: Id,
    cycleName: word('Penilaian kinerja 2026'),
    formId: Id,
    language: oneOf(LANGUAGES),
    required: Flag('Self-assessment waits for the acknowledgement.'),
    phases,
    sections: Type.Array(
      closed({
        title: word('Siapa yang menilai'),
        lines: Type.Array(word('Perilaku kerja, pegawai tanpa bawahan: atasan 60% (dikenal oleh yang dinilai).')),
      }),
    ),
    briefingSha256: Digest,
  }),
)
export const AcknowledgeBriefing = component(
  'AcknowledgeBriefing',
  'The digest of the briefing that was read.',
  closed(
    { briefingSha256: Digest },
    { examples: [{ briefingSha256: '75caeaca1d320312e0bacbb029ab0791ee185c094121931d26677ef72bc38bff' }] },
  ),
)
export const BriefingAcknowledgement = component(
  'BriefingAcknowledgement',
  'That an employee has read the rules, and which.',
  closed({ cycleId: Id, employeeId: Id, briefingSha256: Digest, acknowledgedAt: Instant }),
)
export const BriefingCoverage = component(
  'BriefingCoverage',
  'How many of the people rated in a unit have acknowledged the briefing.',
  closed({ unitId: Id, unitName: word('Seksi Pelayanan Umum'), people: whole(5), acknowledged: whole(4) }),
)
export const BriefingCoveragePage = pageOf('BriefingCoverage', BriefingCoverage)

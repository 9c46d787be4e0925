import Type from 'typebox'
import { RECOMMENDATIONS, TALENT_LEVELS } from '../../domain/development/talent.ts'
import { closed, Code, component, Decimal, Flag, Id, nullable, oneOf, pageOf, whole, word } from '../common.ts'

const person = {
  employeeId: Id,
  employeeName: word('Siti Contoh'),
  unitName: word('Seksi Pelayanan Umum (contoh)'),
  positionTitle: word('Pengelola Pelayanan (contoh)'),
}

export const TalentPlacement = component(
  'TalentPlacement',
  'Where an employee stands in the nine boxes of PermenPANRB 3/2020, and what it recommends.',
  closed({
    ...person,
    predicate: nullable(word('BAIK')),
    jpm: nullable(Decimal),
    performance: nullable(oneOf(TALENT_LEVELS)),
    potential: nullable(oneOf(TALENT_LEVELS)),
    box: nullable(whole(5, '1 to 9.')),
    recommendations: Type.Array(closed({ code: oneOf(RECOMMENDATIONS), label: word('bimbingan kinerja') }), {
      maxItems: 10,
    }),
    reason: nullable(oneOf(['no_predicate', 'no_jpm'] as const)),
    why: nullable(word('belum ada predikat')),
  }),
)
export const TalentPlacementPage = pageOf('TalentPlacement', TalentPlacement)

export const Successors = component(
  'Successors',
  'Who matches the standard of a position, best first; those without a figure for what it requires and the cycle measured are left out.',
  closed({
    positionId: Id,
    cycleId: Id,
    required: Type.Array(
      closed({
        code: Code,
        level: whole(3),
        measured: Flag('Whether the cycle measured it; others are not compared.'),
      }),
      {
        maxItems: 60,
      },
    ),
    compared: whole(118, 'Employees with a result in the cycle.'),
    items: Type.Array(
      closed({
        ...person,
        match: Decimal,
        met: whole(7),
        of: whole(9),
        gaps: Type.Array(closed({ code: Code, attained: Decimal, required: whole(3) }), { maxItems: 60 }),
        words: word('Kesesuaian 96.30%: 7 dari 9 kompetensi terpenuhi.'),
      }),
      { maxItems: 50 },
    ),
  }),
)

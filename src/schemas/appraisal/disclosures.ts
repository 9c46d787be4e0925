import Type from 'typebox'
import { PRECISIONS, QUADRANTS, READINGS } from '../../domain/appraisal/disclosure.ts'
import { closed, component, Day, Decimal, Flag, Id, Instant, nullable, oneOf, Reason, ref, word } from '../common.ts'
import { Result } from './results.ts'

export const Disclosure = component(
  'Disclosure',
  'One’s own published result and what it means: self and others side by side, precision in words, comments, the way to object.',
  closed({
    result: ref(Result),
    comparison: Type.Array(
      closed({
        code: word('BP'),
        name: word('Berorientasi Pelayanan'),
        self: Decimal,
        others: Decimal,
        difference: Decimal,
        reading: oneOf(READINGS),
        quadrant: oneOf(QUADRANTS),
        meaning: word('Kekuatan yang diakui bersama'),
      }),
    ),
    precision: nullable(
      closed({
        word: oneOf(PRECISIONS),
        meaning: word('Ketelitian sedang: jangan memeringkat orang pada selisih kecil.'),
      }),
    ),
    comments: Type.Array(
      closed({
        id: Id,
        code: word('BP'),
        name: word('Berorientasi Pelayanan'),
        source: oneOf(['supervisor', 'others'] as const),
        text: word('Sabar menjelaskan persyaratan kepada warga'),
      }),
    ),
    objection: closed({
      receivedOn: Day,
      lastDay: Day,
      open: Flag('An objection filed now would be taken.'),
      objectionId: nullable(Id),
      how: word('Ajukan keberatan dengan alasan paling lambat 2026-12-14.'),
    }),
    acknowledgement: nullable(closed({ comment: nullable(word('Sudah saya baca')), acknowledgedAt: Instant })),
    receipt: word('/v1/results/01980a5e-7c1b-7000-8000-000000000001/receipt', 'Where to read the receipt.'),
  }),
)
export const AcknowledgeResult = component(
  'AcknowledgeResult',
  'That the result was seen, with a comment or without; it takes away no right to object.',
  closed({ comment: Type.Optional(nullable(Reason)) }, { examples: [{ comment: 'Sudah saya baca' }] }),
)

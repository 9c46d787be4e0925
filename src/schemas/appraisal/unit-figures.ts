import { WITHHELD } from '../../domain/appraisal/roll-ups.ts'
import { INSTRUMENTS } from '../../domain/scoring/policies.ts'
import { closed, component, Decimal, Id, nullable, oneOf, pageOf, whole, word } from '../common.ts'

export const UnitFigure = component(
  'UnitFigure',
  'The mean of the totals in a unit and all units below, as it was published; withheld where it would show too few people.',
  closed({
    unitId: Id,
    unitName: word('Kelurahan Amplas'),
    instrument: oneOf(INSTRUMENTS),
    people: nullable(whole(11)),
    meanTotal: nullable(Decimal),
    withheld: nullable(oneOf(WITHHELD)),
    why: nullable(word('Jumlah pegawai di bawah batas minimum.', 'The reason in words.')),
  }),
)
export const UnitFigurePage = pageOf('UnitFigure', UnitFigure)

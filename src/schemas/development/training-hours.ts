import Type from 'typebox'
import { EMPLOYMENT_KINDS } from '../../domain/organisation/employees.ts'
import { closed, component, Id, nullable, oneOf, pageOf, whole, word } from '../common.ts'

const hours = {
  year: whole(2026),
  employmentKind: oneOf(EMPLOYMENT_KINDS),
  hours: whole(12),
  least: nullable(whole(20, 'At least so many (PP 11/2017 as changed by PP 17/2020).')),
  most: nullable(whole(24, 'At most so many (template, PerLAN 15/2020).')),
  missing: whole(8),
  reading: oneOf(['reached', 'short', 'within', 'beyond'] as const),
  words: word('Masih kurang 8 JP dari 20 JP tahun 2026.'),
}

export const TrainingHours = component(
  'TrainingHours',
  'Hours of teaching (JP) that were completed in a year against what is due.',
  closed({ employeeId: Id, ...hours }),
)

export const UnitTrainingHours = component(
  'UnitTrainingHours',
  'Hours of teaching of somebody who works in the unit or below it today.',
  closed({ employeeId: Id, employeeName: word('Siti Contoh'), ...hours }),
)
export const UnitTrainingHoursPage = pageOf('UnitTrainingHours', UnitTrainingHours)

export const ofYear = { year: Type.Optional(Type.Integer({ minimum: 2000, maximum: 2199 })) }

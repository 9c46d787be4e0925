/** Columns of files about position standards; their competencies are a family beside them. */
import { POSITION_CLASSES } from '../organisation/positions.ts'
import type { Column } from './cells.ts'
import { POSITION_CODE } from './organisation-columns.ts'

export const STANDARD_COLUMNS: readonly Column[] = [
  {
    field: 'positionClass',
    headings: ['kelasJabatan', 'jenjang', 'class'],
    type: 'choice',
    need: 'optional',
    choices: Object.fromEntries(POSITION_CLASSES.map((name) => [name, []])),
    example: 'PENGAWAS',
  },
  { ...POSITION_CODE, need: 'optional', example: '' },
]

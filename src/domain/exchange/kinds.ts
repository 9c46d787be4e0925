/** What can be imported: the columns of each kind of file, and by what a line is known again. */
import { plain, type Column } from './cells.ts'
import {
  ASSIGNMENT_COLUMNS,
  DROPPED,
  EMPLOYEE_COLUMNS,
  POSITION_COLUMNS,
  UNIT_COLUMNS,
} from './organisation-columns.ts'
import {
  ENROLMENT_COLUMNS,
  FEEDBACK_COLUMNS,
  SURVEY_COLUMNS,
  TRAINING_COLUMNS,
  WORK_RESULT_COLUMNS,
} from './result-columns.ts'
import { STANDARD_COLUMNS } from './standard-columns.ts'

export const IMPORT_KINDS = [
  'units',
  'positions',
  'employees',
  'assignments',
  'position-standards',
  'work-results',
  'feedback-responses',
  'trainings',
  'enrolments',
  'satisfaction-surveys',
] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

export const FILE_FORMATS = ['csv', 'ndjson', 'xlsx'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** Media types. */
export const FILE_TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** Columns whose headings follow a pattern, kept together in one value by the name that the heading gives. */
export interface Family {
  readonly field: string
  /** The name of the member, null where the heading is none of the family. */
  readonly memberOf: (heading: string) => string | null
  /** How each cell is read. */
  readonly column: Column
  readonly examples: readonly (readonly [heading: string, cell: string])[]
}

export interface KindRules {
  readonly columns: readonly Column[]
  readonly families: readonly Family[]
  /** Fields by which a line is known again. */
  readonly key: readonly string[]
  /** Where a column is absent, another one of the file may stand for it. */
  readonly orElse: Readonly<Record<string, string>>
  /** Whether the file belongs to a cycle, which the request names. */
  readonly ofCycle: boolean
  /** Whether what a full file does not name can be deactivated. */
  readonly deactivates: boolean
}

/** `M.01`, as some papers write it, is `M.1` (rules.md §3.1). */
const competencyCode = (heading: string): string | null => {
  const match = /^\s*([A-Z]{1,3})\.0?(\d{1,3})\s*$/i.exec(heading)
  return match ? `${(match[1] ?? '').toUpperCase()}.${match[2] ?? ''}` : null
}

const LEVELS: Family = {
  field: 'levels',
  memberOf: competencyCode,
  column: { field: 'levels', headings: [], type: 'whole', need: 'optional', least: 1, most: 5, example: '' },
  examples: [
    ['M.1', '2'],
    ['M.2', '2'],
    ['M.3', '2'],
  ],
}

/** Not able to judge: neither an empty cell, which is no answer, nor a number. */
export const NOT_ABLE = 'TM'

const RATINGS: Family = {
  field: 'ratings',
  memberOf: (heading) => /^(?:item|butir|pernyataan|q)?0*([1-9]\d{0,2})$/.exec(plain(heading))?.[1] ?? null,
  column: {
    field: 'ratings',
    headings: [],
    type: 'choice',
    need: 'optional',
    choices: {
      ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => [String(index + 1), []])),
      [NOT_ABLE]: ['tidak mampu menilai', 'not able to judge', 'n/a'],
    },
    example: '',
  },
  examples: [
    ['item1', '4'],
    ['item2', '5'],
    ['item3', NOT_ABLE],
  ],
}

const COMMENTS: Family = {
  field: 'comments',
  memberOf: (heading) => /^(?:komentar|comment)[\s:_-]*([A-Za-z0-9.]{1,20})$/i.exec(heading.trim())?.[1] ?? null,
  column: { field: 'comments', headings: [], type: 'text', need: 'optional', maxLength: 2_000, example: '' },
  examples: [['komentar BP', 'Ramah dan cekatan (contoh).']],
}

const rules = (
  columns: readonly Column[],
  { key, ...more }: Partial<KindRules> & Pick<KindRules, 'key'>,
): KindRules => ({ columns, key, families: [], orElse: {}, ofCycle: false, deactivates: false, ...more })

export const KIND_RULES: Readonly<Record<ImportKind, KindRules>> = {
  units: rules(UNIT_COLUMNS, { key: ['code'], orElse: { code: 'siasnId' }, deactivates: true }),
  positions: rules(POSITION_COLUMNS, { key: ['code'], deactivates: true }),
  employees: rules(EMPLOYEE_COLUMNS, { key: ['nip'], deactivates: true }),
  assignments: rules(ASSIGNMENT_COLUMNS, { key: ['nip', 'positionCode', 'kind', 'startsOn'] }),
  'position-standards': rules(STANDARD_COLUMNS, { key: ['positionClass', 'positionCode'], families: [LEVELS] }),
  'work-results': rules(WORK_RESULT_COLUMNS, { key: ['nip'], ofCycle: true }),
  'feedback-responses': rules(FEEDBACK_COLUMNS, { key: ['requestId'], families: [RATINGS, COMMENTS], ofCycle: true }),
  trainings: rules(TRAINING_COLUMNS, { key: ['code'], deactivates: true }),
  enrolments: rules(ENROLMENT_COLUMNS, { key: ['trainingCode', 'nip'] }),
  'satisfaction-surveys': rules(SURVEY_COLUMNS, { key: ['unitCode', 'startsOn'] }),
}

/** Of a file of refused lines, beside the cells: dropped when it comes back. */
export const LINE_HEADING = '_baris'
export const FAULTS_HEADING = '_kesalahan'

/** Headings that are known to be of no use here. */
export const DROPPED_HEADINGS: ReadonlySet<string> = new Set([...DROPPED, LINE_HEADING, FAULTS_HEADING].map(plain))

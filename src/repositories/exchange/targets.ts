/** Where the staged lines of a kind go: table, columns, and by what a row is known again. */
import type { ImportKind } from '../../domain/exchange/kinds.ts'
import { ELEMENT_FIELDS } from '../../domain/exchange/result-columns.ts'

export interface TargetColumn {
  readonly column: string
  /** Column of the staging table that the value comes from. */
  readonly staged: string
  /** The field whose presence decides; null where the value is always given. */
  readonly field: string | null
  /** What a new row gets where the field is absent, as SQL over the staged line `s`. */
  readonly fallback: string
  /** A document that is added to: members of the file replace those of the row, null removes. */
  readonly merged?: true
}

export interface Target {
  readonly table:
    | 'units'
    | 'positions'
    | 'employees'
    | 'assignments'
    | 'position_standards'
    | 'appraisals'
    | 'trainings'
    | 'enrolments'
    | 'satisfaction_surveys'
  readonly columns: readonly TargetColumn[]
  /** Over the row `t` and the staged line `s`. */
  readonly match: string
  /** More that every write sets. */
  readonly always: Readonly<Record<string, string>>
  /** Columns of the staging table that take the place of codes. */
  readonly resolved: readonly string[]
}

const column = (name: string, field: string, fallback = 'null'): TargetColumn => ({
  column: name,
  staged: `"${field}"`,
  field,
  fallback,
})
/** Looked up, and given with every line. */
const looked = (name: string): TargetColumn => ({ column: name, staged: name, field: null, fallback: 'null' })

/** Digits 13 and 14 of an NI PPPK are 21 to 29, never a month (rules.md §6.1). */
const KIND_BY_NUMBER = `case when substr(s."nip", 13, 2) between '21' and '29' then 'PPPK' else 'PNS' end`

/** Kinds whose lines become rows one by one. Answers on paper go in by a way of their own. */
export type PlainKind = Exclude<ImportKind, 'feedback-responses'>

export const TARGETS: Readonly<Record<PlainKind, Target>> = {
  units: {
    table: 'units',
    columns: [
      column('code', 'code'),
      column('name', 'name'),
      looked('parent_id'),
      looked('path'),
      column('siasn_id', 'siasnId'),
      column('active', 'active', 'true'),
    ],
    match: 't.code = s."code"',
    always: {},
    resolved: ['parent_id uuid', 'path text'],
  },
  positions: {
    table: 'positions',
    columns: [
      column('code', 'code'),
      column('title', 'title'),
      column('class', 'class'),
      looked('unit_id'),
      column('leads_unit', 'leadsUnit', 'false'),
      column('active', 'active', 'true'),
    ],
    match: 't.code = s."code"',
    always: {},
    resolved: ['unit_id uuid'],
  },
  employees: {
    table: 'employees',
    columns: [
      column('nip', 'nip'),
      column('name', 'name'),
      column('employment_kind', 'employmentKind', KIND_BY_NUMBER),
      column('grade', 'grade'),
      column('siasn_id', 'siasnId'),
      column('official_email', 'officialEmail'),
      column('active', 'active', 'true'),
      column('sample', 'sample', 'false'),
    ],
    match: 't.nip = s."nip"',
    always: {},
    resolved: [],
  },
  assignments: {
    table: 'assignments',
    columns: [
      looked('employee_id'),
      looked('position_id'),
      { ...column('kind', 'kind'), field: null },
      column('starts_on', 'startsOn'),
      column('ends_on', 'endsOn'),
      { ...looked('supervisor_id'), field: 'supervisorNip' },
    ],
    match:
      't.employee_id = s.employee_id and t.position_id = s.position_id and t.kind = s."kind" and t.starts_on = s."startsOn"',
    always: {},
    resolved: ['employee_id uuid', 'position_id uuid', 'supervisor_id uuid'],
  },
  'position-standards': {
    table: 'position_standards',
    columns: [
      { ...column('position_class', 'positionClass'), field: null },
      looked('position_id'),
      { ...column('levels', 'levels', `'{}'::jsonb`), merged: true },
    ],
    match:
      't.position_class is not distinct from s."positionClass" and t.position_id is not distinct from s.position_id',
    // Levels of its own are the institution's decision, and therefore confirmed.
    always: { origin: `'institution'`, confirmed_at: '$now' },
    resolved: ['position_id uuid'],
  },
  'work-results': {
    table: 'appraisals',
    columns: [
      column('work_result_rating', 'rating'),
      column('work_result_figure', 'figure'),
      column('innovation', 'innovation', 'false'),
    ],
    match: 't.id = s.appraisal_id',
    always: {},
    resolved: ['appraisal_id uuid'],
  },
  trainings: {
    table: 'trainings',
    columns: [
      column('code', 'code'),
      column('name', 'name'),
      column('delivery', 'delivery'),
      column('siasn_type_id', 'siasnTypeId'),
      column('certificate_kind', 'certificateKind'),
      column('organiser', 'organiser'),
      column('hours', 'hours'),
      column('starts_on', 'startsOn'),
      column('ends_on', 'endsOn'),
      column('active', 'active', 'true'),
    ],
    match: 't.code = s."code"',
    always: {},
    resolved: [],
  },
  enrolments: {
    table: 'enrolments',
    columns: [
      looked('training_id'),
      looked('employee_id'),
      column('state', 'state', `'ENROLLED'`),
      column('certificate_number', 'certificateNumber'),
    ],
    match: 't.training_id = s.training_id and t.employee_id = s.employee_id',
    always: {},
    resolved: ['training_id uuid', 'employee_id uuid'],
  },
  'satisfaction-surveys': {
    table: 'satisfaction_surveys',
    columns: [
      looked('unit_id'),
      column('starts_on', 'startsOn'),
      column('ends_on', 'endsOn'),
      column('respondents', 'respondents'),
      ...ELEMENT_FIELDS.map((field) => column(field, field)),
    ],
    match: 't.unit_id = s.unit_id and t.starts_on = s."startsOn"',
    always: {},
    resolved: ['unit_id uuid'],
  },
}

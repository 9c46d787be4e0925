/** What can be exported, and what stands in each line. */

import { refuseUnless } from '../errors.ts'
import { FILE_FORMATS } from './kinds.ts'

export const EXPORT_KINDS = ['results', 'gaps', 'employees', 'assignments', 'audit', 'development', 'reports'] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]
/** Everything but reports, which have pages. */
export type LineKind = Exclude<ExportKind, 'reports'>

export const EXPORT_FORMATS = [...FILE_FORMATS, 'pdf'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Reports are pages and everything else is lines. Throws `export.formatNotExpected`. */
export const checkFormat = (kind: ExportKind, format: ExportFormat): void => {
  refuseUnless((kind === 'reports') === (format === 'pdf'), 'export.formatNotExpected', { kind, format })
}

/** Kinds of one cycle, which the request names. */
export const OF_CYCLE: ReadonlySet<ExportKind> = new Set<ExportKind>(['results', 'gaps', 'reports'])

/** Files hold data of persons: they are kept for a day. */
export const KEPT_HOURS = 24

/** Headings in their order. Those of employees and assignments are headings of imports: a file can be sent back as it is. */
export const EXPORT_HEADINGS = {
  results: [
    'nip',
    'name',
    'unitName',
    'positionTitle',
    'instrument',
    'edition',
    'stage',
    'total',
    'proposal',
    'predicate',
    'figure',
    'reason',
    'sealedAt',
    'resultSha256',
  ],
  gaps: ['nip', 'name', 'unitName', 'positionTitle', 'competency', 'required', 'attained', 'gap', 'priority'],
  employees: ['nip', 'name', 'employmentKind', 'grade', 'siasnId', 'officialEmail', 'active', 'sample'],
  assignments: ['nip', 'positionCode', 'kind', 'startsOn', 'endsOn', 'supervisorNip'],
  audit: ['seq', 'at', 'actorId', 'action', 'resourceId', 'facts', 'requestId', 'hash'],
  development: [
    'nip',
    'name',
    'trainingCode',
    'trainingName',
    'delivery',
    'siasnTypeId',
    'certificateKind',
    'organiser',
    'hours',
    'startsOn',
    'endsOn',
    'state',
    'certificateNumber',
  ],
} as const satisfies Readonly<Record<LineKind, readonly string[]>>

/** What can be exported, and what stands in each line. */

export const EXPORT_KINDS = ['results', 'gaps', 'employees', 'assignments', 'audit', 'development'] as const
export type ExportKind = (typeof EXPORT_KINDS)[number]

/** Kinds of one cycle, which the request names. */
export const OF_CYCLE: ReadonlySet<ExportKind> = new Set<ExportKind>(['results', 'gaps'])

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
} as const satisfies Readonly<Record<ExportKind, readonly string[]>>

import Type from 'typebox'
import { EXPORT_FORMATS, EXPORT_KINDS } from '../../domain/exchange/exports.ts'
import { FileProgress } from '../appraisal/jobs.ts'
import { closed, component, facts, Id, Instant, nullable, oneOf, pageOf, whole, word } from '../common.ts'

const kind = oneOf(EXPORT_KINDS, 'What the lines of the file are.')
const format = oneOf(EXPORT_FORMATS, 'Reports are pages (pdf), everything else is lines.')

export const CreateExport = component(
  'CreateExport',
  'A file to be written. Results, gaps and reports are of one cycle.',
  closed(
    { kind, format: Type.Optional(format), cycleId: Type.Optional(Id) },
    { examples: [{ kind: 'employees', format: 'csv' }] },
  ),
)

export const Export = component(
  'Export',
  'A file on its way out, for whoever asked for it. Its id is that of its job; the file is kept for a day.',
  closed({
    id: Id,
    kind,
    format,
    cycleId: nullable(Id),
    rows: nullable(whole(23_000)),
    bytes: nullable(whole(1_800_000)),
    sha256: nullable(word('9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08')),
    state: oneOf(['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const),
    problem: nullable(closed({ code: word('service.internalError'), facts: facts({}) })),
    progress: nullable(FileProgress),
    requestedBy: Id,
    createdAt: Instant,
    expiresAt: Instant,
    finishedAt: nullable(Instant),
  }),
)
export const ExportPage = pageOf('Export', Export)

/** Runs an export: one statement or one report after the other, one file. */
import { DomainError, type Facts } from '../../domain/errors.ts'
import { EXPORT_HEADINGS, type LineKind } from '../../domain/exchange/exports.ts'
import type { FileFormat } from '../../domain/exchange/kinds.ts'
import { countAppraisals, findCycle } from '../../repositories/appraisal/cycles.ts'
import { findExport, saveExportFile, type ExportRow } from '../../repositories/exchange/exports.ts'
import { exportStatement } from '../../repositories/exchange/export-statements.ts'
import { findInstitution } from '../../repositories/organisation/institutions.ts'
import { allReports } from '../development/reports.ts'
import type { ExportJobContext } from '../job-context.ts'

const writeLines = (context: ExportJobContext, row: ExportRow, kind: LineKind, format: FileFormat) => {
  const { tx, institutionId } = context
  const { cycleId, viewerId } = row
  const statement = exportStatement(tx, kind, format, { institutionId, cycleId, viewerId })
  return context.write({ statement, format, headings: EXPORT_HEADINGS[kind] })
}

const writeReports = async (context: ExportJobContext, { cycleId, language }: ExportRow) => {
  const { tx, institutionId, now } = context
  const institution = await findInstitution(tx, institutionId)
  const cycle = cycleId === null ? undefined : await findCycle(tx, institutionId, cycleId)
  if (!institution || !cycle) throw new DomainError('resource.notFound')
  const reading = { db: tx, language, now, actor: { institutionId, timezone: institution.timezone } }
  const { appraisals } = await countAppraisals(tx, institutionId, cycle.id)
  return context.writeReports({
    title: `${institution.name}: ${cycle.name}`,
    language,
    total: appraisals,
    reports: allReports(reading, cycle.id),
  })
}

export const runExport = async (context: ExportJobContext, exportId: string): Promise<Facts> => {
  const { tx, institutionId } = context
  const row = await findExport(tx, institutionId, exportId)
  if (!row) throw new DomainError('resource.notFound')
  const { kind, format } = row
  const written = await (kind === 'reports' || format === 'pdf'
    ? writeReports(context, row)
    : writeLines(context, row, kind, format))
  await saveExportFile(tx, institutionId, exportId, written)
  return { kind, format, rows: written.rows, bytes: written.bytes, sha256: written.sha256 }
}

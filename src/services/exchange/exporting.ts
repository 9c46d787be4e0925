/** Runs an export: one statement, one file. */
import { DomainError, type Facts } from '../../domain/errors.ts'
import { EXPORT_HEADINGS } from '../../domain/exchange/exports.ts'
import { findExport, saveExportFile } from '../../repositories/exchange/exports.ts'
import { exportStatement } from '../../repositories/exchange/export-statements.ts'
import type { ExportJobContext } from '../job-context.ts'

export const runExport = async (context: ExportJobContext, exportId: string): Promise<Facts> => {
  const { tx, institutionId } = context
  const row = await findExport(tx, institutionId, exportId)
  if (!row) throw new DomainError('resource.notFound')
  const { kind, format, cycleId, viewerId } = row
  const statement = exportStatement(tx, kind, format, { institutionId, cycleId, viewerId })
  const written = await context.write({ statement, format, headings: EXPORT_HEADINGS[kind] })
  await saveExportFile(tx, institutionId, exportId, written)
  return { kind, format, rows: written.rows, bytes: written.bytes, sha256: written.sha256 }
}

/** Exports: asked for, written by a job, fetched by whoever asked. */
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import { checkFormat, KEPT_HOURS, OF_CYCLE, type ExportFormat, type ExportKind } from '../../domain/exchange/exports.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { mayEverywhere, type Action } from '../../domain/policy.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { enqueueJob } from '../../repositories/appraisal/jobs.ts'
import * as exports from '../../repositories/exchange/exports.ts'
import type { ExportRow, WrittenFile } from '../../repositories/exchange/exports.ts'
import { found, record, type Context, type WitnessedContext, type WriteContext } from '../context.ts'

/** Beside the right to export: the right to read the same one by one. */
const KIND_ACTIONS: Readonly<Record<ExportKind, Action>> = {
  results: 'result.list',
  gaps: 'result.list',
  employees: 'employee.list',
  assignments: 'assignment.list',
  audit: 'auditEntry.read',
  development: 'enrolment.list',
  reports: 'result.list',
}

const viewOf = ({ file: _file, viewerId: _viewer, language: _language, ...row }: ExportRow) => row
export type ExportView = ReturnType<typeof viewOf>

const checkMayRead = ({ actor }: Context, kind: ExportKind): void => {
  const action = KIND_ACTIONS[kind]
  if (!mayEverywhere(actor, action)) throw new DomainError('access.denied', { action })
}

export interface ExportRequest {
  readonly kind: ExportKind
  readonly format: ExportFormat
  readonly cycleId: string | null
}

const checkCycle = async (context: WriteContext, { kind, cycleId }: ExportRequest): Promise<void> => {
  if (!OF_CYCLE.has(kind)) {
    refuseUnless(cycleId === null, 'export.cycleNotExpected', { kind })
    return
  }
  if (cycleId === null) throw new DomainError('export.cycleRequired', { kind })
  const cycle = await findCycle(context.tx, context.actor.institutionId, cycleId)
  refuseUnless(cycle !== undefined, 'export.cycleUnknown')
  refuseUnless(kind !== 'reports' || cycle.state === 'published', 'report.notPublished', { state: cycle.state })
}

export const createExport = async (context: WriteContext, request: ExportRequest): Promise<ExportView> => {
  const { institutionId, identityId, employeeId } = context.actor
  checkMayRead(context, request.kind)
  checkFormat(request.kind, request.format)
  await checkCycle(context, request)
  const id = context.newId()
  const { now, spool } = context
  await enqueueJob(context.tx, institutionId, { id, kind: 'export', requestedBy: identityId, spool }, now)
  const expiresAt = new Date(Date.parse(now) + KEPT_HOURS * 3_600_000).toISOString()
  const values = {
    ...request,
    id,
    language: context.language,
    viewerId: employeeId,
    requestedBy: identityId,
    createdAt: now,
    expiresAt,
  }
  await exports.insertExport(context.tx, institutionId, values)
  record(context, id, { kind: request.kind, format: request.format, cycle: request.cycleId ?? '' })
  return viewOf(found(await exports.findExport(context.tx, institutionId, id)))
}

export const listExports = async (context: Context, page: PageRequest): Promise<Page<ExportView>> => {
  const { institutionId, identityId } = context.actor
  const { items, nextAfter } = await exports.listExports(context.db, institutionId, identityId, page)
  return { items: items.map(viewOf), nextAfter }
}

/** An export is its asker's: another one would be shown what this one may not see, or the other way round. */
const ownExport = async (context: Context, id: string): Promise<ExportRow> => {
  const row = found(await exports.findExport(context.db, context.actor.institutionId, id))
  if (row.requestedBy !== context.actor.identityId) throw new DomainError('resource.notFound')
  return row
}

export const getExport = async (context: Context, id: string): Promise<ExportView> =>
  viewOf(await ownExport(context, id))

export interface Download extends WrittenFile {
  readonly kind: ExportKind
  readonly format: ExportFormat
}

/** Throws `export.notReady` until the job has ended well, `export.expired` a day after it was asked for. */
export const downloadExport = async (context: WitnessedContext, id: string): Promise<Download> => {
  const { kind, format, file, rows, bytes, sha256, expiresAt } = await ownExport(context, id)
  checkMayRead(context, kind)
  if (file === null || rows === null || bytes === null || sha256 === null) throw new DomainError('export.notReady')
  refuseUnless(Date.parse(expiresAt) > Date.parse(context.now), 'export.expired')
  record(context, id, { kind, rows, sha256 })
  return { kind, format, file, rows, bytes, sha256 }
}

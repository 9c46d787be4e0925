/** Hand-over to SIASN: prepared here; sent by our own command, or by a SIMPEG that takes the records and says what became of them. */
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { SiasnParameters, SiasnService } from '../../domain/exchange/siasn-bodies.ts'
import { nextRecordState, type RecordEvent, type RecordState } from '../../domain/exchange/siasn-records.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { mayEverywhere } from '../../domain/policy.ts'
import { findCycle } from '../../repositories/appraisal/cycles.ts'
import { enqueueJob } from '../../repositories/appraisal/jobs.ts'
import * as records from '../../repositories/exchange/siasn-records.ts'
import type { SiasnHandoverRow, SiasnRecordRow } from '../../repositories/exchange/siasn-records.ts'
import { found, record, type Context, type WitnessedContext, type WriteContext } from '../context.ts'

export interface HandoverRequest {
  readonly service: SiasnService
  readonly cycleId: string | null
  readonly year: number | null
  readonly parameters: SiasnParameters
}

/** Results leave only once everybody concerned has seen them. */
const checkSource = async (context: WriteContext, { service, cycleId, year }: HandoverRequest): Promise<void> => {
  const ofCycle = service !== 'kursus/save'
  refuseUnless((cycleId !== null) === ofCycle && (year !== null) === !ofCycle, 'siasnHandover.sourceMismatch', {
    service,
  })
  if (cycleId === null) return
  const cycle = await findCycle(context.tx, context.actor.institutionId, cycleId)
  if (!cycle) throw new DomainError('siasnHandover.cycleUnknown')
  refuseUnless(cycle.state === 'published', 'siasnHandover.notPublished', { state: cycle.state })
}

export const createSiasnHandover = async (
  context: WriteContext,
  request: HandoverRequest,
): Promise<SiasnHandoverRow> => {
  const { institutionId, identityId } = context.actor
  checkMayRead(context)
  await checkSource(context, request)
  const id = context.newId()
  await enqueueJob(context.tx, institutionId, { id, kind: 'siasn.prepare', requestedBy: identityId }, context.now)
  await records.insertSiasnHandover(context.tx, institutionId, { id, ...request }, identityId, context.now)
  record(context, id, { service: request.service, source: request.cycleId ?? request.year ?? '' })
  return found(await records.findSiasnHandover(context.tx, institutionId, id))
}

export const listSiasnHandovers = (context: Context, page: PageRequest): Promise<Page<SiasnHandoverRow>> =>
  records.listSiasnHandovers(context.db, context.actor.institutionId, page)

export const getSiasnHandover = async (context: Context, id: string): Promise<SiasnHandoverRow> =>
  found(await records.findSiasnHandover(context.db, context.actor.institutionId, id))

/** A body tells a result: whoever takes it must be allowed to read results one by one. */
const checkMayRead = ({ actor }: Context): void => {
  if (!mayEverywhere(actor, 'result.list')) throw new DomainError('access.denied', { action: 'result.list' })
}

export interface RecordFilter {
  readonly state?: RecordState
  readonly service?: SiasnService
  readonly handoverId?: string
}

export const listSiasnRecords = async (
  context: WitnessedContext,
  filter: RecordFilter,
  page: PageRequest,
): Promise<Page<SiasnRecordRow>> => {
  const { institutionId } = context.actor
  checkMayRead(context)
  const shown = await records.listSiasnRecords(context.db, institutionId, filter, page)
  if (shown.items.length > 0) record(context, filter.handoverId ?? institutionId, { shown: shown.items.length })
  return shown
}

export interface RecordOutcome {
  readonly event: RecordEvent
  readonly siasnId?: string | null
  readonly reason?: string | null
}

/** Throws `siasnRecord.stateForbids`, `siasnRecord.reasonRequired`. */
export const settleSiasnRecord = async (
  context: WriteContext,
  id: string,
  { event, siasnId = null, reason = null }: RecordOutcome,
): Promise<SiasnRecordRow> => {
  const { institutionId } = context.actor
  checkMayRead(context)
  const row = found(await records.findSiasnRecordForUpdate(context.tx, institutionId, id))
  const state = nextRecordState(row.state, event)
  refuseUnless(event !== 'reject' || reason !== null, 'siasnRecord.reasonRequired')
  await records.moveSiasnRecord(context.tx, institutionId, id, { state, siasnId, reason }, context.now)
  record(context, id, { event, service: row.service })
  return found(await records.findSiasnRecord(context.tx, institutionId, id))
}

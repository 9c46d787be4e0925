/** Reporting lines that wait for their people, and the import that takes them up. */
import { stagedFields } from '../../domain/exchange/lines.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import { enqueueJob } from '../../repositories/appraisal/jobs.ts'
import { insertImport, type ImportRow } from '../../repositories/exchange/imports.ts'
import * as waiting from '../../repositories/exchange/waiting-placements.ts'
import type { WaitingPlacementRow } from '../../repositories/exchange/waiting-placements.ts'
import type { Context } from '../context.ts'
import type { FileColumns, FileJobContext } from '../job-context.ts'

/** No file, and nobody's: what it reads lies in the database. */
const NO_FILE = { format: 'ndjson', compressed: false, bytes: 0, sha256: '' } as const

/** After people came in: an import of its own for lines whose people are known now. Returns its id, null where none is ready. */
export const followWithWaiting = async (context: FileJobContext, people: ImportRow): Promise<string | null> => {
  const { tx, institutionId, now, spool } = context
  if (people.kind !== 'employees' || people.dryRun) return null
  if (!(await waiting.arePlacementsReady(tx, institutionId))) return null
  const { requestedBy } = people
  const id = context.newId()
  await enqueueJob(tx, institutionId, { id, kind: 'import', requestedBy, spool }, now)
  const options = {
    kind: 'assignments',
    mode: 'partial',
    dryRun: false,
    missing: 'keep',
    maxMissingPercent: 0,
    unknownColumns: 'refuse',
    unknownPeople: 'refuse',
    source: 'waiting',
    withChanges: false,
    cycleId: null,
  } as const
  await insertImport(tx, institutionId, id, options, { ...NO_FILE, file: context.newRandomId() }, requestedBy, now)
  return id
}

export const stageWaiting = async ({ tx, institutionId, newId }: FileJobContext): Promise<FileColumns> => {
  await waiting.stageWaiting(tx, institutionId, newId)
  return { fields: stagedFields('assignments').map(({ field }) => field), ignored: [], masked: true }
}

export const listWaitingPlacements = (context: Context, page: PageRequest): Promise<Page<WaitingPlacementRow>> =>
  waiting.listWaitingPlacements(context.db, context.actor.institutionId, page)

/** Jobs as a resource: what the API shows of work in the background. The queue itself belongs to graphile-worker. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Facts } from '../../domain/errors.ts'

export type JobKind = 'cycle.open' | 'cycle.score' | 'cycle.publish' | 'import' | 'export' | 'siasn.prepare'
export interface JobProblem {
  readonly code: string
  readonly facts: Facts
}

const COLUMNS = [
  'id',
  'kind',
  'state',
  'cycle_id as cycleId',
  'requested_by as requestedBy',
  'done',
  'total',
  'problem',
  'progress',
  'cancel_requested_at as cancelRequestedAt',
  'version',
  'created_at as createdAt',
  'started_at as startedAt',
  'finished_at as finishedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('jobs').select(COLUMNS).where('institution_id', '=', institutionId)
type Stored = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>
/** How far a file has been read; rates are of the whole run so far. */
export interface FileProgress {
  readonly rows: number
  readonly bytes: number
  readonly totalBytes: number
  /** 0 to 1, of the bytes. */
  readonly share: number
  readonly rowsPerSecond: number
  readonly secondsLeft: number | null
}
export type JobRow = Omit<Stored, 'problem' | 'progress'> & {
  readonly problem: JobProblem | null
  readonly progress: FileProgress | null
}

export const findJob = async (db: Db, institutionId: string, id: string): Promise<JobRow | undefined> =>
  (await query(db, institutionId).where('id', '=', id).executeTakeFirst()) as JobRow | undefined

export const findJobForUpdate = async (tx: Tx, institutionId: string, id: string): Promise<JobRow | undefined> =>
  (await query(tx, institutionId).where('id', '=', id).forUpdate().executeTakeFirst()) as JobRow | undefined

/** The job and its place in the queue, both or neither. */
export const enqueueJob = async (
  tx: Tx,
  institutionId: string,
  job: { id: string; kind: JobKind; requestedBy: string; cycleId?: string; spool?: string },
  now: string,
): Promise<JobRow> => {
  const row = await tx
    .insertInto('jobs')
    .values({
      institution_id: institutionId,
      id: job.id,
      kind: job.kind,
      state: 'queued',
      cycle_id: job.cycleId ?? null,
      requested_by: job.requestedBy,
      created_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
  if (job.spool !== undefined) await sql`select enqueue_file_job(${institutionId}, ${job.id}, ${job.spool})`.execute(tx)
  else await sql`select enqueue_job(${institutionId}, ${job.id})`.execute(tx)
  return row as JobRow
}

/** A job of the same kind that has not ended: asking twice gives the same job. */
export const findPendingJob = async (
  tx: Tx,
  institutionId: string,
  kind: JobKind,
  cycleId: string,
): Promise<JobRow | undefined> =>
  (await query(tx, institutionId)
    .where('kind', '=', kind)
    .where('cycle_id', '=', cycleId)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirst()) as JobRow | undefined

export interface JobChange {
  readonly state?: 'running' | 'succeeded' | 'failed' | 'cancelled'
  readonly done?: number
  readonly total?: number
  readonly problem?: JobProblem
  readonly progress?: FileProgress
  readonly cancelRequestedAt?: string
  readonly startedAt?: string
  readonly finishedAt?: string
}

/** A job that has ended stays as it ended: a second worker on it, after a lost connection, changes nothing. */
export const updateJob = (tx: Tx, institutionId: string, id: string, change: JobChange) =>
  tx
    .updateTable('jobs')
    .set((eb) => ({
      version: eb('version', '+', 1),
      ...(change.state && { state: change.state }),
      ...(change.done !== undefined && { done: change.done }),
      ...(change.total !== undefined && { total: change.total }),
      ...(change.problem && { problem: JSON.stringify(change.problem) }),
      ...(change.progress && { progress: JSON.stringify(change.progress) }),
      ...(change.cancelRequestedAt && { cancel_requested_at: change.cancelRequestedAt }),
      ...(change.startedAt && { started_at: change.startedAt }),
      ...(change.finishedAt && { finished_at: change.finishedAt }),
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .execute()

/** Sessions: when a training is held, and how many it seats. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { SessionState } from '../../domain/development/trainings.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

/** Of the session `s`. */
const TAKEN = sql<number>`(select count(*)::int from enrolments e where e.institution_id = s.institution_id
  and e.session_id = s.id and e.state <> 'WITHDRAWN')`

const query = (db: Db, institutionId: string) =>
  db
    .selectFrom('training_sessions as s')
    .select([
      's.id',
      's.training_id as trainingId',
      's.starts_on as startsOn',
      's.ends_on as endsOn',
      's.place',
      's.seats',
      's.state',
      's.version',
      's.created_at as createdAt',
      's.updated_at as updatedAt',
    ])
    .select(TAKEN.as('taken'))
    .where('s.institution_id', '=', institutionId)
export type SessionRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

export const findSession = (db: Db, institutionId: string, id: string): Promise<SessionRow | undefined> =>
  query(db, institutionId).where('s.id', '=', id).executeTakeFirst()

/** Nobody else can take a seat of it until the transaction ends. */
export const findSessionForUpdate = async (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<SessionRow | undefined> => {
  await tx
    .selectFrom('training_sessions')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return findSession(tx, institutionId, id)
}

export interface SessionFilter {
  readonly trainingId?: string
  readonly state?: SessionState
}

export const listSessions = async (
  db: Db,
  institutionId: string,
  filter: SessionFilter,
  page: PageRequest,
): Promise<Page<SessionRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('s.id', '>', page.after ?? FIRST_ID)
      .$if(filter.trainingId !== undefined, (q) => q.where('s.training_id', '=', filter.trainingId ?? ''))
      .$if(filter.state !== undefined, (q) => q.where('s.state', '=', filter.state ?? 'planned'))
      .orderBy('s.id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface SessionValues {
  readonly startsOn: string
  readonly endsOn: string
  readonly place: string | null
  readonly seats: number
  readonly state: SessionState
}

const columnsOf = ({ startsOn, endsOn, place, seats, state }: SessionValues) => ({
  starts_on: startsOn,
  ends_on: endsOn,
  place,
  seats,
  state,
})

export const insertSession = async (
  tx: Tx,
  institutionId: string,
  session: SessionValues & { readonly id: string; readonly trainingId: string },
  now: string,
): Promise<void> => {
  const { id, trainingId } = session
  await tx
    .insertInto('training_sessions')
    .values({
      institution_id: institutionId,
      id,
      training_id: trainingId,
      ...columnsOf(session),
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export const updateSession = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: SessionValues,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('training_sessions')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

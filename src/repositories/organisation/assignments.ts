/** Assignments: who is placed in which position, from when to when. */
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { AssignmentKind } from '../../domain/organisation/assignments.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'employee_id as employeeId',
  'position_id as positionId',
  'supervisor_id as supervisorId',
  'kind',
  'starts_on as startsOn',
  'ends_on as endsOn',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

export const findAssignment = (db: Db, institutionId: string, id: string) =>
  db
    .selectFrom('assignments')
    .select(COLUMNS)
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .executeTakeFirst()

export type AssignmentRow = NonNullable<Awaited<ReturnType<typeof findAssignment>>>

export interface AssignmentFilter {
  readonly employeeId?: string
  readonly positionId?: string
  /** In force on this day. */
  readonly on?: string
}

export const listAssignments = async (
  db: Db,
  institutionId: string,
  filter: AssignmentFilter,
  page: PageRequest,
): Promise<Page<AssignmentRow>> =>
  pageOf(
    await db
      .selectFrom('assignments')
      .select(COLUMNS)
      .where('institution_id', '=', institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.employeeId !== undefined, (query) => query.where('employee_id', '=', filter.employeeId ?? ''))
      .$if(filter.positionId !== undefined, (query) => query.where('position_id', '=', filter.positionId ?? ''))
      .$if(filter.on !== undefined, (query) =>
        query
          .where('starts_on', '<=', filter.on ?? '')
          .where((eb) => eb.or([eb('ends_on', 'is', null), eb('ends_on', '>=', filter.on ?? '')])),
      )
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface AssignmentValues {
  readonly employeeId: string
  readonly positionId: string
  readonly supervisorId: string | null
  readonly kind: AssignmentKind
  readonly startsOn: string
  readonly endsOn: string | null
}

/** Another definitive placement of the employee on any day of the period. */
export const findOverlap = (tx: Tx, institutionId: string, id: string, values: AssignmentValues) =>
  tx
    .selectFrom('assignments')
    .select(['starts_on as startsOn', 'ends_on as endsOn'])
    .where('institution_id', '=', institutionId)
    .where('employee_id', '=', values.employeeId)
    .where('id', '<>', id)
    .where('kind', '=', 'DEFINITIF')
    .where('starts_on', '<=', values.endsOn ?? 'infinity')
    .where((eb) => eb.or([eb('ends_on', 'is', null), eb('ends_on', '>=', values.startsOn)]))
    .executeTakeFirst()

const columnsOf = (values: AssignmentValues) => ({
  employee_id: values.employeeId,
  position_id: values.positionId,
  supervisor_id: values.supervisorId,
  kind: values.kind,
  starts_on: values.startsOn,
  ends_on: values.endsOn,
})

export const insertAssignment = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: AssignmentValues,
  now: string,
): Promise<AssignmentRow> =>
  tx
    .insertInto('assignments')
    .values({ institution_id: institutionId, id, ...columnsOf(values), created_at: now, updated_at: now })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

export const updateAssignment = (
  tx: Tx,
  institutionId: string,
  id: string,
  values: AssignmentValues,
  now: string,
): Promise<AssignmentRow> =>
  tx
    .updateTable('assignments')
    .set((eb) => ({ ...columnsOf(values), version: eb('version', '+', 1), updated_at: now }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()

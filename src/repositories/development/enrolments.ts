/** Enrolments: who takes part in a training, and how it ended. */
import { sql } from 'kysely'
import type { Db } from '../../db/database.ts'
import type { Tx } from '../../db/transaction.ts'
import type { Chosen } from '../../domain/development/enrolling.ts'
import type { EnrolmentState } from '../../domain/development/trainings.ts'
import { FIRST_ID, pageOf, type Page, type PageRequest } from '../../domain/pages.ts'

const COLUMNS = [
  'id',
  'training_id as trainingId',
  'session_id as sessionId',
  'employee_id as employeeId',
  'state',
  'attended_hours as attendedHours',
  'certificate_number as certificateNumber',
  'certificate_on as certificateOn',
  'version',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

const query = (db: Db, institutionId: string) =>
  db.selectFrom('enrolments').select(COLUMNS).where('institution_id', '=', institutionId)
export type EnrolmentRow = Awaited<ReturnType<ReturnType<typeof query>['executeTakeFirstOrThrow']>>

/** Why somebody was chosen. */
export type Choice = Omit<Chosen, 'employeeId'> & { readonly seed: string; readonly cycleId: string }

export type DetailedEnrolment = EnrolmentRow & { readonly choice: Choice | null }

const detailed = (db: Db, institutionId: string, id: string) =>
  query(db, institutionId)
    .select((eb) => eb.ref('choice').$castTo<Choice | null>().as('choice'))
    .where('id', '=', id)

export const findEnrolment = (db: Db, institutionId: string, id: string): Promise<DetailedEnrolment | undefined> =>
  detailed(db, institutionId, id).executeTakeFirst()

export const findEnrolmentForUpdate = (
  tx: Tx,
  institutionId: string,
  id: string,
): Promise<DetailedEnrolment | undefined> => detailed(tx, institutionId, id).forUpdate().executeTakeFirst()

/** Of a person in a training, whatever the session. */
export const findEnrolmentOf = (db: Db, institutionId: string, trainingId: string, employeeId: string) =>
  query(db, institutionId)
    .where('training_id', '=', trainingId)
    .where('employee_id', '=', employeeId)
    .executeTakeFirst()

export interface EnrolmentFilter {
  readonly trainingId?: string
  readonly sessionId?: string
  readonly employeeId?: string
}

export const listEnrolments = async (
  db: Db,
  institutionId: string,
  filter: EnrolmentFilter,
  page: PageRequest,
): Promise<Page<EnrolmentRow>> =>
  pageOf(
    await query(db, institutionId)
      .where('id', '>', page.after ?? FIRST_ID)
      .$if(filter.trainingId !== undefined, (q) => q.where('training_id', '=', filter.trainingId ?? ''))
      .$if(filter.sessionId !== undefined, (q) => q.where('session_id', '=', filter.sessionId ?? ''))
      .$if(filter.employeeId !== undefined, (q) => q.where('employee_id', '=', filter.employeeId ?? ''))
      .orderBy('id')
      .limit(page.limit + 1)
      .execute(),
    page,
  )

export interface NewEnrolment {
  readonly id: string
  readonly trainingId: string
  readonly sessionId: string
  readonly employeeId: string
  readonly choice: Choice | null
}

/** One statement, whatever the number. */
export const insertEnrolments = async (
  tx: Tx,
  institutionId: string,
  enrolments: readonly NewEnrolment[],
  now: string,
): Promise<void> => {
  await sql`
    insert into enrolments (institution_id, id, training_id, session_id, employee_id, state, choice, created_at, updated_at)
    select ${institutionId}, x.id, x."trainingId", x."sessionId", x."employeeId", 'ENROLLED', nullif(x.choice, 'null'::jsonb), ${now}, ${now}
    from jsonb_to_recordset(${JSON.stringify(enrolments)}::jsonb) as x(id uuid, "trainingId" uuid, "sessionId" uuid, "employeeId" uuid, choice jsonb)`.execute(
    tx,
  )
}

export interface EnrolmentValues {
  readonly sessionId: string | null
  readonly state: EnrolmentState
  readonly attendedHours: number | null
  readonly certificateNumber: string | null
  readonly certificateOn: string | null
}

export const updateEnrolment = async (
  tx: Tx,
  institutionId: string,
  id: string,
  values: EnrolmentValues,
  now: string,
): Promise<void> => {
  await tx
    .updateTable('enrolments')
    .set((eb) => ({
      session_id: values.sessionId,
      state: values.state,
      attended_hours: values.attendedHours,
      certificate_number: values.certificateNumber,
      certificate_on: values.certificateOn,
      version: eb('version', '+', 1),
      updated_at: now,
    }))
    .where('institution_id', '=', institutionId)
    .where('id', '=', id)
    .execute()
}

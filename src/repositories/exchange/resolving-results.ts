/** Staged lines about results, trainings and satisfaction: whom and what they mean. */
import { sql } from 'kysely'
import type { Tx } from '../../db/transaction.ts'
import { markLines } from './staging.ts'

/** Numbers that a figure of the SKP may lie between; null where the policy works with ratings alone. */
export type FigureRange = { readonly min: string; readonly max: string } | null

/** Confirmed appraisals have their official part; whose result is not recorded yet needs a rating first. */
export const resolveWorkResults = async (
  tx: Tx,
  institutionId: string,
  cycleId: string,
  range: FigureRange,
): Promise<void> => {
  await sql`
    update staged s set appraisal_id = a.id
    from employees e join appraisals a on a.institution_id = e.institution_id and a.employee_id = e.id and a.cycle_id = ${cycleId}
    where e.institution_id = ${institutionId} and e.nip = s.nip and s.faults is null`.execute(tx)
  await markLines(tx, sql<boolean>`s.appraisal_id is null`, { column: 'nip', code: 'import.notOfCycle' }, 'nip')
  const appraisal = (condition: ReturnType<typeof sql>) =>
    sql<boolean>`exists (select from appraisals a where a.institution_id = ${institutionId} and a.id = s.appraisal_id and ${condition})`
  const confirmed = { column: 'nip', code: 'appraisal.alreadyConfirmed' }
  await markLines(tx, appraisal(sql`a.confirmed_at is not null`), confirmed, 'nip')
  const unrated = appraisal(sql`a.work_result_rating is null and s.rating is null`)
  await markLines(tx, unrated, { column: 'rating', code: 'required' }, 'rating')
  if (!range) return
  const outside = sql<boolean>`s.figure::numeric not between ${range.min}::numeric and ${range.max}::numeric`
  await markLines(tx, outside, { column: 'figure', code: 'import.figureOutOfRange', facts: range }, 'figure')
}

const DISORDERED = { column: 'endsOn', code: 'import.datesOutOfOrder' }

/** A day that the file does not give is that of the row. */
export const resolveTrainings = async (tx: Tx, institutionId: string): Promise<void> => {
  const disordered = sql<boolean>`(
    s."endsOn" < s."startsOn" or exists (select from trainings t where t.institution_id = ${institutionId} and t.code = s.code
      and coalesce(s."endsOn", t.ends_on) < coalesce(s."startsOn", t.starts_on)))`
  await markLines(tx, disordered, DISORDERED, 'endsOn')
}

export const resolveEnrolments = async (tx: Tx, institutionId: string): Promise<void> => {
  await sql`
    update staged s set
      training_id = (select t.id from trainings t where t.institution_id = ${institutionId} and t.code = s."trainingCode"),
      employee_id = (select e.id from employees e where e.institution_id = ${institutionId} and e.nip = s.nip)
    where s.faults is null`.execute(tx)
  const noTraining = { column: 'trainingCode', code: 'import.trainingUnknown' }
  await markLines(tx, sql<boolean>`s.training_id is null`, noTraining, 'trainingCode')
  await markLines(tx, sql<boolean>`s.employee_id is null`, { column: 'nip', code: 'import.employeeUnknown' }, 'nip')
}

export const resolveSurveys = async (tx: Tx, institutionId: string): Promise<void> => {
  await sql`
    update staged s set unit_id = u.id from units u
    where u.institution_id = ${institutionId} and u.code = s."unitCode" and s.faults is null`.execute(tx)
  const noUnit = { column: 'unitCode', code: 'import.unitUnknown' }
  await markLines(tx, sql<boolean>`s.unit_id is null`, noUnit, 'unitCode')
  await markLines(tx, sql<boolean>`s."endsOn" < s."startsOn"`, DISORDERED, 'endsOn')
}

/** The people rated in a cycle, as the draw of raters needs them. */
import type { Tx } from '../../db/transaction.ts'

export const listSubjects = (tx: Tx, institutionId: string, cycleId: string) =>
  tx
    .selectFrom('appraisals')
    .select(['id as appraisalId', 'employee_id as employeeId', 'supervisor_id as supervisorId'])
    .where('institution_id', '=', institutionId)
    .where('cycle_id', '=', cycleId)
    .orderBy('employee_id')
    .execute()

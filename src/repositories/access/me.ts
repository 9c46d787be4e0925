/** What is told of an employee who asks: how much waits, and where it is, the lists tell. */
import { sql } from 'kysely'
import { flag, free, whole } from '../../db/packed.ts'
import { shared } from '../../db/shared.ts'

export interface Mine {
  readonly leadsUnits: boolean
  readonly feedback: number
  readonly confirmations: number
  readonly objections: number
  readonly acknowledgements: number
  readonly name: string
}

/** At most one row; `day` decides which units are led. */
export const findMine = shared<Mine, [institutionId: string, employeeId: string, day: string]>(
  ['uuid', 'uuid', 'date'],
  {
    leadsUnits: flag,
    feedback: whole,
    confirmations: whole,
    objections: whole,
    acknowledgements: whole,
    name: free,
  },
  (_db, institutionId, employeeId, day) => sql<Mine>`
    select exists (select from units_led_by(${institutionId}, ${employeeId}, ${day})) as "leadsUnits",
      w.feedback, w.confirmations, w.objections, w.acknowledgements, e.name
    from employees e cross join waiting_for_employee(${institutionId}, ${employeeId}) w
    where e.institution_id = ${institutionId} and e.id = ${employeeId}`,
)

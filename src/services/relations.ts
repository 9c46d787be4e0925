/** Finds how the actor is tied to an employee today. */
import { isBelow } from '../domain/organisation/units.ts'
import type { Relation } from '../domain/policy.ts'
import { dayIn } from '../domain/time.ts'
import { findLine, ledPaths } from '../repositories/organisation/reporting-lines.ts'
import type { Context, ReadingContext } from './context.ts'

export const todayOf = (context: Pick<ReadingContext, 'actor' | 'now'>): string =>
  dayIn(context.actor.timezone, context.now)

export interface Line {
  readonly employeeId: string
  readonly supervisorId: string | null
  readonly superiorId: string | null
  readonly unitPath: string | null
}

const relationsIn = (context: Context, line: Line, led: readonly string[]): ReadonlySet<Relation> => {
  const me = context.actor.employeeId
  const relations = new Set<Relation>()
  if (me === null) return relations
  if (me === line.employeeId) relations.add('self')
  if (me === line.supervisorId) relations.add('supervisor')
  if (me === line.superiorId) relations.add('superior')
  const path = line.unitPath
  if (me !== line.employeeId && path !== null && led.some((prefix) => isBelow(path, prefix)))
    relations.add('unit_leader')
  return relations
}

/** Paths of the units that the actor leads today; none for clients and for people outside the organisation. */
export const myUnits = (context: Context): Promise<string[]> =>
  context.actor.employeeId === null
    ? Promise.resolve([])
    : ledPaths(context.db, context.actor.institutionId, context.actor.employeeId, todayOf(context))

/** Relations to someone whose line is known, as it is frozen in an appraisal. Reads nothing when a role settles the act. */
export const relationsAlong = async (context: Context, line: Line): Promise<ReadonlySet<Relation>> =>
  context.settled ? new Set() : relationsIn(context, line, await myUnits(context))

/** Relations to an employee by today's assignments. Reads nothing when a role settles the act. */
export const relationsTo = async (context: Context, employeeId: string): Promise<ReadonlySet<Relation>> => {
  if (context.settled || context.actor.employeeId === null) return new Set()
  const { institutionId } = context.actor
  const line = await findLine(context.db, institutionId, employeeId, todayOf(context))
  return relationsIn(context, { employeeId, ...line }, await myUnits(context))
}

/** Reporting lines never lead back to where they began, whatever changes: placements, the tree, or who leads a unit. */
import { DomainError } from '../../domain/errors.ts'
import { findAllSupervisorCycles, findSupervisorCycle } from '../../domain/organisation/assignments.ts'
import { lineAbove, lockReportingLines, supervisorsOn } from '../../repositories/organisation/reporting-lines.ts'
import type { WriteContext } from '../context.ts'
import { todayOf } from '../relations.ts'

const SHOWN = 8

const refuse = (path: readonly string[]): never => {
  throw new DomainError('assignment.supervisorCycle', { path: path.slice(0, SHOWN).join(' → ') })
}

/** After a placement is written: every circle that it could close passes through the one placed. */
export const checkLineOf = async (
  context: WriteContext,
  employeeId: string,
  days: readonly string[],
): Promise<void> => {
  for (const day of new Set(days)) {
    const circle = findSupervisorCycle(await lineAbove(context.tx, context.actor.institutionId, employeeId, day))
    if (circle) refuse(circle)
  }
}

/** Runs a change of the structure, and refuses it when a line that was straight today comes back to itself. */
export const keepingLinesStraight = async <T>(context: WriteContext, change: () => Promise<T>): Promise<T> => {
  const { institutionId } = context.actor
  const circular = async (): Promise<ReadonlySet<string>> =>
    findAllSupervisorCycles(await supervisorsOn(context.tx, institutionId, todayOf(context)))
  await lockReportingLines(context.tx, institutionId)
  const before = await circular()
  const result = await change()
  const caught = [...(await circular())].filter((id) => !before.has(id))
  if (caught.length > 0) refuse(caught)
  return result
}

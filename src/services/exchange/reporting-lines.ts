/** After staged lines are in: whether somebody's line of superiors came back to where it began, and by which lines. */
import type { LineFault } from '../../domain/exchange/lines.ts'
import { DomainError } from '../../domain/errors.ts'
import { findAllSupervisorCycles } from '../../domain/organisation/assignments.ts'
import { lockReportingLines, supervisorsOn } from '../../repositories/organisation/reporting-lines.ts'
import { linesOf, overlapping } from '../../repositories/exchange/resolving.ts'
import type { JobContext } from '../job-context.ts'

export type FoundFault = LineFault & { readonly line: number }

const SHOWN = 8

const circleFrom = (supervisors: ReadonlyMap<string, string | null>, start: string): string[] => {
  const path = [start]
  for (let at = supervisors.get(start); at; at = supervisors.get(at)) {
    path.push(at)
    if (at === start || path.length > SHOWN) break
  }
  return path
}

/** Those caught in a circle today; taken before and after a change, so that an old one is nobody's new fault. */
export const circular = async ({ tx, institutionId }: JobContext, today: string): Promise<ReadonlySet<string>> => {
  await lockReportingLines(tx, institutionId)
  return findAllSupervisorCycles(await supervisorsOn(tx, institutionId, today))
}

/** Throws `assignment.supervisorCycle` where a circle was closed that no line of the file can be blamed for. */
export const newCircles = async (
  { tx, institutionId }: JobContext,
  today: string,
  before: ReadonlySet<string>,
): Promise<FoundFault[]> => {
  const supervisors = await supervisorsOn(tx, institutionId, today)
  const caught = [...findAllSupervisorCycles(supervisors)].filter((id) => !before.has(id))
  if (caught.length === 0) return []
  const paths = new Map(caught.map((id) => [id, circleFrom(supervisors, id)]))
  const { lines, nips } = await linesOf(tx, institutionId, [...new Set([...paths.values()].flat())])
  const told = (id: string): string => (paths.get(id) ?? []).map((member) => nips.get(member) ?? '?').join(' → ')
  const faults = caught.flatMap((id) =>
    (lines.get(id) ?? []).map((line) => ({
      line,
      column: 'supervisorNip',
      code: 'assignment.supervisorCycle',
      value: nips.get(id) ?? '',
      facts: { path: told(id) },
    })),
  )
  if (faults.length === 0) throw new DomainError('assignment.supervisorCycle', { path: told(caught[0] ?? '') })
  return faults
}

export const newOverlaps = async ({ tx, institutionId }: JobContext): Promise<FoundFault[]> =>
  (await overlapping(tx, institutionId)).map(({ line, from, to }) => ({
    line,
    column: 'startsOn',
    code: 'assignment.overlaps',
    value: from,
    facts: { from, to },
  }))

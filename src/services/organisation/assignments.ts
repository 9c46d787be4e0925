/** Assignments: dated placements whose reporting lines never loop. */
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import type { AssignmentKind } from '../../domain/organisation/assignments.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as assignments from '../../repositories/organisation/assignments.ts'
import type { AssignmentFilter, AssignmentRow, AssignmentValues } from '../../repositories/organisation/assignments.ts'
import { lockReportingLines } from '../../repositories/organisation/reporting-lines.ts'
import { authorize, checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { relationsTo, todayOf } from '../relations.ts'
import { checkLineOf } from './reporting-lines.ts'

export interface CreateAssignment {
  readonly employeeId: string
  readonly positionId: string
  readonly startsOn: string
  readonly endsOn?: string | null
  readonly supervisorId?: string | null
  readonly kind?: AssignmentKind
}
export interface UpdateAssignment {
  readonly positionId?: string
  readonly supervisorId?: string | null
  readonly startsOn?: string
  readonly endsOn?: string | null
}

const checkDates = ({ startsOn, endsOn }: AssignmentValues): void => {
  refuseUnless(endsOn === null || startsOn <= endsOn, 'assignment.datesOutOfOrder')
}

const checkOverlap = async (context: WriteContext, id: string, values: AssignmentValues): Promise<void> => {
  if (values.kind !== 'DEFINITIF') return
  const overlap = await assignments.findOverlap(context.tx, context.actor.institutionId, id, values)
  if (overlap) throw new DomainError('assignment.overlaps', { from: overlap.startsOn, to: overlap.endsOn ?? '…' })
}

/** The days on which the placement could bend a line: its first, and today if it holds then. */
const daysOf = (context: WriteContext, { startsOn, endsOn }: AssignmentValues): string[] => {
  const today = todayOf(context)
  return startsOn < today && (endsOn === null || endsOn >= today) ? [startsOn, today] : [startsOn]
}

export const createAssignment = async (context: WriteContext, body: CreateAssignment): Promise<AssignmentRow> => {
  const { institutionId } = context.actor
  const values: AssignmentValues = { endsOn: null, supervisorId: null, kind: 'DEFINITIF', ...body }
  checkDates(values)
  await lockReportingLines(context.tx, institutionId)
  const id = context.newId()
  await checkOverlap(context, id, values)
  const row = await assignments.insertAssignment(context.tx, institutionId, id, values, context.now)
  await checkLineOf(context, values.employeeId, daysOf(context, values))
  record(context, id, { kind: values.kind })
  return row
}

export const listAssignments = (
  context: Context,
  filter: AssignmentFilter,
  page: PageRequest,
): Promise<Page<AssignmentRow>> => assignments.listAssignments(context.db, context.actor.institutionId, filter, page)

export const getAssignment = async (context: Context, id: string): Promise<AssignmentRow> => {
  const row = found(await assignments.findAssignment(context.db, context.actor.institutionId, id))
  authorize(context, await relationsTo(context, row.employeeId))
  return row
}

export const updateAssignment = async (
  context: WriteContext,
  id: string,
  change: UpdateAssignment,
): Promise<AssignmentRow> => {
  const { institutionId } = context.actor
  await lockReportingLines(context.tx, institutionId)
  const row = found(await assignments.findAssignment(context.tx, institutionId, id))
  checkVersion(context, row)
  const values: AssignmentValues = { ...row, ...change }
  checkDates(values)
  await checkOverlap(context, id, values)
  const updated = await assignments.updateAssignment(context.tx, institutionId, id, values, context.now)
  await checkLineOf(context, values.employeeId, daysOf(context, values))
  record(context, id)
  return updated
}

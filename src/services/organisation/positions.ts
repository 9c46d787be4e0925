/** Positions. */
import type { PositionClass } from '../../domain/organisation/positions.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as positions from '../../repositories/organisation/positions.ts'
import type { PositionFilter, PositionRow } from '../../repositories/organisation/positions.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { keepingLinesStraight } from './reporting-lines.ts'

export interface CreatePosition {
  readonly unitId: string
  readonly code: string
  readonly title: string
  readonly class: PositionClass
  readonly leadsUnit?: boolean
  readonly active?: boolean
}
export type UpdatePosition = Partial<CreatePosition>

export const createPosition = async (context: WriteContext, body: CreatePosition): Promise<PositionRow> => {
  const id = context.newId()
  record(context, id)
  const values = { leadsUnit: false, active: true, ...body }
  return positions.insertPosition(context.tx, context.actor.institutionId, id, values, context.now)
}

export const listPositions = (
  context: Context,
  filter: PositionFilter,
  page: PageRequest,
): Promise<Page<PositionRow>> => positions.listPositions(context.db, context.actor.institutionId, filter, page)

export const getPosition = async (context: Context, id: string): Promise<PositionRow> =>
  found(await positions.findPosition(context.db, context.actor.institutionId, id))

export const updatePosition = async (
  context: WriteContext,
  id: string,
  change: UpdatePosition,
): Promise<PositionRow> => {
  const { institutionId } = context.actor
  const row = found(await positions.findPositionForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  record(context, id)
  const next = { ...row, ...change }
  const update = () => positions.updatePosition(context.tx, institutionId, id, next, context.now)
  const movesLines = next.unitId !== row.unitId || next.leadsUnit !== row.leadsUnit || next.active !== row.active
  return movesLines ? keepingLinesStraight(context, update) : update()
}

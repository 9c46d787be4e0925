/** Units: a tree that can be moved about and never loops. */
import { DomainError, refuseUnless } from '../../domain/errors.ts'
import { pathOf, wouldFormCycle } from '../../domain/organisation/units.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as units from '../../repositories/organisation/units.ts'
import type { UnitFilter, UnitRow, UnitValues } from '../../repositories/organisation/units.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'
import { keepingLinesStraight } from './reporting-lines.ts'

export interface CreateUnit {
  readonly code: string
  readonly name: string
  readonly parentId?: string | null
  readonly active?: boolean
  readonly siasnId?: string | null
}
export type UpdateUnit = Partial<CreateUnit>

const parentPath = async (context: WriteContext, parentId: string | null): Promise<string | null> => {
  if (parentId === null) return null
  const parent = await units.findUnit(context.tx, context.actor.institutionId, parentId)
  if (!parent) throw new DomainError('unit.parentUnknown')
  return parent.path
}

export const createUnit = async (context: WriteContext, body: CreateUnit): Promise<UnitRow> => {
  const { institutionId } = context.actor
  await units.lockTree(context.tx, institutionId)
  const id = context.newId()
  record(context, id)
  const parentId = body.parentId ?? null
  const values: UnitValues = {
    code: body.code,
    name: body.name,
    parentId,
    active: body.active ?? true,
    siasnId: body.siasnId ?? null,
    path: pathOf(await parentPath(context, parentId), id),
  }
  return units.insertUnit(context.tx, institutionId, id, values, context.now)
}

export const listUnits = (context: Context, filter: UnitFilter, page: PageRequest): Promise<Page<UnitRow>> =>
  units.listUnits(context.db, context.actor.institutionId, filter, page)

export const getUnit = async (context: Context, id: string): Promise<UnitRow> =>
  found(await units.findUnit(context.db, context.actor.institutionId, id))

export const updateUnit = async (context: WriteContext, id: string, change: UpdateUnit): Promise<UnitRow> => {
  const { institutionId } = context.actor
  await units.lockTree(context.tx, institutionId)
  const row = found(await units.findUnit(context.tx, institutionId, id))
  checkVersion(context, row)
  const parentId = change.parentId === undefined ? row.parentId : change.parentId
  const above = await parentPath(context, parentId)
  refuseUnless(!wouldFormCycle(row.path, above), 'unit.wouldFormCycle')
  const path = pathOf(above, id)
  const values = { ...row, ...change, parentId, path }
  record(context, id, { moved: path !== row.path })
  if (path === row.path) return units.updateUnit(context.tx, institutionId, id, values, context.now)
  return keepingLinesStraight(context, async () => {
    const moved = await units.updateUnit(context.tx, institutionId, id, values, context.now)
    await units.movePaths(context.tx, institutionId, row.path, path)
    return moved
  })
}

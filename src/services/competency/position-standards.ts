/** Position standards. The institution's own are confirmed by being made; templates wait for a decision. */
import { refuseUnless } from '../../domain/errors.ts'
import type { RequiredLevels } from '../../domain/competency/position-standards.ts'
import type { PositionClass } from '../../domain/organisation/positions.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import * as standards from '../../repositories/competency/position-standards.ts'
import type { PositionStandardRow } from '../../repositories/competency/position-standards.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export const createPositionStandard = async (
  context: WriteContext,
  body: { positionClass?: PositionClass; positionId?: string; levels: RequiredLevels },
): Promise<PositionStandardRow> => {
  const { positionClass = null, positionId = null, levels } = body
  refuseUnless((positionClass === null) !== (positionId === null), 'positionStandard.targetAmbiguous')
  const id = context.newId()
  record(context, id)
  const standard = { id, positionClass, positionId, levels, origin: 'institution', confirmedAt: context.now } as const
  return standards.insertPositionStandard(context.tx, context.actor.institutionId, standard, context.now)
}

export const listPositionStandards = (
  context: Context,
  filter: { positionClass?: PositionClass; positionId?: string },
  page: PageRequest,
): Promise<Page<PositionStandardRow>> =>
  standards.listPositionStandards(context.db, context.actor.institutionId, filter, page)

export const getPositionStandard = async (context: Context, id: string): Promise<PositionStandardRow> =>
  found(await standards.findPositionStandard(context.db, context.actor.institutionId, id))

/** Other levels are the institution's own decision, and therefore confirmed. */
export const updatePositionStandard = async (
  context: WriteContext,
  id: string,
  { levels }: { levels: RequiredLevels },
): Promise<PositionStandardRow> => {
  const { institutionId } = context.actor
  const row = found(await standards.findPositionStandardForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  record(context, id)
  const change = { levels, origin: 'institution', confirmedAt: context.now } as const
  return standards.updatePositionStandard(context.tx, institutionId, id, change, context.now)
}

export const confirmPositionStandard = async (context: WriteContext, id: string): Promise<PositionStandardRow> => {
  const { institutionId } = context.actor
  const row = found(await standards.findPositionStandardForUpdate(context.tx, institutionId, id))
  refuseUnless(row.confirmedAt === null, 'positionStandard.alreadyConfirmed')
  record(context, id, { origin: row.origin })
  return standards.updatePositionStandard(
    context.tx,
    institutionId,
    id,
    { ...row, confirmedAt: context.now },
    context.now,
  )
}

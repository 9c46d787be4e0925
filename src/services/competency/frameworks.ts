/** Frameworks: drafted, published, retired; a published edition never changes. */
import {
  checkFramework,
  checkPublishable,
  nextFrameworkState,
  type Competency,
  type FrameworkState,
} from '../../domain/competency/frameworks.ts'
import type { Page, PageRequest } from '../../domain/pages.ts'
import type { Instrument } from '../../domain/scoring/policies.ts'
import * as frameworks from '../../repositories/competency/frameworks.ts'
import type { FrameworkRow, FrameworkSummary } from '../../repositories/competency/frameworks.ts'
import { checkVersion, found, record, type Context, type WriteContext } from '../context.ts'

export interface CreateFramework {
  readonly code: string
  readonly name: string
  readonly instrument: Instrument
  readonly source: string
  readonly competencies: readonly Competency[]
}
export type UpdateFramework = Partial<Pick<CreateFramework, 'name' | 'source' | 'competencies'>>

export const createFramework = async (context: WriteContext, body: CreateFramework): Promise<FrameworkRow> => {
  checkFramework(body)
  const { institutionId } = context.actor
  const edition = await frameworks.nextEdition(context.tx, institutionId, body.code)
  const id = context.newId()
  record(context, id, { code: body.code, edition })
  return frameworks.insertFramework(
    context.tx,
    institutionId,
    { ...body, id, edition, preset: null, state: 'draft' },
    context.now,
  )
}

export const listFrameworks = (
  context: Context,
  filter: { code?: string; state?: FrameworkState },
  page: PageRequest,
): Promise<Page<FrameworkSummary>> => frameworks.listFrameworks(context.db, context.actor.institutionId, filter, page)

export const getFramework = async (context: Context, id: string): Promise<FrameworkRow> =>
  found(await frameworks.findFramework(context.db, context.actor.institutionId, id))

export const updateFramework = async (
  context: WriteContext,
  id: string,
  change: UpdateFramework,
): Promise<FrameworkRow> => {
  const { institutionId } = context.actor
  const row = found(await frameworks.findFrameworkForUpdate(context.tx, institutionId, id))
  checkVersion(context, row)
  const next = { ...row, ...change, state: nextFrameworkState(row.state, 'edit') }
  checkFramework(next)
  record(context, id)
  return frameworks.updateFramework(context.tx, institutionId, id, next, context.now)
}

export const publishFramework = async (context: WriteContext, id: string): Promise<FrameworkRow> => {
  const { institutionId } = context.actor
  const row = found(await frameworks.findFrameworkForUpdate(context.tx, institutionId, id))
  const state = nextFrameworkState(row.state, 'publish')
  checkPublishable(row)
  record(context, id, { state })
  return frameworks.updateFramework(context.tx, institutionId, id, { ...row, state }, context.now)
}

export const retireFramework = async (context: WriteContext, id: string): Promise<FrameworkRow> => {
  const { institutionId } = context.actor
  const row = found(await frameworks.findFrameworkForUpdate(context.tx, institutionId, id))
  const state = nextFrameworkState(row.state, 'retire')
  record(context, id, { state })
  return frameworks.updateFramework(context.tx, institutionId, id, { ...row, state }, context.now)
}

/** Presets: what ships with the service, and how it becomes the institution's own. */
import { DomainError } from '../../domain/errors.ts'
import type { Page } from '../../domain/pages.ts'
import { PRESETS, type FrameworkPreset, type Preset, type StandardsPreset } from '../../presets/index.ts'
import * as frameworks from '../../repositories/competency/frameworks.ts'
import * as standards from '../../repositories/competency/position-standards.ts'
import { storePolicy } from '../appraisal/scoring-policies.ts'
import { record, type Context, type WriteContext } from '../context.ts'

type PresetView = Omit<Preset, 'framework' | 'competencies' | 'levels' | 'policy'>

const viewOf = ({ id, kind, title, titleEn, source, status, date, note }: Preset): PresetView => ({
  id,
  kind,
  title,
  titleEn,
  source,
  status,
  date,
  note,
})

export const listPresets = (_context: Context): Promise<Page<PresetView>> =>
  Promise.resolve({ items: [...PRESETS.values()].map(viewOf), nextAfter: null })

export interface Installation {
  readonly presetId: string
  readonly kind: Preset['kind']
  readonly resourceIds: readonly string[]
}

const installFramework = async (
  context: WriteContext,
  { id: preset, source, framework }: FrameworkPreset,
): Promise<string[]> => {
  const { institutionId } = context.actor
  if ((await frameworks.nextEdition(context.tx, institutionId, framework.code)) > 1)
    throw new DomainError('preset.alreadyInstalled')
  const row = { ...framework, id: context.newId(), edition: 1, source, preset, state: 'published' } as const
  await frameworks.insertFramework(context.tx, institutionId, row, context.now)
  return [row.id]
}

/** One standard per class, marked as a template until the institution confirms it: the numbers are from memory, not law. */
const installStandards = async (context: WriteContext, preset: StandardsPreset): Promise<string[]> => {
  const ids: string[] = []
  for (const { class: positionClass, level } of preset.levels) {
    const id = context.newId()
    const levels = Object.fromEntries(preset.competencies.map((code) => [code, level]))
    const standard = { id, positionClass, positionId: null, levels, origin: 'template', confirmedAt: null } as const
    await standards.insertPositionStandard(context.tx, context.actor.institutionId, standard, context.now)
    ids.push(id)
  }
  return ids
}

const install = async (context: WriteContext, preset: Preset): Promise<string[]> => {
  if (preset.kind === 'framework') return installFramework(context, preset)
  if (preset.kind === 'position_standards') return installStandards(context, preset)
  return [(await storePolicy(context, preset.policy, preset.id)).id]
}

/** Installing twice is refused by the same rule that refuses a second edition: `…editionTaken` or `preset.alreadyInstalled`. */
export const installPreset = async (context: WriteContext, presetId: string): Promise<Installation> => {
  const preset = PRESETS.get(presetId)
  if (!preset) throw new DomainError('resource.notFound')
  const resourceIds = await install(context, preset)
  record(context, resourceIds[0] ?? context.actor.institutionId, { preset: presetId, resources: resourceIds.length })
  return { presetId, kind: preset.kind, resourceIds }
}

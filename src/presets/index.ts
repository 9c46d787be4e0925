/** The presets: regulations and templates as dated data, each saying whether it was verified. */
import { readFileSync } from 'node:fs'
import type { FrameworkContent } from '../domain/competency/frameworks.ts'
import type { PositionClass } from '../domain/organisation/positions.ts'
import type { Instrument, ScoringPolicy } from '../domain/scoring/policies.ts'

interface PresetHead {
  readonly id: string
  readonly title: string
  readonly titleEn: string
  readonly source: string
  /** `template`: a proposal that the institution has to decide on; never law. */
  readonly status: 'verified' | 'template'
  readonly date: string
  readonly note: string
}
export interface FrameworkPreset extends PresetHead {
  readonly kind: 'framework'
  readonly framework: {
    readonly code: string
    readonly name: string
    readonly instrument: Instrument
  } & FrameworkContent
}
export interface StandardsPreset extends PresetHead {
  readonly kind: 'position_standards'
  readonly competencies: readonly string[]
  readonly levels: readonly { readonly class: PositionClass; readonly level: number; readonly confidence: string }[]
}
export interface PolicyPreset extends PresetHead {
  readonly kind: 'scoring_policy'
  readonly policy: ScoringPolicy
}
export type Preset = FrameworkPreset | StandardsPreset | PolicyPreset

const IDS = [
  'permenpanrb-38-2017',
  'berakhlak',
  'required-levels-template',
  'permenpanrb-6-2022',
  'competency-jpm',
  'pp-30-2019-360',
] as const

const read = (id: string): Preset =>
  JSON.parse(readFileSync(new URL(`./${id}.json`, import.meta.url), 'utf8')) as Preset

export const PRESETS: ReadonlyMap<string, Preset> = new Map(IDS.map((id) => [id, read(id)]))

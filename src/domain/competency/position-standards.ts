/** Position standards: the level that a class, or a single position, requires per competency. The position's own wins. */
import type { PositionClass } from '../organisation/positions.ts'

export const STANDARD_ORIGINS = ['institution', 'template'] as const
export type StandardOrigin = (typeof STANDARD_ORIGINS)[number]

/** Level 1..5 per competency code. */
export type RequiredLevels = Readonly<Record<string, number>>

export interface Standard {
  readonly positionClass: PositionClass | null
  readonly positionId: string | null
  readonly levels: RequiredLevels
  readonly confirmed: boolean
}

/** The standard of one position, then of its class; null when neither exists. */
export const standardFor = (
  standards: readonly Standard[],
  positionId: string,
  positionClass: string,
): Standard | null =>
  standards.find((standard) => standard.positionId === positionId) ??
  standards.find((standard) => standard.positionId === null && standard.positionClass === positionClass) ??
  null

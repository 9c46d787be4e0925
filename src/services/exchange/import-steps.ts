/** What each kind of file needs beyond staging and publishing: codes resolved, order kept, consequences followed. */
import type { ImportKind } from '../../domain/exchange/kinds.ts'
import { placeUnits, type NamedUnit } from '../../domain/organisation/unit-tree.ts'
import { lockTree } from '../../repositories/organisation/units.ts'
import type { Publication } from '../../repositories/exchange/publishing.ts'
import * as resolving from '../../repositories/exchange/resolving.ts'
import * as results from '../../repositories/exchange/resolving-results.ts'
import type { StagedUnit } from '../../repositories/exchange/resolving.ts'
import { markFound } from '../../repositories/exchange/staging.ts'
import type { FileJobContext } from '../job-context.ts'
import { publishPaperResponses, resolvePaperResponses } from './paper-responses.ts'
import { carriesPlacements, placePeople } from './placements.ts'
import { newOverlaps, type FoundFault } from './reporting-lines.ts'
import { resolveResults } from './work-results.ts'

/** What a step is given: the job, the cycle of its file and the day at the institution. */
export interface StepContext extends FileJobContext {
  readonly cycleId: string | null
  readonly today: string
}

export interface KindSteps {
  /** Codes to ids; what is not found becomes a fault of its line. May run again after lines were refused. */
  readonly resolve: (context: StepContext, publication: Publication) => Promise<void>
  /** In place of rows that are updated and inserted one for one. */
  readonly publish: ((context: StepContext) => Promise<{ inserted: number; updated: number }>) | null
  /** Updates that must come before all others, as conditions over the row `t` and the line `s`. */
  readonly updatedFirst: readonly string[]
  /** After the lines are in. */
  readonly follow: (context: StepContext, publication: Publication) => Promise<Followed>
  /** Whether lines of superiors can change. */
  readonly bendsLines: (publication: Publication) => boolean
}

export interface Followed {
  /** Earlier placements that a newer one ended. */
  readonly ended: number
  /** Placements that lines of people made or changed. */
  readonly placed: number
  /** What is wrong with lines, now that they are in. */
  readonly faults: readonly FoundFault[]
}

const NOTHING: Followed = { ended: 0, placed: 0, faults: [] }

const PLAIN: KindSteps = {
  resolve: () => Promise.resolve(),
  publish: null,
  updatedFirst: [],
  follow: () => Promise.resolve(NOTHING),
  bendsLines: () => false,
}

/** undefined leaves the unit where it is: the file, or this line, names no parent at all. */
const parentOf = (unit: StagedUnit, { fields, bitOf }: Publication): NamedUnit['parent'] => {
  const has = (field: string): boolean => fields?.has(field) ?? (unit.present & (1 << bitOf(field))) !== 0
  if (!has('parentCode') && !has('parentSiasnId')) return undefined
  return unit.parentCode ?? unit.parentSiasnId
}

const placeStaged = async ({ tx, institutionId }: StepContext, publication: Publication) => {
  const known = await resolving.allUnits(tx, institutionId)
  const staged = await resolving.stagedUnits(tx)
  return placeUnits(
    known,
    staged.map((unit) => ({ ...unit, parent: parentOf(unit, publication) })),
  )
}

/** Refusing a unit leaves those below it without a parent: looked at again until nothing more is found. */
const resolveUnits = async (context: StepContext, publication: Publication): Promise<void> => {
  await lockTree(context.tx, context.institutionId)
  for (;;) {
    const { placed, faults } = await placeStaged(context, publication)
    if (faults.length === 0) {
      await resolving.saveStagedPlaces(context.tx, placed)
      return
    }
    await markFound(
      context.tx,
      faults.map((fault) => ({ ...fault, column: 'parentCode', value: '' })),
    )
  }
}

/** Units below a moved one, which the file need not name, get the paths that follow from it. */
const followUnits = async ({ tx, institutionId, now }: StepContext): Promise<Followed> => {
  const { placed } = placeUnits(await resolving.allUnits(tx, institutionId), [])
  await resolving.followMoved(tx, institutionId, placed, now)
  return NOTHING
}

const STEPS: Readonly<Record<ImportKind, KindSteps>> = {
  units: { ...PLAIN, resolve: resolveUnits, follow: followUnits, bendsLines: () => true },
  positions: {
    ...PLAIN,
    resolve: ({ tx, institutionId }) => resolving.resolvePositions(tx, institutionId),
    // Whoever stops leading a unit stops before another one begins.
    updatedFirst: ['t.leads_unit and (s."leadsUnit" is false or s.active is false or s.unit_id <> t.unit_id)'],
    bendsLines: () => true,
  },
  employees: { ...PLAIN, follow: placePeople, bendsLines: carriesPlacements },
  assignments: {
    ...PLAIN,
    resolve: async ({ tx, institutionId }, { bitOf }) => {
      await resolving.resolveAssignments(tx, institutionId)
      await resolving.endBeforeNext(tx, 1 << bitOf('endsOn'))
    },
    follow: async (context) => {
      const ended = await resolving.endPredecessors(context.tx, context.institutionId, context.now)
      return { ended, placed: 0, faults: await newOverlaps(context) }
    },
    bendsLines: () => true,
  },
  'position-standards': {
    ...PLAIN,
    resolve: ({ tx, institutionId }) => resolving.resolveStandards(tx, institutionId),
  },
  'work-results': { ...PLAIN, resolve: resolveResults },
  'feedback-responses': { ...PLAIN, resolve: resolvePaperResponses, publish: publishPaperResponses },
  trainings: { ...PLAIN, resolve: ({ tx, institutionId }) => results.resolveTrainings(tx, institutionId) },
  enrolments: { ...PLAIN, resolve: ({ tx, institutionId }) => results.resolveEnrolments(tx, institutionId) },
  'satisfaction-surveys': { ...PLAIN, resolve: ({ tx, institutionId }) => results.resolveSurveys(tx, institutionId) },
}

export const stepsOf = (kind: ImportKind): KindSteps => STEPS[kind]

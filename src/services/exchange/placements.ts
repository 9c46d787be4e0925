/** Reporting lines in lines of people: placed once the people are in, under the rules of a file of their own. */
import { stagedFields } from '../../domain/exchange/lines.ts'
import { beginPlacements, endPlacements, type CarriedField } from '../../repositories/exchange/placements.ts'
import * as publishing from '../../repositories/exchange/publishing.ts'
import type { Publication } from '../../repositories/exchange/publishing.ts'
import * as resolving from '../../repositories/exchange/resolving.ts'
import { TARGETS } from '../../repositories/exchange/targets.ts'
import type { Followed, StepContext } from './import-steps.ts'
import { newOverlaps } from './reporting-lines.ts'

const PLACEMENT_FIELDS = stagedFields('assignments').map(({ field }) => field)

const publicationOf = ({ institutionId, now, fields }: Publication): Publication => ({
  institutionId,
  now,
  target: TARGETS.assignments,
  fields: fields && new Set(PLACEMENT_FIELDS.filter((field) => fields.has(field))),
  bitOf: (field) => PLACEMENT_FIELDS.indexOf(field),
})

/** Whether the file can name positions at all; of a file whose lines name their cells themselves nobody knows before. */
export const carriesPlacements = ({ fields }: Publication): boolean => fields?.has('positionCode') ?? true

export const placePeople = async (context: StepContext, people: Publication): Promise<Followed> => {
  if (!carriesPlacements(people)) return { ended: 0, placed: 0, faults: [] }
  const { tx, institutionId, now } = context
  const publication = publicationOf(people)
  const carried = PLACEMENT_FIELDS.map((field): CarriedField => ({
    field,
    from: people.bitOf(field),
    to: publication.bitOf(field),
  }))
  await beginPlacements(tx, carried)
  await resolving.resolveAssignments(tx, institutionId)
  await resolving.endBeforeNext(tx, 1 << publication.bitOf('endsOn'))
  const updated = await publishing.updateKnown(publication, tx, 'true')
  const inserted = await publishing.insertNew(publication, tx)
  const ended = await resolving.endPredecessors(tx, institutionId, now)
  const overlaps = await newOverlaps(context)
  return { ended, placed: updated + inserted, faults: [...(await endPlacements(tx)), ...overlaps] }
}

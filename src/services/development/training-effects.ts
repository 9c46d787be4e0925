/** What a training changed: those who completed it beside those who were not in it, between two published cycles. */
import { deviationBefore, effectOf, LEAST_PEOPLE, reliableChange } from '../../domain/development/effects.ts'
import { refuseUnless } from '../../domain/errors.ts'
import { pageBy, type PageRequest } from '../../domain/pages.ts'
import { developmentText } from '../../i18n/index.ts'
import { findCycle, type CycleRow } from '../../repositories/appraisal/cycles.ts'
import { comparePeople, type ComparedPerson } from '../../repositories/development/training-effects.ts'
import { findTraining } from '../../repositories/development/trainings.ts'
import { found, record, type Context, type WitnessedContext } from '../context.ts'

export interface Asked {
  readonly before: string
  readonly after: string
  /** One that the training addresses; the first of them unless given. */
  readonly competency?: string
}

/** Of the ratings, 0 to 1: a planning value (template), since it is not known for one institution's form. */
const RELIABILITY = '0.80'

const published = async (context: Context, id: string): Promise<CycleRow> => {
  const cycle = await findCycle(context.db, context.actor.institutionId, id)
  refuseUnless(cycle?.state === 'published', 'training.cycleUnknown')
  return cycle
}

/** Throws `training.addressesNothing`, `training.cycleUnknown`, `training.cyclesOutOfOrder`. */
const compare = async (context: Context, trainingId: string, asked: Asked) => {
  const { institutionId } = context.actor
  const training = found(await findTraining(context.db, institutionId, trainingId))
  const codes = training.competencies.map(({ code }) => code)
  const competency = asked.competency ?? codes[0]
  refuseUnless(competency !== undefined && codes.includes(competency), 'training.addressesNothing')
  const [before, after] = [await published(context, asked.before), await published(context, asked.after)]
  refuseUnless(before.endsOn <= after.startsOn, 'training.cyclesOutOfOrder', {
    before: before.endsOn,
    after: after.startsOn,
  })
  const people = await comparePeople(context.db, institutionId, { trainingId, competency, before, after })
  return { competency, people }
}

const scores = (people: readonly ComparedPerson[]) =>
  people.map(({ pre, post }) => ({ pre: Number(pre), post: Number(post) }))

export const getTrainingEffect = async (context: Context, id: string, asked: Asked) => {
  const { competency, people } = await compare(context, id, asked)
  const trained = people.filter((person) => person.trained)
  const others = people.filter((person) => !person.trained)
  const effect = effectOf(scores(trained), scores(others))
  const changedRaters = people.filter(({ sameRaters }) => !sameRaters).length
  const facts = { trained: trained.length, others: others.length, needed: LEAST_PEOPLE }
  return {
    trainingId: id,
    competency,
    beforeCycleId: asked.before,
    afterCycleId: asked.after,
    ...effect,
    // Fewer than the minimum are not even counted for others to see.
    changedRaters: effect.reading === 'notReported' ? null : changedRaters,
    words: developmentText(context.language, `effect.${effect.reading}`, facts),
    caution: developmentText(context.language, 'effect.caution'),
  }
}

export interface ChangeRequest extends Asked {
  readonly reliability?: string
}

/** Person by person, for those who run trainings: what one figure against another can say, and what it cannot. */
export const listTrainingChanges = async (
  context: WitnessedContext,
  id: string,
  asked: ChangeRequest,
  page: PageRequest,
) => {
  const { competency, people } = await compare(context, id, asked)
  const deviation = people.length < LEAST_PEOPLE ? 0 : deviationBefore(scores(people))
  const reliability = Number(asked.reliability ?? RELIABILITY)
  const trained = people.filter((person) => person.trained && person.employeeId > (page.after ?? ''))
  const shown = pageBy(trained, page, ({ employeeId }) => employeeId)
  const items = shown.items.map(({ employeeId, pre, post, sameRaters }) => {
    const change = reliableChange({ pre: Number(pre), post: Number(post) }, deviation, reliability)
    const words = developmentText(context.language, `change.${change.reading}`)
    return { employeeId, competency, pre, post, ...change, sameRaters, words }
  })
  if (items.length > 0) record(context, id, { shown: items.length })
  return { items, nextAfter: shown.nextAfter }
}

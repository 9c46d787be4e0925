/** Prepares the records of a hand-over, in steps and in one transaction. */
import { DomainError, type Facts } from '../../domain/errors.ts'
import { annualBody, courseBody, periodicBody, type Prepared } from '../../domain/exchange/siasn-bodies.ts'
import { FIRST_ID } from '../../domain/pages.ts'
import * as records from '../../repositories/exchange/siasn-records.ts'
import type { HandoverCounts, PreparedRecord, SiasnHandoverRow } from '../../repositories/exchange/siasn-records.ts'
import { loadCourseFacts, loadResultFacts } from '../../repositories/exchange/siasn-sources.ts'
import type { JobContext } from '../job-context.ts'

const STEP = 1_000

interface Source {
  readonly sourceId: string
  readonly employeeId: string
}

/** The next sources behind one, and what is said of each. */
type Step = (after: string) => Promise<(readonly [Source, Prepared])[]>

const stepOf = ({ tx, institutionId }: JobContext, { service, cycleId, year, parameters }: SiasnHandoverRow): Step => {
  if (service === 'kursus/save')
    return async (after) =>
      (await loadCourseFacts(tx, institutionId, year ?? 0, after, STEP)).map((facts) => [
        facts,
        courseBody(facts, parameters),
      ])
  return async (after) =>
    (await loadResultFacts(tx, institutionId, cycleId ?? '', after, STEP)).map((facts) => [
      facts,
      service === 'skp22/save' ? annualBody(facts) : periodicBody(facts, parameters),
    ])
}

const NONE: HandoverCounts = { created: 0, renewed: 0, unchanged: 0, in_flight: 0, incomplete: 0 }

const add = (a: HandoverCounts, b: HandoverCounts): HandoverCounts => ({
  created: a.created + b.created,
  renewed: a.renewed + b.renewed,
  unchanged: a.unchanged + b.unchanged,
  in_flight: a.in_flight + b.in_flight,
  incomplete: a.incomplete + b.incomplete,
})

export const prepareSiasnRecords = async (context: JobContext, handoverId: string): Promise<Facts> => {
  const { tx, institutionId, now } = context
  const handover = await records.findSiasnHandover(tx, institutionId, handoverId)
  if (!handover) throw new DomainError('resource.notFound')
  const step = stepOf(context, handover)
  let [counts, after, done] = [NONE, FIRST_ID, 0]
  for (;;) {
    const sources = await step(after)
    const prepared = sources.map(([{ sourceId, employeeId }, { body, lacking }]): PreparedRecord => ({
      id: context.newId(),
      sourceId,
      employeeId,
      body,
      lacking,
    }))
    counts = add(counts, await records.saveSiasnRecords(tx, institutionId, handover, prepared, now))
    done += sources.length
    await context.progress(done, done)
    const last = sources.at(-1)
    if (!last || sources.length < STEP) break
    after = last[0].sourceId
  }
  await records.saveHandoverCounts(tx, institutionId, handoverId, counts)
  return { service: handover.service, ...counts }
}

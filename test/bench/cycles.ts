/** Opening, scoring and publishing as the service does them, against the time that a person would wait. */
import { setTimeout as sleep } from 'node:timers/promises'
import {
  ANSWERED_CYCLE,
  answerTheRest,
  analyze,
  APPRAISED,
  cycleBody,
  PEOPLE,
  seedAnsweredCycle,
  type Institution,
} from './institution.ts'
import { atMost, type Measured } from './measure.ts'
import { WrongAnswer } from './traffic.ts'

interface Job {
  readonly id: string
  readonly state: string
}

const MEMORY_EVERY_MS = 200

interface Ran {
  readonly seconds: number
  /** Largest resident memory of the service, in MiB. */
  readonly memory: number
}

/** From the request to the end of the job. */
const runJob = async ({ hr, world }: Institution, path: string): Promise<Ran> => {
  let memory = 0
  const looking = setInterval(() => {
    void world.memory().then((now) => (memory = Math.max(memory, now)))
  }, MEMORY_EVERY_MS)
  const began = performance.now()
  try {
    const asked = await hr.post<Job>(path, path)
    for (let job = asked.body; ; job = await hr.get<Job>(`/v1/jobs/${asked.body.id}`)) {
      if (job.state === 'succeeded') return { seconds: (performance.now() - began) / 1_000, memory }
      if (job.state !== 'queued' && job.state !== 'running') throw new WrongAnswer(`${path}: ${JSON.stringify(job)}`)
      await sleep(50)
    }
  } finally {
    clearInterval(looking)
  }
}

const countAppraisals = async ({ id, world }: Institution, cycle: string): Promise<number> => {
  const { rows } = await world.owner.query<{ n: number }>(
    `select count(*)::int as n from appraisals where institution_id = $1 and cycle_id = $2`,
    [id, cycle],
  )
  return rows[0]?.n ?? 0
}

export const openCycle = async (institution: Institution): Promise<Ran & { readonly id: string }> => {
  const created = await institution.hr.post<{ id: string }>('/v1/cycles', 'bench', cycleBody(institution.formId))
  const { id } = created.body
  return { id, ...(await runJob(institution, `/v1/cycles/${id}/opening`)) }
}

export const openingCase = async (institution: Institution): Promise<Measured> => {
  const { id, seconds } = await openCycle(institution)
  const appraisals = await countAppraisals(institution, id)
  if (appraisals !== PEOPLE) throw new WrongAnswer(`${String(appraisals)} of ${String(PEOPLE)} appraisals`)
  await seedAnsweredCycle(institution, id)
  return atMost(`opening a cycle of ${PEOPLE.toLocaleString('en')}, raters drawn`, seconds, 30, 's')
}

export const fillCycle = async ({ id, world }: Institution): Promise<void> => {
  await answerTheRest(world.owner, id)
  await analyze(world.owner)
}

export const sealingCases = async (institution: Institution): Promise<Measured[]> => {
  const { hr, id, world } = institution
  await hr.post(`/v1/cycles/${ANSWERED_CYCLE}/closing`, 'closing')
  const scored = await runJob(institution, `/v1/cycles/${ANSWERED_CYCLE}/scoring`)
  const { rows } = await world.owner.query<{ n: number }>(
    'select count(distinct result_sha256)::int as n from results where institution_id = $1 and breakdown is not null',
    [id],
  )
  if (rows[0]?.n !== APPRAISED) throw new WrongAnswer(`${String(rows[0]?.n)} sealed results`)
  const published = await runJob(institution, `/v1/cycles/${ANSWERED_CYCLE}/publication`)
  const people = APPRAISED.toLocaleString('en')
  return [
    atMost(`sealed results of ${people} people, with breakdowns and hashes`, scored.seconds, 15, 's'),
    atMost('memory of the service while it seals', scored.memory, 300, 'MiB', 0),
    atMost(`release audit and publication of ${people} people`, published.seconds, 30, 's'),
  ]
}

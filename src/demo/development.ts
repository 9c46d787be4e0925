/** From the first cycle's gaps to a training, a second cycle after it, and what both show side by side. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ok } from '../client/index.ts'
import { act, ensure, type Client } from './client.ts'
import type { Cycle, Person, Tell } from './build.ts'
import { buildNextCycle } from './build.ts'
import { driveCycle, type Answering } from './drive.ts'

type As = (subject: string) => Client
type Say = (line?: string) => void

interface Resource {
  readonly id: string
}
interface Enrolment extends Resource {
  readonly employeeId: string
  readonly state: string
  readonly version: number
}

const COMPETENCY = 'M.3'
const SEATS = 30

const buildTraining = async (hr: Client, year: string): Promise<{ training: Resource; session: Resource | null }> => {
  const body = {
    code: `KOM-${year}`,
    name: 'Komunikasi pelayanan publik (contoh)',
    delivery: 'KLASIKAL',
    siasnTypeId: '3',
    certificateKind: 'T',
    organiser: 'BKPSDM (contoh)',
    hours: 24,
    startsOn: `${year}-12-29`,
    endsOn: `${year}-12-31`,
    competencies: [{ code: COMPETENCY, level: 3 }],
  }
  const training = await ensure<Resource>(hr, '/v1/trainings', `training/${year}`, body, `code=${body.code}`)
  const days = { startsOn: body.startsOn, endsOn: body.endsOn, place: 'Aula kecamatan (contoh)', seats: SEATS }
  const session = await act<Resource>(hr, `/v1/trainings/${training.id}/sessions`, `session/${year}`, days)
  return { training, session }
}

/** Those with the largest gaps get the seats; all of them complete it. Ids of who was trained. */
const train = async (hr: Client, cycle: Cycle, tell: Tell): Promise<{ training: Resource; trained: Set<string> }> => {
  const { training, session } = await buildTraining(hr, cycle.endsOn.slice(0, 4))
  if (session)
    await act(hr, `/v1/training-sessions/${session.id}/selection`, `select/${session.id}`, {
      cycleId: cycle.id,
      seed: 'musyawarah-contoh',
    })
  const { items } = await hr.get<{ items: Enrolment[] }>(`/v1/enrolments?trainingId=${training.id}&limit=200`)
  for (const { id, version } of items.filter(({ state }) => state === 'ENROLLED'))
    await hr.patch(`/v1/enrolments/${id}`, version, {
      state: 'COMPLETED',
      attendedHours: 24,
      certificateNumber: `CONTOH/${id.slice(-6)}`,
      certificateOn: cycle.endsOn,
    })
  tell(`${String(items.length)} kursi pelatihan diisi menurut kesenjangan terbesar, pelatihan selesai`)
  return { training, trained: new Set(items.map(({ employeeId }) => employeeId)) }
}

const agreePlan = async (as: As, cycle: Cycle, tell: Tell): Promise<void> => {
  const employee = as('local:employee')
  const { employeeId } = await employee.get<{ employeeId: string }>('/v1/me')
  const { items } = await employee.get<{ items: { state: string }[] }>(`/v1/development-plans?cycleId=${cycle.id}`)
  if (items.some(({ state }) => state !== 'proposed')) return
  const supervisor = as('local:supervisor')
  const plan = await act<Resource>(supervisor, '/v1/development-plans', `plan/${cycle.id}`, {
    employeeId,
    cycleId: cycle.id,
  })
  if (!plan) return
  await act(employee, `/v1/development-plans/${plan.id}/agreement`, `agree-employee/${plan.id}`)
  await act(supervisor, `/v1/development-plans/${plan.id}/agreement`, `agree-superior/${plan.id}`)
  tell('rencana pengembangan diusulkan dari kesenjangan dan disepakati keduanya')
}

/** Means of the nine elements as a kelurahan might have reported them, a little better the year after. */
const reportSatisfaction = async (hr: Client, cycles: readonly Cycle[]): Promise<void> => {
  const { items } = await hr.get<{ items: (Resource & { code: string })[] }>('/v1/units?limit=200')
  const kelurahan = items.filter(({ code }) => code.startsWith('KEL-'))
  for (const [year, { startsOn, endsOn }] of cycles.entries())
    for (const [index, { id, code }] of kelurahan.entries()) {
      const elements = Array.from({ length: 9 }, (_, element) =>
        (2.8 + ((index * 7 + element * 3) % 10) / 10 + year * 0.1).toFixed(2),
      )
      const survey = { unitId: id, startsOn, endsOn, respondents: 150 + index, elements }
      await act(hr, '/v1/satisfaction-surveys', `survey/${code}/${startsOn}`, survey)
    }
}

const showEffect = async (hr: Client, trainingId: string, before: Cycle, after: Cycle, say: Say): Promise<void> => {
  const params = { path: { id: trainingId }, query: { before: before.id, after: after.id } }
  const effect = ok(await hr.api.GET('/v1/trainings/{id}/effect', { params }))
  say('\nDampak pelatihan (kompetensi komunikasi)')
  const lines = [
    ['dilatih', effect.trained],
    ['pembanding', effect.comparison],
  ] as const
  for (const [label, change] of lines)
    if (change)
      say(
        `  ${label.padEnd(11)} ${String(change.people).padStart(3)} orang  ${change.before} → ${change.after}  perubahan ${change.value} [${change.low}; ${change.high}]`,
      )
  if (effect.hedgesG) say(`  Hedges g    ${effect.hedgesG.value} [${effect.hedgesG.low}; ${effect.hedgesG.high}]`)
  say(`  ${effect.words}`)
  say(`  ${effect.caution}`)
}

const showUnits = async (hr: Client, say: Say): Promise<void> => {
  const { items } = await hr.get<{ items: Resource[] }>('/v1/units?code=KEC-AMPLAS')
  const id = items[0]?.id ?? ''
  const view = ok(await hr.api.GET('/v1/units/{id}/satisfaction', { params: { path: { id } } }))
  say('\nKompetensi dan kepuasan masyarakat per unit')
  for (const { cycleName, unitName, meanTotal, why, satisfaction } of view.periods)
    if (satisfaction)
      say(
        `  ${cycleName.padEnd(38)} ${unitName.padEnd(26)} kompetensi ${meanTotal ?? `– (${why ?? ''})`}  IKM ${satisfaction.index} (${satisfaction.grade})`,
      )
  say(`  ${view.association.words}${view.association.pearson === null ? '' : ` r = ${view.association.pearson}.`}`)
  say(`  ${view.caution}`)
}

const writeReport = async (employee: Client, cycle: Cycle, folder: string, say: Say): Promise<void> => {
  const { items } = await employee.get<{ items: Resource[] }>(`/v1/appraisals?cycleId=${cycle.id}`)
  const [appraisal] = items
  if (!appraisal) return
  say('\nLaporan pegawai itu, untuk dilihat dan dicetak')
  for (const format of ['html', 'pdf']) {
    const answer = await employee.api.call(`/v1/appraisals/${appraisal.id}/report/file?format=${format}`, {
      headers: { accept: '*/*' },
    })
    const file = join(folder, `contoh-laporan.${format}`)
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()))
    say(`  ${file}`)
  }
}

/** Everything between the two cycles and after them; what an earlier run did is found again. */
export const driveDevelopment = async (
  { as, hr, people, folder }: { as: As; hr: Client; people: readonly Person[]; folder: string },
  cycle: Cycle,
  tell: Tell,
  say: Say,
): Promise<void> => {
  const { training, trained } = await train(hr, cycle, tell)
  await agreePlan(as, cycle, tell)
  const next = await buildNextCycle(hr, new Date())
  const improved = people.filter(({ id }) => trained.has(id)).map(({ name }) => name)
  const answering: Answering = { improved: new Set(improved), competency: COMPETENCY }
  await driveCycle(as, hr, next, people, tell, answering)
  await reportSatisfaction(hr, [cycle, next])
  await showEffect(hr, training.id, cycle, next, say)
  await showUnits(hr, say)
  await writeReport(as('local:employee'), cycle, folder, say)
}

/** Drives the sample's cycle: opening, answers of everyone, closing, scoring, confirmation, publication. */
import { setTimeout as sleep } from 'node:timers/promises'
import { act, inParallel, type Client } from './client.ts'
import type { Cycle, Person, Tell } from './build.ts'

type As = (subject: string) => Client

interface Job {
  readonly id: string
  readonly state: string
  readonly problem: unknown
}

export const finished = async (hr: Client, job: Job): Promise<void> => {
  for (let state = job; ; state = await hr.get<Job>(`/v1/jobs/${job.id}`)) {
    if (state.state === 'succeeded') return
    if (state.state === 'failed') throw new Error(`job failed: ${JSON.stringify(state.problem)}`)
    await sleep(100)
  }
}

const WIDTH = 6

/** A small generator of its own, so that every run of the demo gives the same answers. */
const ratingOf = (text: string, tendency: number): number => {
  let hash = 2_166_136_261
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0
  return Math.max(1, Math.min(5, tendency + ([0, 0, 0, 1, 1, -1][hash % 6] ?? 0)))
}

export interface Task {
  readonly id: string
  readonly group: string
  readonly subjectName: string
}
export interface Form {
  readonly elements: readonly { readonly code: string; readonly items: readonly { readonly number: number }[] }[]
}

const tendencyOf = (subjectName: string): number => {
  const index = Number(/contoh (\d+)/.exec(subjectName)?.[1] ?? 0)
  return index % 9 === 0 ? 2 : index % 4 === 0 ? 4 : 3
}

/** Who shows more of a competency than in the cycle before. */
export interface Answering {
  readonly improved: ReadonlySet<string>
  readonly competency: string
}
const AS_BEFORE: Answering = { improved: new Set(), competency: '' }

export const ratingsFor = (task: Task, rater: Person, form: Form, { improved, competency }: Answering = AS_BEFORE) =>
  form.elements
    .flatMap(({ code, items }) => items.map(({ number }) => ({ number, code })))
    .map(({ number, code }) => {
      const text = `${rater.nip}/${task.subjectName}/${String(number)}`
      if (task.group === 'peer' && ratingOf(text, 3) === 2 && number % 13 === 0)
        return { item: number, notAbleToJudge: true }
      const lenient = task.group === 'self' ? 1 : 0
      const learned = code === competency && improved.has(task.subjectName) ? 1 : 0
      return { item: number, value: ratingOf(text, tendencyOf(task.subjectName) + lenient + learned) }
    })

const COMMENTS = [
  'Sabar melayani warga',
  'Teliti memeriksa berkas',
  'Perlu lebih sering memberi kabar',
  'Mudah diajak bekerja sama',
]

/** Colleagues write about the first element: enough of them to be shown together, and nobody alone. */
const commentsFor = (task: Task, rater: Person, form: Form): { element: string; text: string }[] => {
  const element = form.elements[0]?.code
  if (element === undefined || task.group === 'self') return []
  return [{ element, text: `${COMMENTS[ratingOf(rater.nip + task.subjectName, 3) % COMMENTS.length] ?? ''} (contoh)` }]
}

const answer = async (client: Client, rater: Person, form: Form, answering: Answering): Promise<number> => {
  const { items } = await client.get<{ items: Task[] }>('/v1/me/feedback-requests?state=active&limit=200')
  for (const task of items) {
    const declines =
      task.group === 'peer' && ratingOf(`${rater.nip}/${task.subjectName}`, 3) === 2 && rater.nip.endsWith('7')
    const [path, body] = declines
      ? ['declination', { reason: 'Jarang bekerja bersama' }]
      : ['submission', { ratings: ratingsFor(task, rater, form, answering), comments: commentsFor(task, rater, form) }]
    await act(client, `/v1/feedback-requests/${task.id}/${path}`, `${path}/${task.id}`, body as object)
  }
  return items.length
}

export const gatherFeedback = async (
  as: As,
  people: readonly Person[],
  form: Form,
  tell: Tell,
  answering: Answering = AS_BEFORE,
): Promise<void> => {
  let [answers, done] = [0, 0]
  await inParallel(people, WIDTH, async (person) => {
    const given = await answer(as(person.subject), person, form, answering)
    answers += given
    done += 1
    if (done % 25 === 0) tell(`  ${String(done)} dari ${String(people.length)} pegawai selesai menilai`)
  })
  tell(`${String(answers)} penilaian masuk`)
}

interface Appraisal {
  readonly id: string
  readonly supervisorId: string
  readonly employeeName: string
  readonly confirmedAt: string | null
  readonly version: number
}
interface Result {
  readonly proposal: string | null
}

const confirmOne = async (client: Client, { id, employeeName, version }: Appraisal): Promise<void> => {
  const tendency = tendencyOf(employeeName)
  const rating = tendency === 2 ? 'DI_BAWAH' : tendency === 4 ? 'DI_ATAS' : 'SESUAI'
  await client.put(`/v1/appraisals/${id}/work-result`, version, { rating })
  const { items } = await client.get<{ items: Result[] }>(`/v1/results?appraisalId=${id}&instrument=behaviour`)
  const proposal = items[0]?.proposal ?? null
  const deviates = proposal === null || (proposal === 'DI_ATAS' && employeeName.includes('contoh 8)'))
  const body = deviates
    ? { behaviourRating: 'SESUAI', reason: 'Catatan kinerja triwulan menunjukkan perilaku sesuai ekspektasi' }
    : { behaviourRating: proposal }
  await act(client, `/v1/appraisals/${id}/confirmation`, `confirm/${id}`, body)
}

export const confirmAll = async (as: As, cycle: Cycle, people: readonly Person[], tell: Tell): Promise<void> => {
  let confirmed = 0
  await inParallel(people, WIDTH, async (person) => {
    const client = as(person.subject)
    const { items } = await client.get<{ items: Appraisal[] }>(`/v1/appraisals?cycleId=${cycle.id}&limit=200`)
    for (const appraisal of items.filter(
      ({ supervisorId, confirmedAt }) => supervisorId === person.id && confirmedAt === null,
    )) {
      await confirmOne(client, appraisal)
      confirmed += 1
    }
  })
  tell(`${String(confirmed)} penilaian dikonfirmasi atasan`)
}

/** Each step is taken only if the cycle is still before it, so that a second run goes on where the first ended. */
export const driveCycle = async (
  as: As,
  hr: Client,
  cycle: Cycle,
  people: readonly Person[],
  tell: Tell,
  answering?: Answering,
): Promise<void> => {
  const stateNow = async (): Promise<string> => (await hr.get<Cycle>(`/v1/cycles/${cycle.id}`)).state
  if ((await stateNow()) === 'draft') {
    const { findings } = await hr.get<{ findings: { blocking: boolean }[] }>(`/v1/cycles/${cycle.id}/preflight`)
    tell(
      `pemeriksaan awal: ${String(findings.filter(({ blocking }) => blocking).length)} penghalang, ${String(findings.length)} catatan`,
    )
    const job = await act<Job>(hr, `/v1/cycles/${cycle.id}/opening`, `open/${cycle.id}`)
    if (job) await finished(hr, job)
    tell('periode dibuka, penilai diundi')
  }
  if ((await stateNow()) === 'open') {
    const { formId } = await hr.get<{ formId: string }>(`/v1/cycles/${cycle.id}`)
    await gatherFeedback(as, people, await hr.get<Form>(`/v1/forms/${formId}`), tell, answering)
    await act(hr, `/v1/cycles/${cycle.id}/closing`, `close/${cycle.id}`)
    tell('periode ditutup')
  }
  if ((await stateNow()) === 'closed') {
    const job = await act<Job>(hr, `/v1/cycles/${cycle.id}/scoring`, `score/${cycle.id}`)
    if (job) await finished(hr, job)
    tell('nilai dihitung dan disegel')
  }
  if ((await stateNow()) === 'scored') {
    if (!answering) await confirmAll(as, cycle, people, tell)
    const job = await act<Job>(hr, `/v1/cycles/${cycle.id}/publication`, `publish/${cycle.id}`)
    if (job) await finished(hr, job)
    tell(job ? 'hasil diperiksa dan diumumkan' : 'hasil belum dapat diumumkan')
  }
}

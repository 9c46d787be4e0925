/** Two offices of people rated by competencies in two cycles, so that there is something to develop and to compare. */
import { addPerson, finished, PHASES, publish, type Person } from './cycle.ts'
import type { Caller, TestApp } from './app.ts'

export const STAFF = 7

export interface Developing {
  readonly institutionId: string
  readonly hr: Caller
  readonly topId: string
  readonly unitIds: string[]
  readonly head: Person
  readonly leaders: readonly Person[]
  /** Of the first unit, then of the second. */
  readonly staff: readonly Person[]
  readonly formId: string
  readonly positions: readonly string[]
}

/** The value that everybody gives the subject of this index: staff by their place, leaders and the head after them. */
export type ValueOf = (name: string, competency: number) => number

const COMPETENCIES = ['M.3', 'M.8']

const form = async (hr: Caller): Promise<string> => {
  for (const preset of ['permenpanrb-38-2017', 'required-levels-template', 'competency-jpm'])
    await hr.post(`/v1/presets/${preset}/installation`)
  const framework = (await hr.get('/v1/frameworks')).body.items[0]
  const { competencies } = (await hr.get(`/v1/frameworks/${String(framework.id)}`)).body
  for (const { id, version } of (await hr.get('/v1/position-standards?limit=200')).body.items)
    await hr.request('POST', `/v1/position-standards/${String(id)}/confirmation`, {
      headers: { 'if-match': `"${String(version)}"` },
    })
  const policyId = (await hr.get('/v1/scoring-policies?code=competency-jpm')).body.items[0].id
  const wanted = competencies.filter(({ code }: { code: string }) => COMPETENCIES.includes(code))
  const created = await hr.post('/v1/forms', {
    code: 'K',
    title: 'Kompetensi',
    competencyPolicyId: policyId,
    elements: wanted.map(({ code, indicators }: { code: string; indicators: { code: string }[] }) => ({
      instrument: 'competency',
      frameworkId: framework.id,
      code,
      indicatorCodes: indicators.slice(0, 1).map((indicator) => indicator.code),
    })),
  })
  await hr.post(`/v1/forms/${String(created.body.id)}/publication`)
  return String(created.body.id)
}

export const developingOffice = async (app: TestApp, code: string): Promise<Developing> => {
  const { id: institutionId, hr } = await app.institution(code)
  const unit = async (name: string, parentId?: string): Promise<string> =>
    String((await hr.post('/v1/units', { code: name, name: `Unit ${name}`, ...(parentId && { parentId }) })).body.id)
  const topId = await unit('TOP')
  const unitIds = [await unit('A', topId), await unit('B', topId)]
  const position = async (unitId: string, name: string, kind: string, leadsUnit: boolean): Promise<string> =>
    String((await hr.post('/v1/positions', { unitId, code: name, title: name, class: kind, leadsUnit })).body.id)
  const head = await addPerson(app, hr, await position(topId, 'HEAD', 'ADMINISTRATOR', true), 'Kepala')
  const [leaders, staff, positions]: [Person[], Person[], string[]] = [[], [], []]
  for (const [index, unitId] of unitIds.entries()) {
    const leads = await position(unitId, `LEAD-${String(index)}`, 'PENGAWAS', true)
    const works = await position(unitId, `WORK-${String(index)}`, 'AHLI_MUDA', false)
    positions.push(leads, works)
    leaders.push(await addPerson(app, hr, leads, `Kasi ${String(index)}`))
    for (let i = 0; i < STAFF; i++) staff.push(await addPerson(app, hr, works, `Staf ${String(index * STAFF + i)}`))
  }
  return { institutionId, hr, topId, unitIds, head, leaders, staff, positions, formId: await form(hr) }
}

/** From opening to publication; the clock of the test stands within the phases. */
export const runCycle = async (
  { hr, unitIds, head, leaders, staff, formId }: Developing,
  dates: { readonly startsOn: string; readonly endsOn: string },
  valueOf: ValueOf,
): Promise<string> => {
  const { body, text } = await hr.post('/v1/cycles', {
    name: `Periode ${dates.startsOn}`,
    formId,
    ...dates,
    phases: PHASES,
    population: { unitIds },
    draw: { seed: 'seed-of-tests', peers: 3, subordinates: 3, maxRequestsPerRater: 30 },
  })
  if (body.id === undefined) throw new Error(text)
  const cycleId = String(body.id)
  const opening = await hr.post(`/v1/cycles/${cycleId}/opening`)
  if (opening.status !== 202) throw new Error(opening.text)
  await finished(hr, String(opening.body.id))
  for (const { call } of [head, ...leaders, ...staff]) {
    const tasks = (await call.get('/v1/me/feedback-requests?state=active&limit=200')).body.items
    for (const task of tasks) {
      if (task.cycleId !== cycleId) continue
      const ratings = COMPETENCIES.map((_, index) => ({ item: index + 1, value: valueOf(task.subjectName, index) }))
      await call.post(`/v1/feedback-requests/${String(task.id)}/submission`, { ratings })
    }
  }
  await hr.post(`/v1/cycles/${cycleId}/closing`)
  await finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/scoring`)).body.id))
  await publish(hr, cycleId)
  return cycleId
}

/** A small institution with everything a cycle needs: one head, a leader with five people, all with identities. */
import { setTimeout as sleep } from 'node:timers/promises'
import { ISSUER, type Caller, type TestApp } from './app.ts'

export interface Person {
  readonly id: string
  readonly call: Caller
}

export interface SmallOffice {
  readonly institutionId: string
  readonly hr: Caller
  readonly unitId: string
  readonly subUnitId: string
  readonly head: Person
  readonly leader: Person
  readonly staff: readonly Person[]
  readonly formId: string
  readonly positions: { readonly head: string; readonly leader: string; readonly staff: string }
}

let serial = 0
const nip = (): string => `19900115201503${String((serial % 2) + 1)}${String((serial += 1)).padStart(3, '0')}`

export const addPerson = async (app: TestApp, hr: Caller, positionId: string, label: string): Promise<Person> => {
  const employee = await hr.post('/v1/employees', {
    nip: nip(),
    name: `${label} (contoh)`,
    employmentKind: 'PNS',
    sample: true,
  })
  const id = String(employee.body.id)
  await hr.post('/v1/assignments', { employeeId: id, positionId, startsOn: '2024-01-01' })
  const subject = `person-${id}`
  await hr.post('/v1/identities', { issuer: ISSUER, subject, kind: 'person', label, employeeId: id })
  return { id, call: app.as(subject) }
}

const form = async (hr: Caller, policy: string, elements: number): Promise<string> => {
  for (const preset of ['berakhlak', policy]) await hr.post(`/v1/presets/${preset}/installation`)
  const framework = (await hr.get('/v1/frameworks?code=BERAKHLAK')).body.items[0]
  const { competencies } = (await hr.get(`/v1/frameworks/${String(framework.id)}`)).body
  const policyId = (await hr.get(`/v1/scoring-policies?code=${policy}`)).body.items[0].id
  const created = await hr.post('/v1/forms', {
    code: 'F',
    title: 'Perilaku',
    behaviourPolicyId: policyId,
    elements: competencies
      .slice(0, elements)
      .map(({ code, indicators }: { code: string; indicators: { code: string }[] }) => ({
        instrument: 'behaviour',
        frameworkId: framework.id,
        code,
        indicatorCodes: indicators.map((indicator) => indicator.code),
      })),
  })
  await hr.post(`/v1/forms/${String(created.body.id)}/publication`)
  return String(created.body.id)
}

export const smallOffice = async (app: TestApp, code: string, policy = 'permenpanrb-6-2022'): Promise<SmallOffice> => {
  const { id: institutionId, hr } = await app.institution(code)
  const unitId = String((await hr.post('/v1/units', { code: 'TOP', name: 'Kantor' })).body.id)
  const subUnitId = String((await hr.post('/v1/units', { code: 'SUB', name: 'Seksi', parentId: unitId })).body.id)
  const position = async (unit: string, name: string, kind: string, leadsUnit: boolean): Promise<string> =>
    String((await hr.post('/v1/positions', { unitId: unit, code: name, title: name, class: kind, leadsUnit })).body.id)
  const positions = {
    head: await position(unitId, 'HEAD', 'ADMINISTRATOR', true),
    leader: await position(subUnitId, 'LEADER', 'PENGAWAS', true),
    staff: await position(subUnitId, 'STAFF', 'PELAKSANA', false),
  }
  const head = await addPerson(app, hr, positions.head, 'Kepala')
  const leader = await addPerson(app, hr, positions.leader, 'Kasi')
  const staff: Person[] = []
  for (let i = 1; i <= 5; i++) staff.push(await addPerson(app, hr, positions.staff, `Staf ${String(i)}`))
  return { institutionId, hr, unitId, subUnitId, head, leader, staff, positions, formId: await form(hr, policy, 2) }
}

export const PHASE = { from: '2026-06-01', to: '2026-06-30' }
export const PHASES = { selfAssessment: PHASE, feedback: PHASE, confirmation: PHASE }

export const cycleBody = (office: SmallOffice, more: object = {}): object => ({
  name: 'Periode',
  formId: office.formId,
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  phases: PHASES,
  population: { unitIds: [office.subUnitId] },
  draw: { seed: 'seed-for-tests', peers: 4, subordinates: 5, maxRequestsPerRater: 20 },
  ...more,
})

export const finished = async (
  caller: Caller,
  jobId: string,
): Promise<{ state: string; problem: { code: string } | null }> => {
  for (;;) {
    const { body } = await caller.get(`/v1/jobs/${jobId}`)
    if (body.state === 'succeeded' || body.state === 'failed') return body as { state: string; problem: null }
    await sleep(20)
  }
}

export const openCycle = async (office: SmallOffice, more: object = {}): Promise<string> => {
  const { body } = await office.hr.post('/v1/cycles', cycleBody(office, more))
  const opening = await office.hr.post(`/v1/cycles/${String(body.id)}/opening`)
  await finished(office.hr, String(opening.body.id))
  return String(body.id)
}

export const publish = async (
  hr: Caller,
  cycleId: string,
): Promise<{ state: string; problem: { code: string } | null }> =>
  finished(hr, String((await hr.post(`/v1/cycles/${cycleId}/publication`)).body.id))

export const allRatings = (value: number, items = 6): object[] =>
  Array.from({ length: items }, (_, index) => ({ item: index + 1, value }))

/** Everybody answers everything asked, the same value in every group. */
export const everyoneAnswers = async (
  people: readonly Person[],
  valueOf: (group: string) => number,
  cycleId?: string,
): Promise<void> => {
  for (const { call } of people) {
    const { body } = await call.get('/v1/me/feedback-requests?state=active&limit=200')
    for (const task of body.items)
      if (cycleId === undefined || task.cycleId === cycleId)
        await call.post(`/v1/feedback-requests/${String(task.id)}/submission`, {
          ratings: allRatings(valueOf(task.group)),
        })
  }
}

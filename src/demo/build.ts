/** Builds the sample institution through the API: organisation, criteria, form, cycle. */
import { act, ensure, inParallel, type Client } from './client.ts'
import { PEOPLE, POSITIONS, ROLE_HOLDERS, UNITS, type SamplePerson } from './sample.ts'

interface Resource {
  readonly id: string
}

export interface Person extends SamplePerson {
  readonly id: string
  readonly subject: string
}

export type Tell = (line: string) => void

const WIDTH = 6

/** People with their identities; those who stand for a role get a second one with a fixed subject. */
export const buildOrganisation = async (hr: Client, issuer: string, tell: Tell): Promise<Person[]> => {
  const ids = new Map<string, string>()
  for (const { code, name, parent } of UNITS) {
    const unit = { code, name, parentId: parent === null ? null : (ids.get(parent) ?? null) }
    ids.set(code, (await ensure<Resource>(hr, '/v1/units', `unit/${code}`, unit, `code=${code}`)).id)
  }
  tell(`${String(UNITS.length)} unit`)
  await inParallel(POSITIONS, WIDTH, async ({ code, unit, title, class: positionClass, leadsUnit }) => {
    const body = { unitId: ids.get(unit), code, title, class: positionClass, leadsUnit }
    ids.set(code, (await ensure<Resource>(hr, '/v1/positions', `position/${code}`, body, `code=${code}`)).id)
  })
  tell(`${String(POSITIONS.length)} jabatan`)
  const people: Person[] = []
  await inParallel(PEOPLE, WIDTH, async (person) => {
    const { nip, name, employmentKind, grade } = person
    const employee = { nip, name, employmentKind, grade, sample: true }
    const { id } = await ensure<Resource>(hr, '/v1/employees', `employee/${nip}`, employee, `nip=${nip}`)
    const assignment = { employeeId: id, positionId: ids.get(person.position), startsOn: '2024-01-01' }
    await act(hr, '/v1/assignments', `assignment/${nip}`, assignment)
    const subject = `sample:${nip}`
    await act(hr, '/v1/identities', `identity/${nip}`, { issuer, subject, kind: 'person', label: name, employeeId: id })
    people.push({ ...person, id, subject })
  })
  tell(`${String(people.length)} pegawai contoh dengan penempatan`)
  await nameRoles(hr, issuer, people)
  return people
}

const nameRoles = async (hr: Client, issuer: string, people: readonly Person[]): Promise<void> => {
  for (const [role, code] of Object.entries(ROLE_HOLDERS)) {
    const holder = people.filter(({ position }) => position === code).sort((a, b) => (a.nip < b.nip ? -1 : 1))[0]
    const identity = {
      issuer,
      subject: `local:${role}`,
      kind: 'person',
      label: `Contoh ${role}`,
      employeeId: holder?.id,
    }
    await act(hr, '/v1/identities', `role/${role}`, identity)
  }
  const scopes = ['organisation:read', 'organisation:write', 'appraisal:read']
  await act(hr, '/v1/identities', 'role/client', {
    issuer,
    subject: 'local:client',
    kind: 'client',
    label: 'SIMPEG contoh',
    scopes,
  })
  const auditor = await act<Resource>(hr, '/v1/identities', 'role/auditor', {
    issuer,
    subject: 'local:auditor',
    kind: 'person',
    label: 'Auditor contoh',
  })
  if (auditor) await act(hr, '/v1/role-grants', 'grant/auditor', { identityId: auditor.id, role: 'auditor' })
}

interface Framework extends Resource {
  readonly code: string
  readonly competencies: readonly {
    readonly code: string
    readonly indicators: readonly { readonly code: string; readonly level: number | null }[]
  }[]
}

const PRESETS = [
  'permenpanrb-38-2017',
  'berakhlak',
  'required-levels-template',
  'permenpanrb-6-2022',
  'competency-jpm',
  'pp-30-2019-360',
]

const firstOf = async <T>(hr: Client, path: string): Promise<T> => {
  const { items } = await hr.get<{ items: T[] }>(path)
  const [first] = items
  if (!first) throw new Error(`nothing at ${path}`)
  return first
}

interface Standard extends Resource {
  readonly version: number
  readonly levels: Readonly<Record<string, number>>
  readonly confirmedAt: string | null
}

/** Who serves citizens has to communicate: the sample office asks for more of it than the template does. */
const SERVICE = 'M.3'
const SERVICE_LEVEL = 4

export const installCriteria = async (hr: Client, tell: Tell): Promise<void> => {
  for (const preset of PRESETS) await act(hr, `/v1/presets/${preset}/installation`, `preset/${preset}`)
  const { items } = await hr.get<{ items: Standard[] }>('/v1/position-standards?limit=200')
  for (const { id, version, levels } of items.filter(({ confirmedAt }) => confirmedAt === null))
    if ((levels[SERVICE] ?? 0) < SERVICE_LEVEL)
      await hr.patch(`/v1/position-standards/${id}`, version, { levels: { ...levels, [SERVICE]: SERVICE_LEVEL } })
    else await act(hr, `/v1/position-standards/${id}/confirmation`, `confirm/${id}`)
  tell(`${String(PRESETS.length)} preset terpasang, ${String(items.length)} standar jabatan ditetapkan`)
}

interface SampleForm {
  readonly code: string
  readonly title: string
  /** Whether BerAKHLAK is rated beside the competencies. */
  readonly behaviour: boolean
}

const FIRST_FORM = { code: 'CONTOH-2026', title: 'Perilaku BerAKHLAK dan kompetensi (contoh)', behaviour: true }
const NEXT_FORM = { code: 'CONTOH-ULANG', title: 'Kompetensi setelah pelatihan (contoh)', behaviour: false }

const LEVEL_RATED = 2

const elementsOf = (framework: Framework, instrument: string) =>
  framework.competencies.map(({ code, indicators }) => ({
    instrument,
    frameworkId: framework.id,
    code,
    indicatorCodes: indicators
      .filter(({ level }) => level === null || level === LEVEL_RATED)
      .slice(0, 3)
      .map((indicator) => indicator.code),
  }))

const buildForm = async (hr: Client, { code, title, behaviour }: SampleForm): Promise<string> => {
  const existing = await hr.get<{ items: (Resource & { state: string })[] }>(`/v1/forms?code=${code}&state=published`)
  if (existing.items[0]) return existing.items[0].id
  const read = async (code: string): Promise<Framework> =>
    hr.get(`/v1/frameworks/${(await firstOf<Resource>(hr, `/v1/frameworks?code=${code}`)).id}`)
  const policy = async (name: string): Promise<string> =>
    (await firstOf<Resource>(hr, `/v1/scoring-policies?code=${name}`)).id
  const form = {
    code,
    title,
    ...(behaviour && { behaviourPolicyId: await policy('permenpanrb-6-2022') }),
    competencyPolicyId: await policy('competency-jpm'),
    elements: [
      ...(behaviour ? elementsOf(await read('BERAKHLAK'), 'behaviour') : []),
      ...elementsOf(await read('PERMENPANRB-38-2017'), 'competency'),
    ],
  }
  const { id } = await ensure<Resource>(hr, '/v1/forms', `form/${code}`, form, `code=${code}`)
  await act(hr, `/v1/forms/${id}/publication`, `form/${code}/publication`)
  return id
}

export interface Cycle extends Resource {
  readonly state: string
  readonly name: string
  readonly startsOn: string
  readonly endsOn: string
}

export const CYCLE_NAME = 'Penilaian kinerja (contoh)'
const NEXT_NAME = 'Penilaian setelah pelatihan (contoh)'

const day = (today: Date, shift: number): string =>
  new Date(today.getTime() + shift * 86_400_000).toISOString().slice(0, 10)

export const findCycle = async (hr: Client, wanted = CYCLE_NAME): Promise<Cycle | undefined> =>
  (await hr.get<{ items: Cycle[] }>('/v1/cycles?limit=200')).items.find(({ name }) => name === wanted)

interface SampleCycle {
  readonly name: string
  readonly form: SampleForm
  readonly year: number
  readonly draw: object
}

const ensureCycle = async (hr: Client, today: Date, { name, form, year, draw }: SampleCycle): Promise<Cycle> => {
  const existing = await findCycle(hr, name)
  if (existing) return existing
  const formId = await buildForm(hr, form)
  const { id: unitId } = await firstOf<Resource>(hr, '/v1/units?code=KEC-AMPLAS')
  const period = { from: day(today, -2), to: day(today, 28) }
  const body = {
    name,
    formId,
    startsOn: `${String(year)}-01-01`,
    endsOn: `${String(year)}-12-31`,
    phases: { selfAssessment: period, feedback: period, confirmation: period },
    population: { unitIds: [unitId] },
    draw,
  }
  const reply = await hr.post<Cycle>('/v1/cycles', `cycle/${String(year)}`, body)
  if (reply.status >= 400) throw new Error(JSON.stringify(reply.body))
  return reply.body
}

const yearOf = (today: Date): number => Number(day(today, 0).slice(0, 4))

export const buildCycle = (hr: Client, today: Date): Promise<Cycle> =>
  ensureCycle(hr, today, {
    name: CYCLE_NAME,
    form: FIRST_FORM,
    year: yearOf(today),
    draw: { seed: 'contoh-medan-amplas', peers: 4, subordinates: 4, maxRequestsPerRater: 14 },
  })

/** Of the year after, answered today: the demo does not wait. Competencies alone, by fewer raters. */
export const buildNextCycle = (hr: Client, today: Date): Promise<Cycle> =>
  ensureCycle(hr, today, {
    name: NEXT_NAME,
    form: NEXT_FORM,
    year: yearOf(today) + 1,
    draw: { seed: 'contoh-setelah-latihan', peers: 3, subordinates: 3, maxRequestsPerRater: 12 },
  })

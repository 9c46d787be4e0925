/** Naughty strings and odd formats in every text slot of every body: never a 5xx, never slow, and what is taken reads back identical. */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { endpoints } from '../../src/routes/index.ts'
import { testApp, type Caller } from '../support/app.ts'
import { openCycle } from '../support/cycle.ts'
import { publishedOffice } from '../support/published.ts'

const corpus = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../corpora/${name}`, import.meta.url), 'utf8'))
const naughty = corpus('blns.json') as string[]
const formats = corpus('json-schema-formats.json') as Record<string, { v: unknown; valid: boolean }[]>
const contract = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'))

type Path = readonly (string | number)[]

/** Where texts stand in an example. */
const slotsOf = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) =>
    slotsOf(member, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}
const read = (value: unknown, path: Path): unknown =>
  path.reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], value)
const write = (value: unknown, [key, ...rest]: Path, member: unknown): unknown => {
  if (key === undefined) return member
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>
  copy[key] = write(copy[key], rest, member)
  return copy
}

/** Values that must be new in each request, so that it is the slot that decides. */
const fresh = (body: unknown, slot: Path, serial: number): unknown => {
  let copy = body
  const unique: [Path, string][] = [
    [['code'], `C-${String(serial)}`],
    [['nip'], `19900115201503${String(1000 + (serial % 9000))}`],
    [['subject'], `subject-${String(serial)}`],
    [['document', 'id'], `policy-${String(serial)}`],
  ]
  for (const [path, value] of unique)
    if (path.join() !== slot.join() && read(copy, path) !== undefined) copy = write(copy, path, value)
  return copy
}

const LONGEST_MS = 1_000

void t.test('every text slot', async (tt) => {
  const app = await testApp(tt)
  const office = await publishedOffice(app, 'SLOTS')
  const { hr, head, leader, staff } = office
  const [subject, rater] = staff
  if (!subject || !rater) throw new Error('no staff')
  const cycleId = await openCycle(office, { startsOn: '2025-01-01', endsOn: '2025-12-31' })
  const mine = String((await subject.call.get('/v1/me/results')).body.items[0].id)
  const appraisalId = (await hr.get(`/v1/appraisals?cycleId=${cycleId}&employeeId=${subject.id}`)).body.items[0].id
  const requests = (await rater.call.get('/v1/me/feedback-requests?limit=200')).body.items
  const requestId = requests.find(({ subjectName }: { subjectName: string }) => subjectName === 'Staf 1 (contoh)').id
  const create = async (path: string, more: object = {}) => {
    const example = contract.paths[path].post.requestBody.content['application/json'].example
    return String((await hr.post(path, { ...example, ...more })).body.id)
  }
  const frameworkId = (await hr.get('/v1/frameworks')).body.items[0].id
  const elements = [{ instrument: 'behaviour', frameworkId, code: 'BP', indicatorCodes: ['BP.1'] }]
  const objection = await subject.call.post('/v1/objections', {
    resultId: mine,
    grounds: [{ item: 'BP', reason: 'Contoh' }],
  })
  await head.call.post(`/v1/objections/${String(objection.body.id)}/hearing`)
  const trainingId = await create('/v1/trainings')
  const seats = { startsOn: '2026-07-01', endsOn: '2026-07-02', seats: 3 }
  const sessionId = String((await hr.post(`/v1/trainings/${trainingId}/sessions`, seats)).body.id)
  const note = { subjectId: subject.id, body: 'Contoh', shared: true }
  const ids: Record<string, string> = {
    trainings: trainingId,
    'training-sessions': sessionId,
    enrolments: await create('/v1/enrolments', { sessionId, employeeId: subject.id }),
    'satisfaction-surveys': await create('/v1/satisfaction-surveys', { unitId: office.unitId }),
    'feedback-notes': String((await subject.call.post('/v1/feedback-notes', note)).body.id),
    me: mine,
    objections: String(objection.body.id),
    'personal-data-requests': String(
      (await subject.call.post('/v1/me/personal-data-requests', { kind: 'correction' })).body.id,
    ),
    'rater-openings': await create('/v1/rater-openings', { commentId: undefined, feedbackRequestId: requestId }),
    institutions: office.institutionId,
    units: office.subUnitId,
    positions: office.positions.staff,
    employees: subject.id,
    assignments: (await hr.get(`/v1/assignments?employeeId=${subject.id}`)).body.items[0].id,
    frameworks: await create('/v1/frameworks', { code: 'DRAFT' }),
    'position-standards': await create('/v1/position-standards'),
    forms: await create('/v1/forms', { code: 'DRAFT', elements }),
    cycles: cycleId,
    appraisals: appraisalId,
    'feedback-requests': requestId,
    identities: (await hr.get('/v1/identities')).body.items[0].id,
  }
  const draftCycle = await create('/v1/cycles', { formId: office.formId })
  const callerOf = (operationId: string): Caller => {
    const platforms = ['createInstitution', 'appointOfficer', 'createIdentityProvider', 'updateIdentityProvider']
    if (platforms.includes(operationId)) return app.as('platform')
    if (['saveDraft', 'submitResponse', 'declineFeedbackRequest'].includes(operationId)) return rater.call
    const own = [
      'acknowledgeResult',
      'fileObjection',
      'stateSide',
      'requestPersonalData',
      'acknowledgeBriefing',
      'createFeedbackNote',
      'updateFeedbackNote',
      'addNoteFile',
    ]
    if (own.includes(operationId)) return subject.call
    if (operationId === 'decideObjection') return head.call
    return ['recordWorkResult', 'confirmAppraisal'].includes(operationId) ? leader.call : hr
  }
  const counts = { sent: 0, stored: 0, slots: 0 }
  const versions = new Map<string, string>()
  const bodies = endpoints.filter(({ body }) => body)
  for (const { method, path, operationId } of bodies) {
    const operation = contract.paths[path.replace(/:(\w+)/g, '{$1}')][method.toLowerCase()]
    const example = {
      ...operation.requestBody.content['application/json'].example,
      ...(operationId === 'createForm' || operationId === 'updateForm' ? { elements } : {}),
      ...(operationId === 'createCycle' ? { formId: office.formId } : {}),
      ...(operationId === 'createFeedbackNote' ? note : {}),
      ...(operationId === 'createSatisfactionSurvey' ? { unitId: office.unitId } : {}),
      ...(operationId === 'createPosition' ? { unitId: office.unitId } : {}),
      ...(operationId === 'saveDraft' ? { comments: [{ element: 'BP', text: 'x' }] } : {}),
    }
    const id = operationId === 'updateCycle' ? draftCycle : (ids[path.split('/')[2] ?? ''] ?? '')
    const url = path.replace(':id', id).replace(':presetId', 'x')
    const caller = callerOf(operationId)
    const send = async (body: unknown, slot: Path, value: unknown): Promise<void> => {
      const began = performance.now()
      const reply = await caller.request(method, url, { body, headers: { 'if-match': versions.get(url) ?? '"1"' } })
      const ms = performance.now() - began
      const where = `${operationId} ${slot.join('.')} ${JSON.stringify(value).slice(0, 60)}`
      if (reply.status >= 500) tt.fail(`${where}: ${reply.text.slice(0, 200)}`)
      if (ms > LONGEST_MS) tt.fail(`${where}: ${String(Math.round(ms))} ms`)
      if (reply.headers.etag !== undefined) versions.set(url, reply.headers.etag)
      counts.sent += 1
      if (reply.status >= 300) return
      const found = read(reply.body, slot)
      if (found === undefined) return
      counts.stored += 1
      if (JSON.stringify(found) !== JSON.stringify(value))
        tt.fail(`${where}: reads back ${JSON.stringify(found).slice(0, 60)}`)
      const { location } = reply.headers
      if (typeof location !== 'string' || counts.stored % 4 !== 0) return
      const again = read((await caller.get(location)).body, slot)
      if (JSON.stringify(again) !== JSON.stringify(value))
        tt.fail(`${where}: stored as ${JSON.stringify(again).slice(0, 60)}`)
    }
    // Documents that are recomputed and stored nowhere are long: every fifth slot of theirs.
    const isLong = operationId.startsWith('verify')
    for (const slot of slotsOf(example).filter((_, index) => !isLong || index % 5 === 0)) {
      counts.slots += 1
      // One in twenty-five, others for every slot: over all slots each string is sent many times.
      for (const [index, text] of naughty.entries())
        if ((index + counts.slots) % 25 === 0)
          await send(write(fresh(example, slot, counts.sent), slot, text), slot, text)
      const name = String(slot.at(-1))
      const kind = /(On|from|to|_from)$/.test(name) ? ['date', 'date-time'] : /Id$/.test(name) ? ['uuid'] : []
      for (const { v } of kind.flatMap((format) => formats[format] ?? []))
        await send(write(fresh(example, slot, counts.sent), slot, v), slot, v)
    }
  }
  tt.ok(bodies.length >= 30 && counts.slots > 150, `${String(bodies.length)} routes, ${String(counts.slots)} slots`)
  tt.ok(counts.sent > 7_000, `${String(counts.sent)} sent`)
  tt.ok(counts.stored > 800, `${String(counts.stored)} stored`)
})

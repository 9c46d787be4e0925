/** Units, positions, employees, assignments through HTTP. */
import t from 'tap'
import { testApp, type Caller } from '../support/app.ts'
import { addPerson, smallOffice } from '../support/cycle.ts'

const positionIn = async (hr: Caller, unitId: string, code: string, leadsUnit: boolean): Promise<string> =>
  String((await hr.post('/v1/positions', { unitId, code, title: code, class: 'PENGAWAS', leadsUnit })).body.id)

/** Whole numbers below a bound, the same in every run. */
const seeded = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

void t.test('the tree moves as a whole and never loops', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('T')
  const unit = async (code: string, parentId: string | null) =>
    (await hr.post('/v1/units', { code, name: code, parentId })).body
  const a = await unit('A', null)
  const b = await unit('B', a.id)
  const c = await unit('C', b.id)
  tt.equal(c.path, `${String(a.id)}/${String(b.id)}/${String(c.id)}/`)
  tt.equal((await hr.patch(`/v1/units/${String(a.id)}`, 1, { parentId: c.id })).body.code, 'unit.wouldFormCycle')
  tt.equal((await hr.patch(`/v1/units/${String(b.id)}`, 1, { parentId: null })).status, 200)
  tt.equal((await hr.get(`/v1/units/${String(c.id)}`)).body.path, `${String(b.id)}/${String(c.id)}/`)
  tt.equal((await hr.post('/v1/units', { code: 'A', name: 'again' })).body.code, 'unit.codeTaken')
  tt.equal(
    (await hr.post('/v1/units', { code: 'D', name: 'x', parentId: '01980a5e-7c1b-7000-8000-000000000009' })).body.code,
    'unit.parentUnknown',
  )
})

void t.test('employees: what is refused and what is only doubted', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('E')
  const employee = { name: 'Contoh', employmentKind: 'PNS', sample: true }
  for (const nip of ['123', '19900115201503200A', '1990011520150320011'])
    tt.equal((await hr.post('/v1/employees', { ...employee, nip })).status, 400, nip)
  const doubtful = await hr.post('/v1/employees', { ...employee, nip: '199013402015132000' })
  tt.equal(doubtful.status, 201)
  tt.same(doubtful.body.warnings, ['nip.birthDateImpossible', 'nip.monthImpossible', 'nip.sequenceZero'])
  tt.equal((await hr.post('/v1/employees', { ...employee, nip: '199013402015132000' })).body.code, 'employee.nipTaken')
  const unknown = await hr.post('/v1/employees', { ...employee, nip: '199001152015032001', salary: 1 })
  tt.same([unknown.status, unknown.body.errors[0].pointer], [400, '/salary'])
  const found = await hr.get('/v1/employees?nip=199013402015132000')
  tt.same(found.body.items, [doubtful.body], 'and doubted in a list')
})

void t.test('a line of a list says what the employee says, whatever people are called', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('L')
  const names = ['Contoh', 'a "b" \\ c', 'd\u001ee\u001f', '\u0001\n\t', '\u2028 \ud83d\ude00 \u00e9', '{"id":null},']
  const posted = await Promise.all(
    names.map((name, index) =>
      hr.post('/v1/employees', {
        name,
        employmentKind: index % 2 === 0 ? 'PNS' : 'PPPK',
        nip: `19900115201503200${String(index)}`,
        sample: true,
        ...(index % 3 === 0 && {
          officialEmail: `"o\\${String(index)}"@medan.example`,
          siasnId: 'A-1',
          grade: 'III/c',
        }),
      }),
    ),
  )
  const made = posted.map(({ body }) => body as { id: string }).sort((a, b) => (a.id < b.id ? -1 : 1))
  tt.same((await hr.get('/v1/employees')).body, { items: made, next: null })
  tt.same((await hr.get('/v1/employees?active=true')).body, { items: made, next: null }, 'through a filter')
  const first = (await hr.get('/v1/employees?limit=4')).body
  const second = (await hr.get(`/v1/employees?limit=4&cursor=${String(first.next)}`)).body
  tt.same([first.items, second.items, second.next], [made.slice(0, 4), made.slice(4), null], 'page by page')
  tt.same((await hr.get('/v1/employees?active=false')).body, { items: [], next: null })
})

void t.test('supervisors follow from assignments as of a date; circles are refused', async (tt) => {
  const app = await testApp(tt)
  const { hr, head, leader, staff, positions } = await smallOffice(app, 'S')
  const supervision = async (id: string, on = '') => (await hr.get(`/v1/employees/${id}/supervision${on}`)).body
  const [worker] = staff
  if (!worker) throw new Error('no staff')
  tt.same(
    [(await supervision(worker.id)).supervisorId, (await supervision(worker.id)).superiorId],
    [leader.id, head.id],
  )
  tt.equal((await supervision(head.id)).supervisorId, null)
  tt.equal((await supervision(worker.id, '?on=2023-12-31')).supervisorId, null, 'nobody before the placement began')
  const [own] = (await hr.get(`/v1/assignments?employeeId=${leader.id}`)).body.items
  const circle = await hr.patch(`/v1/assignments/${String(own.id)}`, own.version, { supervisorId: worker.id })
  tt.same([circle.status, circle.body.code], [422, 'assignment.supervisorCycle'])
  const overlap = await hr.post('/v1/assignments', {
    employeeId: worker.id,
    positionId: positions.staff,
    startsOn: '2025-01-01',
  })
  tt.equal(overlap.body.code, 'assignment.overlaps')
  const acting = await hr.post('/v1/assignments', {
    employeeId: worker.id,
    positionId: positions.leader,
    kind: 'PLH',
    startsOn: '2025-01-01',
  })
  tt.equal(acting.status, 201, 'acting beside the definitive placement')
})

void t.test('lists: keyset pages that neither skip nor repeat, cursors that fit nowhere else', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('L')
  for (let i = 0; i < 7; i++) await hr.post('/v1/units', { code: `U${String(i)}`, name: 'x' })
  const seen: string[] = []
  let path: string | null = '/v1/units?limit=3'
  while (path !== null) {
    const page: { body: { items: { code: string }[]; next: string | null }; headers: Record<string, unknown> } =
      await hr.get(path)
    seen.push(...page.body.items.map(({ code }) => code))
    tt.equal(page.headers.link !== undefined, page.body.next !== null)
    path = page.body.next === null ? null : `/v1/units?limit=3&cursor=${page.body.next}`
  }
  tt.same(seen.sort(), ['U0', 'U1', 'U2', 'U3', 'U4', 'U5', 'U6'])
  const { next } = (await hr.get('/v1/units?limit=3')).body
  tt.equal((await hr.get(`/v1/positions?limit=3&cursor=${String(next)}`)).body.code, 'request.cursorInvalid')
  tt.equal((await hr.get(`/v1/units?limit=3&cursor=${String(next)}x`)).body.code, 'request.cursorInvalid')
  tt.equal((await hr.get('/v1/units?limit=201')).status, 400)
  tt.equal((await hr.get('/v1/units?nope=1')).status, 400)
})

void t.test('lost updates: 428 without, 412 stale, 304 unchanged', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('V')
  const { id } = (await hr.post('/v1/units', { code: 'A', name: 'A' })).body
  const path = `/v1/units/${String(id)}`
  tt.equal((await hr.request('PATCH', path, { body: { name: 'B' } })).status, 428)
  const tries = await Promise.all(Array.from({ length: 10 }, (_, i) => hr.patch(path, 1, { name: `N${String(i)}` })))
  tt.equal(tries.filter(({ status }) => status === 200).length, 1)
  tt.equal(tries.filter(({ status }) => status === 412).length, 9)
  const { headers } = await hr.get(path)
  tt.equal((await hr.get(path, { 'if-none-match': String(headers.etag) })).status, 304)
})

void t.test('exactly once: the same key has one effect and one answer', async (tt) => {
  const app = await testApp(tt)
  const { hr, hrSubject } = await app.institution('I')
  const key = { 'idempotency-key': 'k-1' }
  const replies = await Promise.all(
    Array.from({ length: 12 }, () => hr.post('/v1/units', { code: 'K', name: 'K' }, key)),
  )
  tt.ok(replies.every(({ status }) => status === 201 || status === 409))
  const replay = await hr.post('/v1/units', { code: 'K', name: 'K' }, key)
  tt.same([replay.status, replay.headers['idempotency-replayed']], [201, 'true'])
  tt.equal((await hr.post('/v1/units', { code: 'K2', name: 'K' }, key)).body.code, 'idempotency.keyReused')
  tt.equal((await hr.get('/v1/units')).body.items.length, 1)
  const other = await app.institution('I2')
  tt.equal((await other.hr.post('/v1/units', { code: 'K', name: 'K' }, key)).headers['idempotency-replayed'], undefined)
  for (const bad of ['', 'x'.repeat(256), 'naïve'])
    tt.equal((await hr.post('/v1/units', { code: 'K3', name: 'K' }, { 'idempotency-key': bad })).status, 400)
  const { rows } = await app.pools.owner.query(
    "select count(*)::int as n from audit_entries where action = 'unit.write' and institution_id = (select institution_id from identities where subject = $1)",
    [hrSubject],
  )
  tt.equal(rows[0].n, 1, 'one effect, one audit entry')
})

void t.test('forms: weights and items', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('F')
  await hr.post('/v1/presets/berakhlak/installation')
  tt.equal((await hr.post('/v1/presets/berakhlak/installation')).body.code, 'preset.alreadyInstalled')
  const frameworkId = (await hr.get('/v1/frameworks?code=BERAKHLAK')).body.items[0].id
  const element = (code: string, weight: string | null, indicatorCodes: string[] = [`${code}.1`]) => ({
    instrument: 'behaviour',
    frameworkId,
    code,
    weight,
    indicatorCodes,
  })
  const create = (elements: object[]) => hr.post('/v1/forms', { code: 'W', title: 'W', elements })
  const wrong = await create([element('BP', '30'), element('AK', '69.99')])
  tt.same(
    [wrong.status, wrong.body.code, wrong.body.facts.found, wrong.body.facts.needed],
    [422, 'form.weightsNotHundred', '99.99', '100.00'],
  )
  const right = await create([element('BP', '33.33'), element('AK', '33.33'), element('KP', '33.34')])
  tt.equal(right.status, 201)
  tt.equal((await hr.post(`/v1/forms/${String(right.body.id)}/publication`)).body.code, 'form.policyMissing')
  await hr.post('/v1/presets/permenpanrb-6-2022/installation')
  const behaviourPolicyId = (await hr.get('/v1/scoring-policies')).body.items[0].id
  const ofTen = await hr.post('/v1/forms', {
    code: 'TEN',
    title: 'Skala sepuluh',
    scale: { low: 1, high: 10 },
    behaviourPolicyId,
    elements: [element('BP', null)],
  })
  const mismatch = await hr.post(`/v1/forms/${String(ofTen.body.id)}/publication`)
  tt.same(
    [mismatch.status, mismatch.body.code, mismatch.body.facts.found, mismatch.body.facts.needed],
    [422, 'form.scaleMismatch', '1–10', '1–5'],
  )
  const bare = await create([element('BP', null, [])])
  tt.equal((await hr.post(`/v1/forms/${String(bare.body.id)}/publication`)).body.code, 'form.noItems')
  tt.equal((await create([element('BP', null, ['NOPE'])])).body.code, 'form.indicatorUnknown')
})

void t.test('no change of placements or structure bends a line back to where it began', async (tt) => {
  const app = await testApp(tt)
  const { hr, leader, staff, positions, unitId, subUnitId } = await smallOffice(app, 'BEND')
  const [worker] = staff
  if (!worker) throw new Error('no staff')
  // Acting head of the unit above, while the definitive place is below: the leader in between would report to a subordinate.
  const above = (await hr.get(`/v1/assignments?positionId=${positions.head}`)).body.items[0]
  await hr.patch(`/v1/assignments/${String(above.id)}`, above.version, { endsOn: '2026-05-31' })
  const acting = { employeeId: worker.id, positionId: positions.head, kind: 'PLT', startsOn: '2026-06-01' }
  const refused = await hr.post('/v1/assignments', acting)
  tt.same([refused.status, refused.body.code], [422, 'assignment.supervisorCycle'])
  tt.match(refused.body.detail, new RegExp(leader.id), 'the path names who is on it')
  // A supervisor named from below is harmless until the structure puts that person's line under the one he or she supervises.
  const outside = (await hr.post('/v1/units', { code: 'OUT', name: 'Luar' })).body
  const chief = await addPerson(app, hr, await positionIn(hr, String(outside.id), 'CHIEF', true), 'Ketua')
  const [own] = (await hr.get(`/v1/assignments?employeeId=${chief.id}`)).body.items
  tt.equal((await hr.patch(`/v1/assignments/${String(own.id)}`, 1, { supervisorId: worker.id })).status, 200)
  const loose = await positionIn(hr, subUnitId, 'LOOSE', false)
  const moved = await hr.patch(`/v1/units/${subUnitId}`, 1, { parentId: outside.id })
  tt.same([moved.status, moved.body.code], [422, 'assignment.supervisorCycle'], 'a unit moved under that person')
  tt.equal((await hr.get(`/v1/units/${subUnitId}`)).body.parentId, unitId, 'and stays where it was')
  const idle = (await hr.get(`/v1/positions/${positions.leader}`)).body
  await hr.patch(`/v1/positions/${positions.leader}`, idle.version, { leadsUnit: false })
  const named = (await hr.get(`/v1/assignments?employeeId=${leader.id}`)).body.items[0]
  tt.equal((await hr.patch(`/v1/assignments/${String(named.id)}`, 1, { supervisorId: worker.id })).status, 200)
  const again = await hr.patch(`/v1/positions/${positions.leader}`, Number(idle.version) + 1, { leadsUnit: true })
  tt.same([again.status, again.body.code], [422, 'assignment.supervisorCycle'], 'a position that leads again')
  tt.equal((await hr.patch(`/v1/positions/${loose}`, 1, { title: 'Lain' })).status, 200)
})

void t.test('the line of one person is the line of everyone', async (tt) => {
  const app = await testApp(tt)
  const { id, hr } = await app.institution('LINES')
  const random = seeded(7)
  const units: string[] = []
  for (let i = 0; i < 12; i++) {
    const parentId = i === 0 ? null : units[random(units.length)]
    units.push(String((await hr.post('/v1/units', { code: `U${String(i)}`, name: 'Unit', parentId })).body.id))
  }
  for (const [i, unit] of units.entries()) {
    const head = await positionIn(hr, unit, `H${String(i)}`, true)
    const staff = await positionIn(hr, unit, `S${String(i)}`, false)
    if (random(4) > 0) await addPerson(app, hr, head, 'Kepala')
    for (let n = random(3); n > 0; n--) await addPerson(app, hr, staff, 'Staf')
  }
  const { rows } = await app.pools.owner.query<{ all: string | null; one: string | null; naive: string | null }>(
    `select s.supervisor_id as all, supervisor_of($1, s.employee_id, '2026-06-15') as one,
       (select h.employee_id from unit_heads_on($1, '2026-06-15') h where h.employee_id <> p.employee_id and p.unit_path like h.unit_path || '%'
        order by length(h.unit_path) desc limit 1) as naive
     from supervisors_on($1, '2026-06-15') s join placements_on($1, '2026-06-15') p using (employee_id)`,
    [id],
  )
  tt.ok(rows.length > 15, `saw ${String(rows.length)} people`)
  tt.ok(rows.filter(({ all }) => all !== null).length > 10)
  for (const { all, one, naive } of rows) tt.same([all, one], [naive, naive])
})

/** Reporting lines and position standards from files: any order, nobody placed twice, nobody his or her own superior. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { CSV, ended, faultsOf, imported, NDJSON } from '../support/imports.ts'

const nip = (n: number): string => `19900115201503${String(2000 + n)}`

void t.test('assignments and position standards', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('LINE')
  await imported(hr, 'units', 'code,name,parentCode\nA,A,\nB,B,A\n')
  await imported(
    hr,
    'positions',
    'code,title,class,unitCode,leadsUnit\nHEAD,Kepala,ADMINISTRATOR,A,ya\nKASI,Kasi,PENGAWAS,B,ya\nSTAF,Staf,PELAKSANA,B,\n',
  )
  await imported(hr, 'employees', `nip,name\n${[1, 2, 3, 4].map((n) => `${nip(n)},Contoh ${String(n)}`).join('\n')}\n`)
  const supervisorOf = async (n: number): Promise<string | undefined> => {
    const [employee] = (await hr.get(`/v1/employees?nip=${nip(n)}`)).body.items
    const { supervisorId } = (await hr.get(`/v1/employees/${String(employee.id)}/supervision`)).body
    return supervisorId === null ? undefined : (await hr.get(`/v1/employees/${String(supervisorId)}`)).body.nip
  }

  await tt.test('superiors come after those they supervise, days either way round', async (t2) => {
    const file = `nip;kode jabatan;TMT;nip atasan
${nip(3)};STAF;01-01-2025;${nip(2)}
${nip(2)};KASI;2025-01-01;
${nip(1)};HEAD;2025-01-01;
${nip(4)};STAF;2025-02-30;${nip(2)}
${nip(9)};STAF;2025-01-01;
${nip(4)};NIHIL;2025-01-01;${nip(4)}
`
    const made = await imported(hr, 'assignments', file)
    t2.same([made.inserted, made.refused], [3, 3])
    t2.same(await faultsOf(hr, made.id), [
      [5, 'startsOn', 'import.dayUnreal'],
      [6, 'nip', 'import.employeeUnknown'],
      [7, 'positionCode', 'assignment.positionUnknown'],
    ])
    t2.same([await supervisorOf(3), await supervisorOf(2)], [nip(2), nip(1)])
    const again = await imported(hr, 'assignments', file)
    t2.same([again.inserted, again.updated, again.unchanged], [0, 0, 3])
  })

  await tt.test('a circle is refused with its path, and the rest goes in', async (t2) => {
    const file = `nip,positionCode,startsOn,supervisorNip
${nip(1)},HEAD,2025-01-01,${nip(3)}
${nip(4)},STAF,2025-01-01,
`
    const made = await imported(hr, 'assignments', file)
    t2.same([made.inserted, made.updated, made.refused], [1, 0, 1])
    const { items } = (await hr.get(`/v1/imports/${String(made.id)}/refusals`)).body
    t2.equal(items[0].faults[0].code, 'assignment.supervisorCycle')
    t2.match(items[0].faults[0].message, new RegExp(`${nip(1)} → ${nip(3)} → ${nip(2)} → ${nip(1)}`))
    t2.equal(await supervisorOf(1), undefined)
  })

  await tt.test('a new definitive placement ends the one before; an overlap is refused', async (t2) => {
    const moved = await imported(hr, 'assignments', `nip,positionCode,startsOn\n${nip(4)},KASI,2026-03-01\n`)
    t2.same([moved.inserted, moved.ended], [1, 1])
    const again = await imported(hr, 'assignments', `nip,positionCode,startsOn\n${nip(4)},KASI,2026-03-01\n`)
    t2.same([again.inserted, again.updated, again.ended], [0, 0, 0])
    const overlap = await imported(
      hr,
      'assignments',
      `nip,positionCode,startsOn,endsOn\n${nip(4)},HEAD,2026-01-01,2026-04-01\n`,
    )
    t2.same(await faultsOf(hr, overlap.id), [[2, 'startsOn', 'assignment.overlaps']])
    t2.equal(overlap.inserted, 0)
  })

  await tt.test('position standards: levels are added to, emptied, and belong to one target', async (t2) => {
    const file = 'kelas jabatan;positionCode;M.01;M.2\nPelaksana;;1;2\n;KASI;3;\nPengawas;KASI;1;1\nJPT Utama;;6;1\n'
    const made = await imported(hr, 'position-standards', file)
    t2.same(await faultsOf(hr, made.id), [
      [4, 'positionClass', 'positionStandard.targetAmbiguous'],
      [5, 'M.1', 'tooLarge'],
    ])
    await imported(hr, 'position-standards', 'positionClass,M.2,M.3\nPELAKSANA,,4\n')
    const [standard] = (await hr.get('/v1/position-standards?positionClass=PELAKSANA')).body.items
    t2.same([standard.levels, standard.origin], [{ 'M.1': 1, 'M.3': 4 }, 'institution'])
    t2.ok(standard.confirmedAt)
    const again = await imported(hr, 'position-standards', 'positionClass,M.2,M.3\nPELAKSANA,,4\n')
    t2.equal(again.unchanged, 1)
  })
})

void t.test('people and their reporting lines in one file', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('SATU')
  await imported(hr, 'units', 'code,name\nA,A\n')
  await imported(hr, 'positions', 'code,title,class,unitCode\nS,Staf,PELAKSANA,A\n')
  const file = `nip;nama;kode jabatan;jenis penugasan;TMT;nip atasan
${nip(11)};Bawahan;S;;2025-01-01;${nip(12)}
${nip(12)};Atasan;S;;2025-01-01;
${nip(13)};Tanpa jabatan;;;;
${nip(14)};Yatim;S;;2025-01-01;${nip(99)}
${nip(15)};Tanpa tanggal;S;;;
${nip(16)};Lingkar;S;;2025-01-01;${nip(17)}
${nip(17)};Lingkar;S;;2025-01-01;${nip(16)}
`
  const dry = await imported(hr, 'employees&dryRun=true', file)
  const made = await imported(hr, 'employees', file)
  for (const { inserted, placed, refused } of [dry, made]) tt.same([inserted, placed, refused], [3, 2, 4])
  tt.same(await faultsOf(hr, made.id), [
    [5, 'supervisorNip', 'assignment.supervisorUnknown'],
    [6, 'startsOn', 'required'],
    [7, 'supervisorNip', 'assignment.supervisorCycle'],
    [8, 'supervisorNip', 'assignment.supervisorCycle'],
  ])
  const again = await imported(hr, 'employees', file)
  tt.same([again.inserted, again.updated, again.placed, again.unchanged], [0, 0, 0, 3])
  const lines = [
    { nip: nip(13), positionCode: 'S', startsOn: '2025-01-01' },
    { nip: nip(11), supervisorNip: nip(13), positionCode: 'S', startsOn: '2025-01-01' },
    { nip: nip(12), grade: 'III/d' },
  ]
  const masked = await imported(hr, 'employees', lines.map((line) => JSON.stringify(line)).join('\n'), NDJSON)
  tt.same([masked.placed, masked.updated, masked.refused], [2, 1, 0])
  const atomic = await imported(
    hr,
    'employees&mode=atomic',
    `nip,name,positionCode,startsOn\n${nip(18)},Baru,X,2025-01-01\n`,
  )
  tt.same([atomic.inserted, atomic.refused], [0, 1], 'a line is in with its placement or not at all')
  tt.same((await hr.get(`/v1/employees?nip=${nip(18)}`)).body.items, [])
})

void t.test('reporting lines come before their people, in a file of their own', async (tt) => {
  const app = await testApp(tt)
  const { hr } = await app.institution('DUA')
  await imported(hr, 'units', 'code,name\nA,A\n')
  await imported(hr, 'positions', 'code,title,class,unitCode\nS,Staf,PELAKSANA,A\n')
  const lines = `nip,positionCode,startsOn,supervisorNip
${nip(21)},S,2025-01-01,${nip(22)}
${nip(22)},S,2025-01-01,
${nip(23)},S,2025-01-01,${nip(24)}
${nip(25)},X,2025-01-01,
`
  const query = 'assignments&unknownPeople=wait'
  const dry = await imported(hr, `${query}&dryRun=true`, lines)
  tt.same([dry.rows, dry.waiting, dry.refused], [4, 4, 0])
  tt.same((await hr.get('/v1/waiting-placements')).body.items, [], 'tried without effect')
  const early = await imported(hr, query, lines)
  tt.same([early.rows, early.waiting, early.inserted, early.refused], [4, 4, 0, 0])
  tt.equal((await imported(hr, query, lines)).waiting, 4)
  const waiting = (await hr.get('/v1/waiting-placements')).body.items
  tt.same(
    waiting.map(({ line }: { line: number }) => line),
    [2, 3, 4, 5],
    'twice is once',
  )
  const people = (...numbers: number[]): string => `nip,name\n${numbers.map((n) => `${nip(n)},Contoh`).join('\n')}\n`
  const one = await imported(hr, 'employees', people(21, 23, 25))
  tt.ok(one.followedBy, 'the line to nowhere is taken up and refused')
  const first = await ended(hr, String(one.followedBy))
  tt.same([first.source, first.inserted, first.refused], ['waiting', 0, 1])
  tt.same(await faultsOf(hr, first.id), [[1, 'positionCode', 'assignment.positionUnknown']])
  const two = await imported(hr, 'employees', people(22))
  const second = await ended(hr, String(two.followedBy))
  tt.same([second.inserted, second.refused], [2, 0])
  const left = (await hr.get('/v1/waiting-placements')).body.items
  tt.same(
    left.map((row: { nip: string }) => row.nip),
    [nip(23)],
    'whose superior has not come still waits',
  )
  tt.equal((await imported(hr, 'employees', people(26))).followedBy, null)
  const reply = await hr.request('POST', `/v1/imports?kind=${query}&mode=atomic`, { body: lines, headers: CSV })
  tt.equal(reply.body.code, 'import.waitNotExpected')
})

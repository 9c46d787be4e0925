/** Reporting lines and position standards from files: any order, nobody placed twice, nobody his or her own superior. */
import t from 'tap'
import { testApp } from '../support/app.ts'
import { faultsOf, imported } from '../support/imports.ts'

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
